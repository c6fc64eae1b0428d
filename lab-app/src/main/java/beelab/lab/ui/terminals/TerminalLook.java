package beelab.lab.ui.terminals;

import beelab.lab.ui.common.Appearance;
import beelab.lab.ui.common.Fonts;
import com.techsenger.jeditermfx.core.TerminalColor;
import com.techsenger.jeditermfx.core.TextStyle;
import com.techsenger.jeditermfx.core.emulator.ColorPalette;
import com.techsenger.jeditermfx.ui.settings.DefaultSettingsProvider;
import javafx.scene.text.Font;

/** JediTermFX settings that follow the window's theme and text size. */
final class TerminalLook extends DefaultSettingsProvider {
    private static final double NORMAL_SIZE = 13;

    /** Lines that can be scrolled back; a flood must not fill the heap. */
    private static final int HISTORY = 5_000;

    private final Appearance appearance;
    private final ColorPalette palette;

    TerminalLook(Appearance appearance) {
        this.appearance = appearance;
        this.palette = new TerminalPalette(() -> appearance.themeProperty().get());
    }

    @Override
    public ColorPalette getTerminalColorPalette() {
        return palette;
    }

    @Override
    public Font getTerminalFont() {
        return Font.font(Fonts.mono(), getTerminalFontSize());
    }

    @Override
    public float getTerminalFontSize() {
        return (float) (NORMAL_SIZE * appearance.textScaleProperty().get() / 100);
    }

    @Override
    public float getLineSpacing() {
        return 1.15f;
    }

    @Override
    public TerminalColor getDefaultForeground() {
        return new TerminalColor(
                () -> TerminalPalette.foreground(appearance.themeProperty().get()));
    }

    @Override
    public TerminalColor getDefaultBackground() {
        return new TerminalColor(
                () -> TerminalPalette.background(appearance.themeProperty().get()));
    }

    /** JediTermFX still asks for it: without it bold text stands on a black ground. */
    @Override
    @SuppressWarnings("deprecation")
    public TextStyle getDefaultStyle() {
        return new TextStyle(getDefaultForeground(), getDefaultBackground());
    }

    @Override
    public boolean useInverseSelectionColor() {
        return true;
    }

    @Override
    public boolean audibleBell() {
        return false;
    }

    @Override
    public int maxRefreshRate() {
        return 30;
    }

    @Override
    public int getBufferMaxLinesCount() {
        return HISTORY;
    }
}
