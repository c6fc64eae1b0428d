package beelab.lab.ui.events;

import beelab.lab.ui.common.Icons;
import beelab.lab.ui.common.Shown;
import beelab.lab.ui.common.Wrapping;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Function;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The rows: as columns, or as one compact line each. */
final class EventTable extends TableView<EventLine> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    private static final KeyCodeCombination COPY =
            new KeyCodeCombination(KeyCode.C, KeyCombination.SHORTCUT_DOWN);

    private final EventsViewModel model;
    private boolean scrollPlanned;

    EventTable(EventsViewModel model) {
        super(model.shown());
        this.model = model;
        setId("event-table");
        setAccessibleText("Kernel events, oldest first");
        getStyleClass().addAll("dense", "event-table");
        setPlaceholder(placeholder());
        setRowFactory(table -> row());
        model.compactProperty().subscribe(this::showColumns);
        fixedCellSizeProperty()
                .bind(
                        Bindings.createDoubleBinding(
                                () -> Math.ceil(probe.getFont().getSize() * 1.95),
                                probe.fontProperty()));
        follow();
        setOnKeyPressed(event -> {
            if (COPY.match(event) && model.selectedProperty().get() != null) {
                copy(model.selectedProperty().get().compact());
                event.consume();
            } else if (event.getCode() == KeyCode.ESCAPE) {
                getSelectionModel().clearSelection();
            } else if (event.getCode() == KeyCode.END) {
                model.followingProperty().set(true);
            }
        });
    }

    /** Follows the text size, so that rows are as high as their text needs. */
    private final Label probe = new Label();

    private void showColumns(boolean compact) {
        getColumns().clear();
        if (compact) {
            getColumns().add(lineColumn());
            setColumnResizePolicy(CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        } else {
            getColumns().add(text("Time", 108, 120, line -> TIME.format(line.time()), "mono-cell"));
            getColumns().add(iconColumn());
            getColumns().add(text("Source", 132, 240, EventLine::source, "source-cell"));
            getColumns().add(text("Process", 88, 160, EventLine::program, "process-cell"));
            getColumns()
                    .add(text("Arguments or function", 270, 4000, EventLine::detail, "mono-cell"));
            getColumns().add(text("Policy", 118, 200, EventLine::policy, "policy-cell"));
            getColumns().add(text("Action", 56, 90, EventLine::action, "action-cell"));
            getColumns().add(verdictColumn());
            setColumnResizePolicy(CONSTRAINED_RESIZE_POLICY_ALL_COLUMNS);
        }
    }

    private static TableColumn<EventLine, String> text(
            String title,
            double width,
            double most,
            Function<EventLine, String> value,
            String styleClass) {
        TableColumn<EventLine, String> column = new TableColumn<>(title);
        column.setCellValueFactory(
                cell -> new ReadOnlyObjectWrapper<>(value.apply(cell.getValue())));
        column.setPrefWidth(width);
        column.setMaxWidth(most);
        column.setSortable(false);
        column.setReorderable(false);
        column.getStyleClass().add(styleClass);
        return column;
    }

    private static TableColumn<EventLine, EventLine> column(
            String title, double width, Function<EventLine, Node> graphic) {
        TableColumn<EventLine, EventLine> column = new TableColumn<>(title);
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(cell.getValue()));
        column.setPrefWidth(width);
        column.setSortable(false);
        column.setReorderable(false);
        column.setCellFactory(owner ->
                new TableCell<>() {
                    @Override
                    protected void updateItem(@Nullable EventLine line, boolean empty) {
                        super.updateItem(line, empty);
                        setGraphic(empty || line == null ? null : graphic.apply(line));
                    }
                });
        return column;
    }

    private static TableColumn<EventLine, EventLine> iconColumn() {
        TableColumn<EventLine, EventLine> column =
                column("", 34, line -> EventIcons.of(line.look()));
        column.setMinWidth(34);
        column.setMaxWidth(34);
        column.getStyleClass().add("icon-cell");
        return column;
    }

    private static TableColumn<EventLine, EventLine> verdictColumn() {
        TableColumn<EventLine, EventLine> column = column("Verdict", 84, EventTable::verdict);
        column.setMinWidth(84);
        column.setMaxWidth(130);
        return column;
    }

    private static TableColumn<EventLine, EventLine> lineColumn() {
        return column("Event", 800, CompactLine::of);
    }

    static Node verdict(EventLine line) {
        Label label = new Label(line.verdict().word());
        label.setMinWidth(Region.USE_PREF_SIZE);
        if (line.verdict() != Verdict.NONE) {
            label.getStyleClass()
                    .addAll("verdict", "verdict-" + line.verdict().name().toLowerCase(Locale.ROOT));
        }
        return label;
    }

    private TableRow<EventLine> row() {
        TableRow<EventLine> row =
                new TableRow<>() {
                    @Override
                    protected void updateItem(@Nullable EventLine line, boolean empty) {
                        super.updateItem(line, empty);
                        getStyleClass().removeIf(name -> name.startsWith("row-"));
                        if (line != null && !empty) {
                            getStyleClass()
                                    .add("row-" + line.verdict().name().toLowerCase(Locale.ROOT));
                        }
                    }
                };
        row.setOnContextMenuRequested(event -> {
            EventLine line = row.getItem();
            if (line != null) {
                menu(line).show(row, event.getScreenX(), event.getScreenY());
            }
        });
        return row;
    }

    private ContextMenu menu(EventLine line) {
        ContextMenu menu = new ContextMenu();
        addFilter(menu, "pod", line.source());
        addFilter(menu, "process", line.program());
        if (!line.policy().isEmpty()) {
            addFilter(menu, "policy", line.policy());
        }
        menu.getItems().add(new SeparatorMenuItem());
        menu.getItems().add(item("Copy as compact line", () -> copy(line.compact())));
        menu.getItems().add(item("Copy as JSON", () -> copy(line.json().get())));
        return menu;
    }

    private void addFilter(ContextMenu menu, String field, String value) {
        String term = EventQuery.term(field, value);
        menu.getItems().add(item("Show only " + term, () -> model.addToFilter(term)));
        menu.getItems().add(item("Hide " + term, () -> model.addToFilter("-" + term)));
    }

    private static MenuItem item(String text, Runnable action) {
        MenuItem item = new MenuItem(text);
        item.setOnAction(event -> action.run());
        return item;
    }

    private static void copy(String text) {
        ClipboardContent content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }

    private void follow() {
        model.followingProperty()
                .subscribe(following -> {
                    if (following) {
                        showNewest();
                    }
                });
        model.shown()
                .addListener(
                        (ListChangeListener<EventLine>)
                                change -> {
                                    if (model.followingProperty().get()) {
                                        showNewest();
                                    }
                                });
        // Scrolling up means reading: stop following until the learner asks for it again.
        addEventFilter(
                ScrollEvent.SCROLL,
                event -> {
                    if (event.getDeltaY() > 0) {
                        model.followingProperty().set(false);
                    }
                });
        getSelectionModel()
                .selectedItemProperty()
                .subscribe(line -> {
                    model.selectedProperty().set(line);
                    if (line != null) {
                        model.followingProperty().set(false);
                    }
                });
        model.selectedProperty()
                .subscribe(line -> {
                    if (line == null) {
                        getSelectionModel().clearSelection();
                    } else if (!line.equals(getSelectionModel().getSelectedItem())) {
                        getSelectionModel().select(line);
                        scrollTo(line);
                    }
                });
    }

    private void showNewest() {
        if (!scrollPlanned) {
            scrollPlanned = true;
            // After the table has taken the change in; once for all changes until then.
            Platform.runLater(() -> {
                scrollPlanned = false;
                if (model.followingProperty().get() && !model.shown().isEmpty()) {
                    scrollTo(model.shown().size() - 1);
                }
            });
        }
    }

    private Node placeholder() {
        Label title = new Label();
        title.getStyleClass().add("empty-title");
        Label text = new Label();
        text.getStyleClass().add("muted");
        Wrapping.whole(text);
        text.setMaxWidth(420);
        Button all = new Button("Show everything");
        all.setOnAction(event -> model.showEverything());
        Shown.keep(
                () -> {
                    boolean none = model.receivedProperty().get() == 0;
                    long hidden = model.allRows().size();
                    title.setText(none ? "No events yet" : "Nothing to show");
                    text.setText(
                            none
                                    ? "They appear here as soon as a sensor runs and something"
                                            + " happens in the kernel."
                                    : hidden == 0
                                            ? "The table was emptied. New events appear here."
                                            : "%,d events of the node, of kube-system or not matching the filter are hidden."
                                                    .formatted(hidden));
                    all.setVisible(hidden > 0);
                },
                model.receivedProperty(),
                model.shown());
        VBox box = new VBox(8, Icons.of(Feather.ACTIVITY, "empty-icon"), title, text, all);
        box.getStyleClass().add("empty-state");
        box.getChildren().add(probe);
        probe.setManaged(false);
        probe.setVisible(false);
        return box;
    }
}
