package beelab.lab.ui.events;

/**
 * Breaks one line of JSON into indented lines. Works on the text, so that numbers and the order of
 * fields stay exactly as the sensor wrote them.
 */
final class PrettyJson {
    private static final String INDENT = "  ";

    private PrettyJson() {}

    /** Formats valid JSON; anything else comes back with odd line breaks, but complete. */
    static String format(String json) {
        StringBuilder out = new StringBuilder(json.length() * 2);
        int depth = 0;
        boolean inString = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (inString) {
                out.append(c);
                if (c == '\\' && i + 1 < json.length()) {
                    out.append(json.charAt(++i));
                } else if (c == '"') {
                    inString = false;
                }
                continue;
            }
            switch (c) {
                case '"' -> {
                    inString = true;
                    out.append(c);
                }
                case '{', '[' -> {
                    int close = nextVisible(json, i + 1);
                    if (close < json.length()
                            && (json.charAt(close) == '}' || json.charAt(close) == ']')) {
                        out.append(c).append(json.charAt(close));
                        i = close;
                    } else {
                        out.append(c);
                        newLine(out, ++depth);
                    }
                }
                case '}', ']' -> {
                    newLine(out, --depth);
                    out.append(c);
                }
                case ',' -> {
                    out.append(c);
                    newLine(out, depth);
                }
                case ':' -> out.append(": ");
                default -> {
                    if (!Character.isWhitespace(c)) {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }

    private static int nextVisible(String text, int from) {
        int i = from;
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static void newLine(StringBuilder out, int depth) {
        out.append('\n').append(INDENT.repeat(Math.max(0, depth)));
    }
}
