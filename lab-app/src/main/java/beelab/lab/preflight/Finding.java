package beelab.lab.preflight;

/**
 * One line of the preflight report.
 *
 * @param level whether something must be done
 * @param subject what was looked at, in one or two words
 * @param text what is so; for a problem, what is wrong
 * @param todo what to do; empty when there is nothing to do
 * @param stillWorks what works although it is so; empty when that needs no saying
 */
public record Finding(Level level, String subject, String text, String todo, String stillWorks) {

    /** How bad it is. */
    public enum Level {
        /** As it should be. */
        OK,
        /** The lab will handle it, or it limits the lab; the text says how. */
        NOTE,
        /** The cluster cannot start like this. */
        PROBLEM
    }

    static Finding ok(String subject, String text) {
        return new Finding(Level.OK, subject, text, "", "");
    }

    static Finding note(String subject, String text) {
        return new Finding(Level.NOTE, subject, text, "", "");
    }

    static Finding problem(String subject, String text, String todo, String stillWorks) {
        return new Finding(Level.PROBLEM, subject, text, todo, stillWorks);
    }

    /** The line as printed: mark, subject, text, and what to do on lines of their own. */
    public String print() {
        String mark =
                switch (level) {
                    case OK -> "✓";
                    case NOTE -> "•";
                    case PROBLEM -> "✗";
                };
        StringBuilder line = new StringBuilder("%s %-10s %s".formatted(mark, subject, text));
        if (!todo.isEmpty()) {
            line.append("\n             do: ").append(todo);
        }
        if (!stillWorks.isEmpty()) {
            line.append("\n             still works: ").append(stillWorks);
        }
        return line.toString();
    }
}
