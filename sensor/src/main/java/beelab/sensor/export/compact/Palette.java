package beelab.sensor.export.compact;

/** Colours for a terminal, or none. */
public enum Palette {
    /** Plain text. */
    NONE,
    /** ANSI colours. */
    ANSI;

    String red(String text) {
        return paint(31, text);
    }

    String green(String text) {
        return paint(32, text);
    }

    String yellow(String text) {
        return paint(33, text);
    }

    String blue(String text) {
        return paint(34, text);
    }

    String magenta(String text) {
        return paint(35, text);
    }

    String cyan(String text) {
        return paint(36, text);
    }

    private String paint(int code, String text) {
        return this == NONE ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
