package beelab.lab.ui.common;

import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;

/** Theme and text size, watched by every screen. Used on the FX thread only. */
public final class Appearance {
    private static final int STEP = 10;

    private final ObjectProperty<Theme> theme;
    private final IntegerProperty textScale;

    /** Starts with what the learner chose last time. */
    public Appearance(Settings settings) {
        theme = new SimpleObjectProperty<>(settings.theme());
        textScale = new SimpleIntegerProperty(settings.textScale());
    }

    /** The theme. */
    public ObjectProperty<Theme> themeProperty() {
        return theme;
    }

    /** Text size in per cent. */
    public IntegerProperty textScaleProperty() {
        return textScale;
    }

    /** Switches between light and dark. */
    public void toggleTheme() {
        theme.set(theme.get().other());
    }

    /** Makes all text larger, up to {@value Settings#LARGEST} per cent. */
    public void larger() {
        textScale.set(Math.min(Settings.LARGEST, textScale.get() + STEP));
    }

    /** Makes all text smaller, down to {@value Settings#SMALLEST} per cent. */
    public void smaller() {
        textScale.set(Math.max(Settings.SMALLEST, textScale.get() - STEP));
    }

    /** Back to the normal size. */
    public void normalSize() {
        textScale.set(100);
    }

    /** What should be remembered. */
    public Settings settings() {
        return new Settings(theme.get(), textScale.get());
    }
}
