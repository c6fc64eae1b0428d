package beelab.sensor.policy;

import java.util.Map;

/**
 * Where each field of a policy stands in its text, so that every later stage (validator, planner,
 * loader) can point at the line that its author has to change.
 *
 * @param source file name or other origin of the text
 * @param marks position of each field by its path, such as {@code spec.kprobes[0].call}
 */
public record SourceMap(String source, Map<String, Mark> marks) {

    public SourceMap {
        marks = Map.copyOf(marks);
    }

    /**
     * A place in a text.
     *
     * @param line from 1
     * @param column from 1
     */
    public record Mark(int line, int column) {
        /** For texts whose positions mean nothing to a user. */
        public static final Mark UNKNOWN = new Mark(0, 0);
    }

    /** The place of a field or, when the text leaves it out, of the nearest field around it. */
    public Mark mark(String path) {
        String at = path;
        while (true) {
            Mark mark = marks.get(at);
            if (mark != null) {
                return mark;
            }
            if (at.isEmpty()) {
                return Mark.UNKNOWN;
            }
            int cut = Math.max(at.lastIndexOf('.'), at.lastIndexOf('['));
            at = cut < 0 ? "" : at.substring(0, cut);
        }
    }

    /** A problem at a field of this text. */
    public PolicyProblem problem(String path, String message, String hint) {
        Mark mark = mark(path);
        return new PolicyProblem(source, mark.line(), mark.column(), path, message, hint);
    }
}
