package beelab.sensor.policy;

/**
 * One thing wrong with a policy, told so that its author can mend it.
 *
 * @param source file name or other origin of the text, such as {@code restrict.yaml} or {@code
 *     grpc}
 * @param line line in the source, from 1; 0 when unknown
 * @param column column in the line, from 1; 0 when unknown
 * @param path field path such as {@code spec.kprobes[0].selectors[1].matchArgs[0].operator}; empty
 *     for the whole text
 * @param message what is wrong and what was expected
 * @param hint what to do next; empty when the message says it all
 */
public record PolicyProblem(
        String source, int line, int column, String path, String message, String hint) {

    /** One line for a terminal: {@code file:line:column: path: message (hint)}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(source);
        if (line > 0) {
            text.append(':').append(line).append(':').append(column);
        }
        text.append(": ");
        if (!path.isEmpty()) {
            text.append(path).append(": ");
        }
        text.append(message);
        if (!hint.isEmpty()) {
            text.append(" (").append(hint).append(')');
        }
        return text.toString();
    }
}
