package beelab.lab.ui.events;

import beelab.lab.ui.common.Icons;
import beelab.lab.ui.common.Wrapping;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.css.PseudoClass;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The live table of kernel events with its filter, its counters and the details of one event. */
public final class EventsView extends BorderPane {
    private static final PseudoClass PROBLEM = PseudoClass.getPseudoClass("problem");

    private final EventsViewModel model;
    private final TextField filter = new TextField();
    private final EventTable table;
    private final EventDetails details;

    /** Shows {@code model}. */
    public EventsView(EventsViewModel model) {
        this.model = model;
        this.table = new EventTable(model);
        this.details = new EventDetails(model);
        getStyleClass().addAll("panel", "events");
        setTop(new VBox(toolbar(), problemLine()));
        setCenter(body());
    }

    /** Moves the keyboard focus to the filter. */
    public void focusFilter() {
        filter.requestFocus();
        filter.selectAll();
    }

    private Node toolbar() {
        Label title = new Label("Kernel events");
        title.getStyleClass().add("panel-title");
        title.setMinWidth(0);

        filter.setId("event-filter");
        filter.setPromptText("Filter: symlink   pod:cloudyuga   -type:exec");
        filter.setAccessibleText("Filter events");
        filter.setTooltip(
                new Tooltip(
                        "All words must match. -word excludes, field:word searches one field.\n"
                                + "Fields: "
                                + String.join(", ", EventQuery.fields())));
        filter.textProperty().bindBidirectional(model.filterProperty());
        model.filterProblemProperty()
                .subscribe(text -> filter.pseudoClassStateChanged(PROBLEM, !text.isEmpty()));
        filter.setPrefColumnCount(7); // grows into what the counters leave
        filter.setMinWidth(80);
        HBox.setHgrow(filter, Priority.ALWAYS);

        ToggleButton pods = new ToggleButton("My pods", Icons.of(Feather.BOX));
        pods.setId("pods-only");
        pods.getStyleClass().add("pods-only");
        pods.setMinWidth(Region.USE_PREF_SIZE);
        pods.setTooltip(
                new Tooltip(
                        "Hide what happens outside of your pods, on the node and in kube-system"));
        pods.selectedProperty().bindBidirectional(model.podsOnlyProperty());
        ToggleButton compact = Icons.toggle(Feather.ALIGN_LEFT, "One line per event");
        compact.setId("compact-lines");
        compact.selectedProperty().bindBidirectional(model.compactProperty());
        ToggleButton pause = Icons.toggle(Feather.PAUSE, "Pause the table; events are kept");
        pause.setId("pause-events");
        pause.selectedProperty().bindBidirectional(model.pausedProperty());
        Button clear = Icons.button(Feather.TRASH_2, "Empty the table", model::clear);
        clear.setId("clear-events");

        HBox switches = new HBox(3, probes(), pods, compact, pause, clear);
        switches.setAlignment(Pos.CENTER);
        HBox bar = new HBox(8, title, counters(), filter, switches);
        bar.setAlignment(Pos.CENTER_LEFT);
        bar.getStyleClass().add("panel-bar");
        return bar;
    }

    /** How many events the lab's own checks caused, and whether they are in the table. */
    private Node probes() {
        ToggleButton probes = new ToggleButton();
        probes.setId("lab-probes");
        probes.getStyleClass().add("pods-only");
        probes.setMinWidth(Region.USE_PREF_SIZE);
        probes.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                () -> "%,d by the lab".formatted(model.probesProperty().get()),
                                model.probesProperty()));
        probes.setTooltip(
                new Tooltip(
                        "The lab runs programs in your pods to look whether a step is done.\n"
                                + "Press to show these events too"));
        probes.selectedProperty().bindBidirectional(model.labProbesProperty());
        probes.visibleProperty().bind(model.probesProperty().greaterThan(0));
        probes.managedProperty().bind(probes.visibleProperty());
        return probes;
    }

    private Node counters() {
        Label summary = new Label();
        summary.setId("event-summary");
        summary.getStyleClass().add("muted");
        summary.textProperty().bind(model.summary());
        summary.setMinWidth(0); // in a narrow window the filter is worth more

        Label lost = new Label();
        lost.setId("event-lost");
        lost.setMinWidth(Region.USE_PREF_SIZE);
        lost.setTooltip(new Tooltip("Events that the kernel, the sensor or the lab had to drop"));
        lost.textProperty().bind(model.lostSummary());
        model.anyLostProperty()
                .subscribe(any ->
                        lost.getStyleClass().setAll("label", any ? "badge-danger" : "muted"));
        HBox box = new HBox(10, summary, lost);
        box.setAlignment(Pos.CENTER_LEFT);
        return box;
    }

    private Node problemLine() {
        Label problem = new Label();
        problem.getStyleClass().add("filter-problem");
        problem.textProperty().bind(model.filterProblemProperty());
        problem.visibleProperty().bind(model.filterProblemProperty().isNotEmpty());
        problem.managedProperty().bind(problem.visibleProperty());
        Wrapping.whole(problem);
        return problem;
    }

    private Node body() {
        StackPane stack = new StackPane(table, pill());
        StackPane.setAlignment(stack.getChildren().getLast(), Pos.BOTTOM_CENTER);
        SplitPane split = new SplitPane(stack);
        split.setOrientation(Orientation.VERTICAL);
        split.getStyleClass().add("thin-split");
        SplitPane.setResizableWithParent(details, false);
        model.selectedProperty()
                .subscribe(line -> {
                    boolean open = split.getItems().size() > 1;
                    if (line != null && !open) {
                        split.getItems().add(details);
                        split.setDividerPositions(0.52);
                        // The table has just become smaller: keep the chosen row in it.
                        Platform.runLater(() ->
                                table.scrollTo(
                                        Math.max(
                                                0,
                                                table.getSelectionModel().getSelectedIndex() - 2)));
                    } else if (line == null && open) {
                        split.getItems().remove(details);
                    }
                });
        return split;
    }

    /** Floats above the table: how many rows wait, or the way back to the newest. */
    private Node pill() {
        Button pill = new Button();
        pill.setId("event-pill");
        pill.getStyleClass().addAll("accent", "pill");
        pill.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                () ->
                                        model.pausedProperty().get()
                                                ? "Paused · %,d new"
                                                        .formatted(model.waitingProperty().get())
                                                : "Jump to the newest",
                                model.pausedProperty(),
                                model.waitingProperty()));
        pill.visibleProperty()
                .bind(
                        model.pausedProperty()
                                .or(
                                        model.followingProperty()
                                                .not()
                                                .and(Bindings.isNotEmpty(model.shown()))));
        pill.managedProperty().bind(pill.visibleProperty());
        pill.setGraphic(Icons.of(Feather.ARROW_DOWN));
        pill.setOnAction(event -> {
            model.pausedProperty().set(false);
            model.followingProperty().set(true);
        });
        StackPane.setMargin(pill, new javafx.geometry.Insets(0, 0, 12, 0));
        return pill;
    }
}
