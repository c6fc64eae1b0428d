package beelab.lab.ui.shell;

import beelab.lab.progress.StageReport;
import beelab.lab.ui.common.Icons;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** One stage of the cluster's start: what, how far, how long; a bar while it runs. */
final class StageRow extends VBox {
    private final FontIcon icon = Icons.of(Feather.LOADER);
    private final Label name = new Label();
    private final Label detail = new Label();
    private final Label time = new Label();
    private final ProgressBar bar = new ProgressBar();

    StageRow() {
        super(5);
        name.getStyleClass().add("stage-name");
        name.setMinWidth(Region.USE_PREF_SIZE);
        detail.getStyleClass().add("stage-detail");
        detail.setMinWidth(0);
        detail.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(detail, Priority.ALWAYS);
        time.getStyleClass().add("stage-detail");
        time.setMinWidth(Region.USE_PREF_SIZE);
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setMinHeight(6);
        bar.setPrefHeight(6);
        HBox line = new HBox(8, icon, name, detail, time);
        line.setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(line, bar);
    }

    void show(StageReport report) {
        boolean running = report.status() == StageReport.Status.RUNNING;
        icon.setIconCode(
                switch (report.status()) {
                    case RUNNING -> Feather.LOADER;
                    case DONE -> Feather.CHECK_CIRCLE;
                    case FAILED -> Feather.X_CIRCLE;
                });
        getStyleClass()
                .setAll(
                        switch (report.status()) {
                            case RUNNING -> "stage-running";
                            case DONE -> "stage-done";
                            case FAILED -> "stage-failed";
                        });
        name.setText(report.name());
        // What was worked on last is of no interest once it is done.
        detail.setText(report.status() == StageReport.Status.DONE ? "" : report.detail());
        time.setText(StageLine.timing(report));
        bar.setVisible(running);
        bar.setManaged(running);
        bar.setAccessibleText(report.name());
        bar.setProgress(StageLine.fraction(report));
    }
}
