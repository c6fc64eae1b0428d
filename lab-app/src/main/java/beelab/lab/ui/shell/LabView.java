package beelab.lab.ui.shell;

import beelab.lab.ui.common.Icons;
import beelab.lab.ui.common.KeptRatio;
import beelab.lab.ui.common.Wrapping;
import beelab.lab.ui.events.EventsView;
import beelab.lab.ui.guide.GuideView;
import beelab.lab.ui.guide.GuideViewModel;
import beelab.lab.ui.terminals.TerminalsView;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The lab itself: guide on the left, events above terminals on the right. */
public final class LabView extends BorderPane {
    private final LabViewModel model;
    private final StackPane guidePlace = new StackPane();
    private @Nullable GuideView guideView;
    private final EventsView events;
    private final TerminalsView terminals;

    /** Shows {@code model}. */
    public LabView(LabViewModel model) {
        this.model = model;
        this.events = new EventsView(model.events());
        this.terminals = new TerminalsView(model.terminals(), model.appearance());
        getStyleClass().add("lab");
        setTop(new TopBar(model));
        setCenter(workspace());
        setBottom(new StatusBar(model));
        model.guideProperty().subscribe(this::showGuide);
        model.problemProperty()
                .subscribe(() -> {
                    if (model.guideProperty().get() == null) {
                        showGuide(null);
                    }
                });
    }

    /** The terminals, for shortcuts and for the tour. */
    public TerminalsView terminals() {
        return terminals;
    }

    /** Clicks a block of the page that is read; false when it is not there (yet). */
    public boolean clickBlock(String blockId) {
        GuideView view = guideView;
        return view != null && view.clickBlock(blockId);
    }

    /** The events, for shortcuts. */
    public EventsView events() {
        return events;
    }

    /** Moves the focus to the next pane: guide, events, terminal. */
    public void focusNextPane() {
        Node focused = getScene().getFocusOwner();
        if (isInside(focused, guidePlace)) {
            events.focusFilter();
        } else if (isInside(focused, events)) {
            terminals.focusTerminal();
        } else {
            Node tick = guidePlace.lookup(".tick");
            if (tick != null) {
                tick.requestFocus();
            }
        }
    }

    private Node workspace() {
        VBox.setVgrow(events, Priority.ALWAYS);
        VBox upper = new VBox(8, new SetupCard(model), events);
        upper.setMinSize(0, 120);
        terminals.setMinHeight(90);
        SplitPane right = new SplitPane(upper, terminals);
        right.setOrientation(Orientation.VERTICAL);
        KeptRatio.of(right, 0.6);
        right.getStyleClass().add("thin-split");
        right.setMinWidth(420);
        guidePlace.setMinWidth(320);
        SplitPane split = new SplitPane(guidePlace, right);
        KeptRatio.of(split, 0.36);
        split.getStyleClass().add("thin-split");
        BorderPane workspace = new BorderPane(split);
        workspace.getStyleClass().add("workspace");
        return workspace;
    }

    private void showGuide(@Nullable GuideViewModel guide) {
        guideView =
                guide == null ? null : new GuideView(guide, model.appearance(), model::showEvent);
        guidePlace.getChildren().setAll(guideView == null ? loading() : guideView);
    }

    private Node loading() {
        String problem = model.problemProperty().get();
        Label title = new Label(problem.isEmpty() ? "Opening the guide…" : "No guide");
        title.getStyleClass().add("empty-title");
        Label text = new Label(problem.isEmpty() ? "A second or two, at the first time." : problem);
        Wrapping.whole(text);
        text.getStyleClass().add("muted");
        VBox box =
                new VBox(
                        8,
                        Icons.of(
                                problem.isEmpty() ? Feather.BOOK_OPEN : Feather.ALERT_TRIANGLE,
                                "empty-icon"),
                        title,
                        text);
        box.getStyleClass().addAll("panel", "empty-state");
        return box;
    }

    private static boolean isInside(@Nullable Node node, Node ancestor) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (at == ancestor) {
                return true;
            }
        }
        return false;
    }
}
