package beelab.lab.check;

import beelab.lab.feed.EventRow;
import java.util.List;

/**
 * One expectation that was not met.
 *
 * @param expectation the expectation in one line
 * @param where its place in scenario.yaml, as {@code file:line:column}
 * @param message the author's words; empty when there are none
 * @param reason what was observed instead
 * @param nearest events that came nearest to a pattern, the nearest first; empty when none did
 */
public record Finding(
        String expectation, String where, String message, String reason, List<NearMiss> nearest) {

    /** Copies the list. */
    public Finding {
        nearest = List.copyOf(nearest);
    }

    /**
     * An event that nearly matched.
     *
     * @param row the event
     * @param differences the fields in which it differed, at least one
     */
    public record NearMiss(EventRow row, List<Difference> differences) {

        /** Copies the list. */
        public NearMiss {
            differences = List.copyOf(differences);
        }
    }

    /**
     * A field that differed.
     *
     * @param field name of the field: {@code args[0]}
     * @param expected what was demanded
     * @param actual what the event has
     */
    public record Difference(String field, String expected, String actual) {
        @Override
        public String toString() {
            return "%s is %s, expected %s"
                    .formatted(field, actual.isEmpty() ? "empty" : actual, expected);
        }
    }
}
