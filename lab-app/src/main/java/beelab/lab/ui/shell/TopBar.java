package beelab.lab.ui.shell;

import beelab.lab.cluster.ClusterState;
import beelab.lab.feed.FeedState;
import beelab.lab.ui.common.Icons;
import beelab.lab.ui.common.Theme;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.shape.Circle;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Name, lesson, the three states, and the switches of the window. */
final class TopBar extends HBox {
    /** A state in the top bar: the dot's style class, a word, and a sentence. */
    private record Light(String dot, String word, String sentence) {}

    TopBar(LabViewModel model) {
        super(12);
        getStyleClass().add("top-bar");
        setAlignment(Pos.CENTER_LEFT);
        Label brand = new Label("BeeLab");
        brand.getStyleClass().add("brand");
        brand.setMinWidth(Region.USE_PREF_SIZE);
        Label lesson = new Label();
        lesson.getStyleClass().add("lesson-title");
        lesson.setMinWidth(0);
        lesson.textProperty()
                .bind(
                        model.guideProperty()
                                .map(guide -> guide == null ? "" : guide.title())
                                .orElse(""));
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        getChildren()
                .addAll(
                        Icons.logo(),
                        brand,
                        lesson,
                        space,
                        pill("Cluster", model.cluster().stateProperty().map(TopBar::cluster)),
                        pill("Sensor", model.cluster().stateProperty().map(TopBar::sensor)),
                        pill("Events", model.feedProperty().map(TopBar::events)),
                        switches(model));
    }

    private static Node pill(String name, ObservableValue<Light> light) {
        Circle dot = new Circle(4.5);
        Label text = new Label();
        Tooltip tooltip = new Tooltip();
        HBox pill = new HBox(7, dot, text);
        pill.setId("state-" + name.toLowerCase(java.util.Locale.ROOT));
        pill.setAlignment(Pos.CENTER);
        pill.getStyleClass().add("state-pill");
        pill.setMaxHeight(Region.USE_PREF_SIZE);
        pill.setMinWidth(Region.USE_PREF_SIZE);
        text.setMinWidth(Region.USE_PREF_SIZE);
        pill.setFocusTraversable(true);
        Tooltip.install(pill, tooltip);
        light.subscribe(now -> {
            dot.getStyleClass().setAll("dot", now.dot());
            text.setText(name + " " + now.word());
            tooltip.setText(now.sentence());
            pill.setAccessibleText(name + " " + now.word() + ". " + now.sentence());
        });
        return pill;
    }

    private static Light cluster(ClusterState state) {
        return switch (state.phase()) {
            case STOPPED -> new Light("dot-off", "stopped", state.message());
            case STARTING -> new Light("dot-waiting", "starting", state.message());
            case READY -> new Light("dot-idle", "ready", state.message());
            case FAILED -> new Light("dot-failed", "failed", state.message());
            case STOPPING -> new Light("dot-waiting", "stopping", state.message());
        };
    }

    private static Light sensor(ClusterState state) {
        return switch (state.sensor()) {
            case ABSENT -> new Light("dot-off", "not deployed", state.message());
            case DEPLOYING -> new Light("dot-waiting", "deploying", state.message());
            case READY -> new Light("dot-idle", "ready", state.message());
            case FAILED -> new Light("dot-failed", "failed", state.message());
        };
    }

    private static Light events(FeedState state) {
        return switch (state.phase()) {
            case IDLE -> new Light("dot-off", "off", state.message());
            case CONNECTING -> new Light("dot-waiting", "connecting", state.message());
            case CONNECTED -> new Light("dot-idle", "live", state.message());
            case RECONNECTING -> new Light("dot-failed", "reconnecting", state.message());
        };
    }

    private static Node switches(LabViewModel model) {
        Button smaller =
                Icons.button(Feather.MINUS, "Smaller text (Ctrl+-)", model.appearance()::smaller);
        Button larger =
                Icons.button(Feather.PLUS, "Larger text (Ctrl++)", model.appearance()::larger);
        Label size = new Label();
        size.getStyleClass().add("muted");
        size.setMinWidth(Region.USE_PREF_SIZE);
        size.textProperty().bind(model.appearance().textScaleProperty().map("%d %%"::formatted));
        FontIcon icon = Icons.of(Feather.MOON);
        Button theme =
                Icons.dress(new Button(null, icon), "Switch between light and dark (Ctrl+Shift+D)");
        theme.setId("theme-toggle");
        theme.setOnAction(event -> model.appearance().toggleTheme());
        model.appearance()
                .themeProperty()
                .subscribe(
                        now -> icon.setIconCode(now == Theme.LIGHT ? Feather.MOON : Feather.SUN));
        HBox box = new HBox(2, smaller, size, larger, theme);
        box.setAlignment(Pos.CENTER);
        return box;
    }
}
