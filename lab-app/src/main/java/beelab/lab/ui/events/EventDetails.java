package beelab.lab.ui.events;

import beelab.lab.ui.common.Icons;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** What is known about the selected event: the facts on the left, the JSON on the right. */
final class EventDetails extends BorderPane {
    private final EventsViewModel model;
    private final HBox title = new HBox(8);
    private final GridPane facts = new GridPane();
    private final TextArea json = new TextArea();

    EventDetails(EventsViewModel model) {
        this.model = model;
        setId("event-details");
        getStyleClass().add("event-details");
        setMinHeight(120);
        setTop(bar());
        facts.getStyleClass().add("facts");
        ColumnConstraints labels = new ColumnConstraints();
        labels.setMinWidth(Region.USE_PREF_SIZE);
        ColumnConstraints values = new ColumnConstraints();
        values.setHgrow(Priority.ALWAYS);
        facts.getColumnConstraints().setAll(labels, values);
        ScrollPane scroll = new ScrollPane(facts);
        scroll.setFitToWidth(true);
        json.setId("event-json");
        json.setEditable(false);
        json.setAccessibleText("The event as JSON");
        json.getStyleClass().add("json");
        SplitPane split = new SplitPane(scroll, json);
        split.getStyleClass().add("thin-split");
        split.setDividerPositions(0.46);
        setCenter(split);
        model.selectedProperty().subscribe(this::show);
    }

    private Node bar() {
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        title.setAlignment(Pos.CENTER_LEFT);
        HBox bar =
                new HBox(
                        8,
                        title,
                        space,
                        Icons.button(Feather.COPY, "Copy as JSON", () -> copy(json.getText())),
                        Icons.button(
                                Feather.X,
                                "Close the details",
                                () -> model.selectedProperty().set(null)));
        bar.setAlignment(Pos.CENTER_LEFT);
        bar.getStyleClass().add("details-bar");
        return bar;
    }

    private void show(@Nullable EventLine line) {
        if (line == null) {
            return;
        }
        Label name = new Label(line.look().title());
        name.getStyleClass().add("details-title");
        title.getChildren().setAll(EventIcons.of(line.look()), name, EventTable.verdict(line));
        facts.getChildren().clear();
        int row = 0;
        for (EventLine.Fact fact : line.facts()) {
            Label label = new Label(fact.label());
            label.getStyleClass().add("fact-label");
            TextField value = new TextField(fact.value());
            value.setEditable(false);
            value.setAccessibleText(fact.label());
            value.getStyleClass().add("fact-value");
            facts.addRow(row++, label, value);
        }
        json.setText(line.json().get());
        json.setScrollTop(0);
    }

    private static void copy(String text) {
        ClipboardContent content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }
}
