package beelab.lab.ui.guide;

import beelab.lab.check.StepState;
import beelab.lab.feed.EventRow;
import beelab.lab.ui.common.Icons;
import beelab.lab.ui.common.Wrapping;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** What is checked on the page: a tick, its state in words, the reason, and the proof. */
final class ChecksCard extends VBox {
    private final GuideViewModel model;
    private final Consumer<EventRow> showEvent;
    private final List<Subscription> subscriptions = new ArrayList<>();

    ChecksCard(GuideViewModel model, Consumer<EventRow> showEvent) {
        this.model = model;
        this.showEvent = showEvent;
        setId("checks");
        getStyleClass().add("checks");
    }

    void show(GuideViewModel.GuidePage page) {
        subscriptions.forEach(Subscription::unsubscribe);
        subscriptions.clear();
        getChildren().clear();
        boolean any = !page.checks().isEmpty();
        setVisible(any);
        setManaged(any);
        for (GuideViewModel.Check check : page.checks()) {
            VBox box = new VBox(4);
            box.setId("check-" + check.spec().id());
            getChildren().add(box);
            subscriptions.add(check.stateProperty().subscribe(state -> fill(box, check, state)));
        }
    }

    private void fill(VBox box, GuideViewModel.Check check, StepState state) {
        Tone tone = Tone.of(state);
        Label name = new Label(CheckWords.title(check.spec().id()));
        name.getStyleClass().add("check-name");
        name.setMinWidth(Region.USE_PREF_SIZE);
        Label words = new Label(CheckWords.headline(state));
        words.getStyleClass().addAll("check-state", tone.styleClass());
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox line =
                new HBox(
                        8,
                        Icons.of(tone.icon(), "check-icon", tone.styleClass()),
                        name,
                        words,
                        space);
        line.setAlignment(Pos.CENTER_LEFT);
        line.setAccessibleText(name.getText() + ": " + words.getText());
        line.getChildren().addAll(actions(check, state));
        box.getChildren().setAll(line);
        for (String paragraph : CheckWords.explanation(state)) {
            Label text = new Label(paragraph);
            Wrapping.whole(text);
            text.getStyleClass().add("check-reason");
            box.getChildren().add(text);
        }
    }

    private List<Node> actions(GuideViewModel.Check check, StepState state) {
        List<EventRow> evidence = model.evidence(check.spec());
        List<Node> actions = new ArrayList<>();
        if (!evidence.isEmpty()) {
            Hyperlink proof = new Hyperlink("Show the event");
            proof.setMinWidth(Region.USE_PREF_SIZE);
            proof.setOnAction(event -> showEvent.accept(evidence.getLast()));
            actions.add(proof);
        }
        switch (state) {
            case StepState.Failed _, StepState.Unknown _, StepState.Passed _ -> {
                actions.add(
                        Icons.button(
                                Feather.ROTATE_CCW,
                                "Check again: only what happens from now on counts",
                                () -> model.watchAgain(check.spec())));
                Button reset =
                        Icons.button(
                                Feather.CORNER_UP_LEFT,
                                "Reset this step: take back what it made, and its files",
                                () -> model.reset(check.spec()));
                reset.setId("reset-" + check.spec().id());
                actions.add(reset);
            }
            case StepState.Waiting _, StepState.Running _, StepState.NotApplicable _ -> {
                // Nothing to repeat yet.
            }
        }
        return actions;
    }
}
