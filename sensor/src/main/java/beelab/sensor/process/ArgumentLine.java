package beelab.sensor.process;

import java.util.List;

/** The contract's way to write argv in one string. */
final class ArgumentLine {
    private ArgumentLine() {}

    /**
     * Everything after argv[0], separated by one space; a value with a space in it is put in double
     * quotes, preceded by a space even when it is the first, and not escaped. That is how clients
     * of the contract know it, ambiguities included.
     */
    static String of(List<String> argv) {
        StringBuilder line = new StringBuilder();
        for (int i = 1; i < argv.size(); i++) {
            String value = argv.get(i);
            if (value.indexOf(' ') >= 0) {
                line.append(" \"").append(value).append('"');
            } else {
                line.append(i == 1 ? "" : " ").append(value);
            }
        }
        return line.toString();
    }
}
