package beelab.lab.scenario;

import java.nio.file.Path;

/**
 * One mistake in an author's file, told so that the author can mend it.
 *
 * @param file the file with the mistake
 * @param line line in the file, from 1; 0 when the file as a whole is meant
 * @param column column in the line, from 1; 0 when unknown
 * @param path field path such as {@code steps[2].expect[0].args}; empty when there is none
 * @param message what is wrong and what was expected
 * @param hint what to do next; empty when the message says it all
 */
public record Problem(Path file, int line, int column, String path, String message, String hint) {

    /** One line for a terminal: {@code file:line:column: path: message (hint)}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(file.toString());
        if (line > 0) {
            text.append(':').append(line);
            if (column > 0) {
                text.append(':').append(column);
            }
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
