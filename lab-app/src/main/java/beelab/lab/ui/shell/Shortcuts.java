package beelab.lab.ui.shell;

import beelab.lab.ui.guide.GuideViewModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javafx.scene.Scene;
import javafx.scene.control.Alert;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/** The keys of the window. They work everywhere, so none of them is a key of bash. */
public final class Shortcuts {
    /** Keys, and what they do; in the order of the help. */
    private static final List<List<String>> HELP =
            List.of(
                    List.of("Ctrl +, Ctrl -, Ctrl 0", "text larger, smaller, normal"),
                    List.of("Ctrl Shift D", "light or dark"),
                    List.of("F6", "next pane: guide, events, terminal"),
                    List.of("Ctrl Page Down, Page Up", "next and previous step of the guide"),
                    List.of("Ctrl Shift F", "filter the events"),
                    List.of("Ctrl Shift P", "pause the events"),
                    List.of("Ctrl Shift T", "new terminal"),
                    List.of("Ctrl Shift C, V", "copy and paste in a terminal"),
                    List.of("Tab, Enter", "move, press"));

    private Shortcuts() {}

    /** Installs the keys on the scene. */
    public static void install(Scene scene, LabViewModel model, Supplier<@Nullable LabView> lab) {
        Map<KeyCombination, Runnable> keys = new LinkedHashMap<>();
        keys.put(ctrl(KeyCode.PLUS), model.appearance()::larger);
        keys.put(ctrl(KeyCode.EQUALS), model.appearance()::larger);
        keys.put(ctrl(KeyCode.ADD), model.appearance()::larger);
        keys.put(ctrl(KeyCode.MINUS), model.appearance()::smaller);
        keys.put(ctrl(KeyCode.SUBTRACT), model.appearance()::smaller);
        keys.put(ctrl(KeyCode.DIGIT0), model.appearance()::normalSize);
        keys.put(ctrlShift(KeyCode.D), model.appearance()::toggleTheme);
        keys.put(ctrl(KeyCode.PAGE_DOWN), () -> guide(model, GuideViewModel::next));
        keys.put(ctrl(KeyCode.PAGE_UP), () -> guide(model, GuideViewModel::back));
        keys.put(
                ctrlShift(KeyCode.P),
                () -> model.events().pausedProperty().set(!model.events().pausedProperty().get()));
        keys.put(ctrlShift(KeyCode.T), () -> inLab(lab, view -> model.terminals().openNew()));
        keys.put(ctrlShift(KeyCode.F), () -> inLab(lab, view -> view.events().focusFilter()));
        keys.put(new KeyCodeCombination(KeyCode.F6), () -> inLab(lab, LabView::focusNextPane));
        keys.put(new KeyCodeCombination(KeyCode.F1), () -> help(scene));
        // A filter, because terminals take every key that reaches them.
        scene.addEventFilter(
                KeyEvent.KEY_PRESSED,
                event ->
                        keys.entrySet().stream()
                                .filter(key -> key.getKey().match(event))
                                .findFirst()
                                .ifPresent(key -> {
                                    event.consume();
                                    key.getValue().run();
                                }));
    }

    private static void guide(
            LabViewModel model, java.util.function.Consumer<GuideViewModel> action) {
        GuideViewModel guide = model.guideProperty().get();
        if (guide != null) {
            action.accept(guide);
        }
    }

    private static void inLab(
            Supplier<@Nullable LabView> lab, java.util.function.Consumer<LabView> action) {
        LabView view = lab.get();
        if (view != null) {
            action.accept(view);
        }
    }

    private static void help(Scene scene) {
        GridPane table = new GridPane(24, 6);
        for (int row = 0; row < HELP.size(); row++) {
            Label keys = new Label(HELP.get(row).getFirst());
            keys.getStyleClass().add("status-strong");
            Label effect = new Label(HELP.get(row).getLast());
            keys.setMinWidth(Region.USE_PREF_SIZE);
            effect.setMinWidth(Region.USE_PREF_SIZE);
            table.addRow(row, keys, effect);
        }
        Alert alert = new Alert(Alert.AlertType.NONE, "", ButtonType.CLOSE);
        alert.getDialogPane().setContent(table);
        alert.setTitle("Keys");
        alert.setHeaderText("Keys");
        alert.initOwner(scene.getWindow());
        alert.getDialogPane().getStylesheets().addAll(scene.getStylesheets());
        alert.getDialogPane().setStyle(scene.getRoot().getStyle());
        alert.show();
    }

    private static KeyCombination ctrl(KeyCode code) {
        return new KeyCodeCombination(code, KeyCombination.SHORTCUT_DOWN);
    }

    private static KeyCombination ctrlShift(KeyCode code) {
        return new KeyCodeCombination(
                code, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN);
    }
}
