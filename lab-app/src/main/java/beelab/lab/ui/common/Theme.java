package beelab.lab.ui.common;

import java.util.Locale;

/** The two looks of the window. */
public enum Theme {
    /** Dark text on white. */
    LIGHT,
    /** Light text on near black. */
    DARK;

    /** The other one. */
    public Theme other() {
        return switch (this) {
            case LIGHT -> DARK;
            case DARK -> LIGHT;
        };
    }

    /** Name in settings files and style classes: {@code light} or {@code dark}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The theme with this id, or {@link #LIGHT} for anything else. */
    public static Theme of(String id) {
        return id.equals(DARK.id()) ? DARK : LIGHT;
    }
}
