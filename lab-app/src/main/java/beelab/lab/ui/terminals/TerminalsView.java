package beelab.lab.ui.terminals;

import beelab.lab.terminal.TerminalSession;
import beelab.lab.ui.common.Appearance;
import beelab.lab.ui.common.Icons;
import beelab.lab.ui.common.Wrapping;
import java.util.IdentityHashMap;
import java.util.Map;
import javafx.beans.binding.Bindings;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.geometry.Side;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Circle;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The tabs with terminals. */
public final class TerminalsView extends StackPane {
    private final TerminalsViewModel model;
    private final Appearance appearance;
    private final TabPane pane = new TabPane();
    private final Map<TerminalTab, Tab> tabs = new IdentityHashMap<>();
    private final Map<TerminalTab, TerminalWidget> widgets = new IdentityHashMap<>();

    /** Shows {@code model}. */
    public TerminalsView(TerminalsViewModel model, Appearance appearance) {
        this.model = model;
        this.appearance = appearance;
        getStyleClass().addAll("panel", "terminals");
        pane.setId("terminals");
        pane.setSide(Side.TOP);
        pane.setTabClosingPolicy(TabPane.TabClosingPolicy.ALL_TABS);
        Button add = Icons.button(Feather.PLUS, "New terminal (Ctrl+Shift+T)", model::openNew);
        add.setId("new-terminal");
        StackPane.setAlignment(add, Pos.TOP_RIGHT);
        StackPane.setMargin(add, new javafx.geometry.Insets(4, 8, 0, 0));
        Node empty = empty();
        getChildren().addAll(empty, pane, add);
        empty.visibleProperty().bind(Bindings.isEmpty(pane.getTabs()));
        pane.visibleProperty().bind(empty.visibleProperty().not());

        model.tabs()
                .addListener(
                        (ListChangeListener<TerminalTab>)
                                change -> {
                                    while (change.next()) {
                                        change.getRemoved().forEach(this::remove);
                                        change.getAddedSubList().forEach(this::add);
                                    }
                                });
        model.tabs().forEach(this::add);
        model.selectedProperty().subscribe(this::select);
        pane.getSelectionModel()
                .selectedItemProperty()
                .subscribe(tab -> {
                    if (tab != null && tab.getUserData() instanceof TerminalTab chosen) {
                        model.selectedProperty().set(chosen);
                    }
                });
        appearance.themeProperty().subscribe(theme -> widgets.values().forEach(this::redraw));
        appearance
                .textScaleProperty()
                .subscribe(scale -> widgets.values().forEach(TerminalWidget::rescale));
    }

    /** Moves the keyboard focus into the terminal that is shown. */
    public void focusTerminal() {
        TerminalWidget widget = widgets.get(model.selectedProperty().get());
        if (widget != null) {
            keys(widget).requestFocus();
        }
    }

    /**
     * The text that a terminal shows, for tests and for the tour.
     *
     * @return its lines, or an empty text when there is no such terminal
     */
    public String screenText(String name) {
        return widgets.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .map(entry -> entry.getValue().getTerminalTextBuffer().getScreenLines())
                .findFirst()
                .orElse("");
    }

    private void add(TerminalTab terminal) {
        Tab tab = new Tab(terminal.name());
        tab.setUserData(terminal);
        tab.setGraphic(dot(terminal));
        tab.setContent(waiting(terminal));
        tab.setOnClosed(event -> model.close(terminal));
        tabs.put(terminal, tab);
        pane.getTabs().add(tab);
        terminal.sessionProperty().subscribe(session -> connect(terminal, tab, session));
        select(model.selectedProperty().get());
    }

    private void remove(TerminalTab terminal) {
        TerminalWidget widget = widgets.remove(terminal);
        if (widget != null) {
            widget.close();
        }
        Tab tab = tabs.remove(terminal);
        if (tab != null) {
            pane.getTabs().remove(tab);
        }
    }

    private void select(@Nullable TerminalTab terminal) {
        Tab tab = terminal == null ? null : tabs.get(terminal);
        if (tab != null) {
            pane.getSelectionModel().select(tab);
        }
    }

    private void connect(TerminalTab terminal, Tab tab, @Nullable TerminalSession session) {
        if (session == null) {
            return;
        }
        TerminalWidget widget = new TerminalWidget(new TerminalLook(appearance));
        widget.setTtyConnector(new PtyConnector(session));
        Region area = widget.getPane();
        area.getStyleClass().add("terminal-area");
        Node keys = keys(widget);
        keys.setAccessibleRole(AccessibleRole.TEXT_AREA);
        keys.setAccessibleText("Terminal " + terminal.name());
        tab.setContent(area);
        widgets.put(terminal, widget);
        widget.start();
        keys.requestFocus();
    }

    /** The canvas takes the keys; the node that JediTermFX prefers is the pane around it. */
    private static Node keys(TerminalWidget widget) {
        return widget.getTerminalPanel().getCanvas();
    }

    private void redraw(TerminalWidget widget) {
        widget.getTerminalPanel().repaint();
    }

    private static Node dot(TerminalTab terminal) {
        Circle dot = new Circle(4);
        terminal.phaseProperty()
                .subscribe(phase -> {
                    dot.getStyleClass()
                            .setAll(
                                    "dot",
                                    switch (phase) {
                                        case OPENING -> "dot-waiting";
                                        case IDLE -> "dot-idle";
                                        case BUSY -> "dot-busy";
                                        case ENDED -> "dot-off";
                                        case FAILED -> "dot-failed";
                                    });
                    dot.setAccessibleText(
                            switch (phase) {
                                case OPENING -> "starting";
                                case IDLE -> "ready";
                                case BUSY -> "running a command";
                                case ENDED -> "ended";
                                case FAILED -> "failed";
                            });
                });
        return dot;
    }

    private static Node waiting(TerminalTab terminal) {
        Label text = new Label("Starting a shell…");
        text.getStyleClass().add("muted");
        Wrapping.whole(text);
        terminal.phaseProperty()
                .subscribe(phase -> {
                    if (phase == TerminalTab.Phase.FAILED) {
                        text.setText(terminal.problem());
                    }
                });
        VBox box = new VBox(text);
        box.getStyleClass().add("empty-state");
        return box;
    }

    private Node empty() {
        Label title = new Label("No terminal is open");
        title.getStyleClass().add("empty-title");
        Button open = new Button("Open a terminal");
        open.setOnAction(event -> model.openNew());
        VBox box = new VBox(10, Icons.of(Feather.TERMINAL, "empty-icon"), title, open);
        box.getStyleClass().add("empty-state");
        return box;
    }
}
