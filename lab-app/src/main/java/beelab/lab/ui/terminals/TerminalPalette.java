package beelab.lab.ui.terminals;

import beelab.lab.ui.common.Theme;
import com.techsenger.jeditermfx.core.Color;
import com.techsenger.jeditermfx.core.emulator.ColorPalette;
import java.util.function.Supplier;

/** The 16 ANSI colours, legible on the background of the present theme. */
final class TerminalPalette extends ColorPalette {
    private static final int[] LIGHT = {
        0x24292f, 0xcf222e, 0x116329, 0x7d4e00, 0x0969da, 0x8250df, 0x1b7c83, 0x57606a,
        0x424a53, 0xa40e26, 0x1a7f37, 0x633c01, 0x0550ae, 0x6639ba, 0x136169, 0x24292f
    };
    private static final int[] DARK = {
        0x484f58, 0xff7b72, 0x3fb950, 0xd29922, 0x58a6ff, 0xbc8cff, 0x39c5cf, 0xb1bac4,
        0x6e7681, 0xffa198, 0x56d364, 0xe3b341, 0x79c0ff, 0xd2a8ff, 0x56d4dd, 0xf0f6fc
    };

    private final Supplier<Theme> theme;

    TerminalPalette(Supplier<Theme> theme) {
        this.theme = theme;
    }

    static Color foreground(Theme theme) {
        return switch (theme) {
            case LIGHT -> new Color(0x24292f);
            case DARK -> new Color(0xc9d1d9);
        };
    }

    static Color background(Theme theme) {
        return switch (theme) {
            case LIGHT -> new Color(0xffffff);
            case DARK -> new Color(0x0d1117);
        };
    }

    @Override
    protected Color getForegroundByColorIndex(int index) {
        return colour(index);
    }

    @Override
    protected Color getBackgroundByColorIndex(int index) {
        return colour(index);
    }

    private Color colour(int index) {
        int[] colours =
                switch (theme.get()) {
                    case LIGHT -> LIGHT;
                    case DARK -> DARK;
                };
        return new Color(colours[index & 15]);
    }
}
