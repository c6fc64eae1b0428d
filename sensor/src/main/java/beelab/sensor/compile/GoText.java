package beelab.sensor.compile;

/**
 * Go's rules for texts in quotes, which the contract's messages follow. The compact lines have
 * their own: they depend on nothing but the contract's messages.
 */
final class GoText {
    private GoText() {}

    /** What Go's {@code %q} puts between its quotes. */
    static String escape(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2);
        text.codePoints().forEach(c -> append(quoted, c));
        return quoted.toString();
    }

    private static void append(StringBuilder quoted, int c) {
        switch (c) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case 0x07 -> quoted.append("\\a");
            case '\b' -> quoted.append("\\b");
            case '\f' -> quoted.append("\\f");
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            case 0x0b -> quoted.append("\\v");
            default -> {
                if (printable(c)) {
                    quoted.appendCodePoint(c);
                } else if (c < ' ' || c == 0x7f) {
                    quoted.append("\\x").append(hex(c, 2));
                } else if (c < 0x10000) {
                    quoted.append("\\u").append(hex(c, 4));
                } else {
                    quoted.append("\\U").append(hex(c, 8));
                }
            }
        }
    }

    private static String hex(int value, int digits) {
        String text = Integer.toHexString(value);
        return "0".repeat(digits - text.length()) + text;
    }

    /** Letters, marks, numbers, punctuation, symbols and the plain space. */
    private static boolean printable(int c) {
        return c == ' '
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SPACE_SEPARATOR ->
                            false;
                    default -> true;
                };
    }
}
