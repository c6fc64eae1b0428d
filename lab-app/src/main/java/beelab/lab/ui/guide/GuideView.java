package beelab.lab.ui.guide;

import beelab.lab.feed.EventRow;
import beelab.lab.ui.common.Appearance;
import beelab.lab.ui.common.Icons;
import beelab.lab.ui.common.Shown;
import beelab.lab.ui.common.Wrapping;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** The guide: ticks on top, the text, what is being checked, and the way to the next page. */
public final class GuideView extends BorderPane {
    private final GuideViewModel model;
    private final ToggleGroup ticks = new ToggleGroup();
    private final ChecksCard checks;
    private final GuideWebPage text;

    /**
     * @param showEvent shows an event in the table, as proof of a check
     */
    public GuideView(GuideViewModel model, Appearance appearance, Consumer<EventRow> showEvent) {
        this.model = model;
        this.checks = new ChecksCard(model, showEvent);
        getStyleClass().addAll("panel", "guide");
        setTop(header());
        this.text = new GuideWebPage(model, appearance);
        setCenter(text.view());
        setBottom(new VBox(answer(), checks, footer()));
        Shown.keep(this::turned, model.indexProperty());
    }

    /**
     * Clicks the button of a block on the page that is read.
     *
     * @return whether the page has it and is ready
     */
    public boolean clickBlock(String blockId) {
        return text.click(GuideViewModel.BLOCK_LINK + blockId);
    }

    private Node header() {
        FlowPane row = new FlowPane(4, 4);
        row.getStyleClass().add("ticks");
        for (int i = 0; i < model.pages().size(); i++) {
            row.getChildren().add(tick(i));
        }
        row.setAccessibleText("Steps of the guide");
        VBox header = new VBox(row);
        header.getStyleClass().add("guide-header");
        return header;
    }

    private Node tick(int index) {
        GuideViewModel.GuidePage page = model.pages().get(index);
        ToggleButton button = new ToggleButton(Integer.toString(index + 1));
        button.setToggleGroup(ticks);
        button.setId("tick-" + page.step().id());
        button.getStyleClass().add("tick");
        button.setTooltip(new Tooltip(page.step().title()));
        FontIcon icon = Icons.of(Feather.CIRCLE, "tick-icon");
        if (!page.checks().isEmpty()) {
            button.setGraphic(icon);
        }
        page.stateProperty()
                .subscribe(state -> {
                    Tone tone = Tone.of(state);
                    icon.setIconCode(tone.icon());
                    button.getStyleClass().removeIf(name -> name.startsWith("tone-"));
                    button.getStyleClass().add(tone.styleClass());
                    button.setAccessibleText(page.accessibleText(index + 1));
                });
        button.setOnAction(event -> {
            // A second press on the chosen one must not leave none chosen.
            button.setSelected(true);
            model.indexProperty().set(index);
        });
        return button;
    }

    private Node answer() {
        Label text = new Label();
        Wrapping.whole(text);
        text.getStyleClass().add("quiz-answer");
        text.textProperty().bind(model.answerProperty());
        text.visibleProperty().bind(model.answerProperty().isNotEmpty());
        text.managedProperty().bind(text.visibleProperty());
        text.setMaxWidth(Double.MAX_VALUE);
        return text;
    }

    private Node footer() {
        Button back = new Button("Back", Icons.of(Feather.ARROW_LEFT));
        back.setId("guide-back");
        back.setOnAction(event -> model.back());
        back.disableProperty().bind(model.indexProperty().isEqualTo(0));
        Button next = new Button("Next", Icons.of(Feather.ARROW_RIGHT));
        next.setId("guide-next");
        next.getStyleClass().add("accent");
        next.setContentDisplay(javafx.scene.control.ContentDisplay.RIGHT);
        next.setOnAction(event -> model.next());
        next.disableProperty().bind(model.indexProperty().isEqualTo(model.pages().size() - 1));
        back.setMinWidth(Region.USE_PREF_SIZE);
        next.setMinWidth(Region.USE_PREF_SIZE);
        Label where = new Label();
        where.getStyleClass().add("muted");
        where.textProperty()
                .bind(
                        model.indexProperty()
                                .map(i ->
                                        "%d of %d"
                                                .formatted(
                                                        i.intValue() + 1, model.pages().size())));
        Region left = new Region();
        Region right = new Region();
        HBox.setHgrow(left, Priority.ALWAYS);
        HBox.setHgrow(right, Priority.ALWAYS);
        HBox footer = new HBox(8, back, left, where, right, next);
        footer.setAlignment(Pos.CENTER);
        footer.getStyleClass().add("guide-footer");
        return footer;
    }

    private void turned() {
        ticks.selectToggle(ticks.getToggles().get(model.indexProperty().get()));
        checks.show(model.page());
    }
}
