package beelab.lab.ui.common;

import java.util.List;
import javafx.scene.text.Font;

/**
 * The typefaces of the window: the first that is installed. Inter and JetBrains Mono are Debian
 * packages (fonts-inter, fonts-jetbrains-mono); DejaVu comes with every desktop.
 */
public final class Fonts {
    private static final List<String> SANS = List.of("Inter", "Noto Sans", "DejaVu Sans");
    private static final List<String> MONO =
            List.of("JetBrains Mono", "Noto Sans Mono", "DejaVu Sans Mono");

    private Fonts() {}

    /** Family of ordinary text. */
    public static String sans() {
        return firstInstalled(SANS, "System");
    }

    /** Family of code, terminals and columns that must align. */
    public static String mono() {
        return firstInstalled(MONO, "Monospaced");
    }

    private static String firstInstalled(List<String> families, String fallback) {
        for (String family : families) {
            // Asking for one family is cheap; listing all of them reads every font file.
            if (Font.font(family, 12).getFamily().equals(family)) {
                return family;
            }
        }
        return fallback;
    }
}
