package beelab.lab.ui.shell;

import beelab.lab.feed.FeedState;
import beelab.lab.ui.common.Icons;
import beelab.lab.ui.common.Shown;
import beelab.lab.ui.common.Wrapping;
import java.util.List;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;

/**
 * Above the event table while there is no cluster: its stages while it starts, the way to start it
 * before, and what to do when it failed. Gone once events can come.
 */
final class SetupCard extends VBox {
    /** Stages shown at once: what is done long ago is of no interest. */
    private static final int STAGES_SHOWN = 6;

    private final LabViewModel model;
    private final ClusterViewModel cluster;
    private final Label title = new Label();
    private final VBox stages = new VBox(6);
    private final VBox action = new VBox(8);

    SetupCard(LabViewModel model) {
        this.model = model;
        this.cluster = model.cluster();
        setId("setup");
        getStyleClass().addAll("panel", "setup");
        title.getStyleClass().add("setup-title");
        Wrapping.whole(title);
        getChildren().addAll(title, stages, action);
        Shown.keep(this::showStages, cluster.stages());
        Shown.keep(
                this::showAction,
                cluster.startingProperty(),
                cluster.readyProperty(),
                cluster.failureProperty(),
                model.guideProperty(),
                model.feedProperty());
        Timeline clock = new Timeline(new KeyFrame(Duration.seconds(1), tick -> showStages()));
        clock.setCycleCount(Animation.INDEFINITE);
        cluster.startingProperty()
                .subscribe(starting -> {
                    if (starting) {
                        clock.play();
                    } else {
                        clock.stop();
                    }
                });
    }

    private void showStages() {
        List<ClusterViewModel.Item> all = cluster.stages();
        List<ClusterViewModel.Item> newest =
                all.subList(Math.max(0, all.size() - STAGES_SHOWN), all.size());
        while (stages.getChildren().size() < newest.size()) {
            stages.getChildren().add(new StageRow());
        }
        stages.getChildren().remove(newest.size(), stages.getChildren().size());
        for (int i = 0; i < newest.size(); i++) {
            if (stages.getChildren().get(i) instanceof StageRow row) {
                row.show(newest.get(i).now());
            }
        }
        stages.setVisible(!newest.isEmpty());
        stages.setManaged(!newest.isEmpty());
    }

    private void showAction() {
        boolean show = !cluster.readyProperty().get();
        setVisible(show);
        setManaged(show);
        action.getChildren().clear();
        if (cluster.startingProperty().get()) {
            title.setText(
                    model.feedProperty().get().phase() == FeedState.Phase.CONNECTED
                            ? "Your cluster is being prepared. Below is what this machine's kernel"
                                    + " sees meanwhile."
                            : "Your cluster is being prepared. You can read the guide meanwhile.");
        } else if (!cluster.failureProperty().get().message().isEmpty()) {
            title.setText("The cluster did not start");
            action.getChildren().setAll(failure());
        } else {
            title.setText("The cluster is not running");
            action.getChildren().setAll(idle());
        }
        action.setManaged(!action.getChildren().isEmpty());
    }

    private List<Node> failure() {
        ClusterViewModel.Failure failure = cluster.failureProperty().get();
        Label message = text(failure.message());
        Label advice = text(failure.advice());
        advice.getStyleClass().add("muted");
        VBox box = new VBox(message, advice);
        box.getStyleClass().add("advice");
        Button again = new Button("Try again", Icons.of(Feather.ROTATE_CCW));
        again.setId("start-cluster");
        again.setOnAction(event -> model.startCluster());
        return List.of(box, again);
    }

    private List<Node> idle() {
        Label text =
                text(
                        "Start it to run the commands of the guide. Nothing of it is left on this"
                                + " machine after ./lab down.");
        text.getStyleClass().add("muted");
        Button start = new Button("Start the cluster", Icons.of(Feather.PLAY));
        start.setId("start-cluster");
        start.getStyleClass().add("accent");
        start.setDisable(model.guideProperty().get() == null);
        start.setOnAction(event -> model.startCluster());
        return List.of(text, start);
    }

    /** As high as its lines need: what to do next must not end in three dots. */
    private static Label text(String words) {
        Label text = new Label(words);
        Wrapping.whole(text);
        return text;
    }
}
