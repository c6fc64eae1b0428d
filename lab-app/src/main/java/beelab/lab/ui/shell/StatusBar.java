package beelab.lab.ui.shell;

import beelab.lab.progress.StageReport;
import beelab.lab.ui.common.Shown;
import java.util.List;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.util.Duration;

/** What is happening now, how far it is and how long it usually takes. */
final class StatusBar extends HBox {
    private final LabViewModel model;
    private final Label what = new Label();
    private final Label detail = new Label();
    private final Label time = new Label();
    private final ProgressBar bar = new ProgressBar();

    StatusBar(LabViewModel model) {
        super(10);
        this.model = model;
        getStyleClass().add("status-bar");
        setAlignment(Pos.CENTER_LEFT);
        what.getStyleClass().add("status-strong");
        what.setId("status");
        Label keys = new Label("F1 keys   ·   F6 next pane   ·   Ctrl+Shift+F filter");
        keys.setMinWidth(0);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        getChildren().addAll(bar, what, detail, time, space, keys);
        Shown.keep(
                this::update,
                model.cluster().startingProperty(),
                model.cluster().stateProperty(),
                model.cluster().failureProperty(),
                model.problemProperty(),
                model.feedProperty());
        Timeline clock = new Timeline(new KeyFrame(Duration.millis(500), tick -> update()));
        clock.setCycleCount(Animation.INDEFINITE);
        // The clock only ticks while something runs: an idle window wakes nobody.
        model.cluster()
                .startingProperty()
                .subscribe(starting -> {
                    if (starting) {
                        clock.play();
                    } else {
                        clock.stop();
                    }
                });
    }

    private void update() {
        List<StageReport> running = model.cluster().running();
        boolean busy = model.cluster().startingProperty().get();
        bar.setVisible(busy);
        bar.setManaged(busy);
        what.getStyleClass().remove("problem");
        String problem = model.problemProperty().get();
        if (!problem.isEmpty()) {
            what.getStyleClass().add("problem");
            say(problem, "", "");
        } else if (busy && !running.isEmpty()) {
            StageReport stage = running.getFirst();
            bar.setProgress(StageLine.fraction(stage));
            say(stage.name(), stage.detail(), StageLine.timing(stage));
        } else if (busy) {
            bar.setProgress(-1);
            say("Starting the cluster…", "", "");
        } else if (!model.cluster().failureProperty().get().message().isEmpty()) {
            what.getStyleClass().add("problem");
            say(model.cluster().failureProperty().get().message(), "", "");
        } else if (model.cluster().readyProperty().get()) {
            say(model.feedProperty().get().message(), "", "");
        } else {
            say(model.cluster().stateProperty().get().message(), "", "");
        }
    }

    private void say(String first, String second, String third) {
        what.setText(first);
        detail.setText(second);
        time.setText(third);
    }
}
