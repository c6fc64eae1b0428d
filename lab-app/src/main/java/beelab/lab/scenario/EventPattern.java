package beelab.lab.scenario;

import beelab.lab.feed.EventKind;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Describes events: those of one kind whose fields all match.
 *
 * @param kind kind of event
 * @param fields conditions on its fields; all must hold
 * @param count how many such events there must be
 */
public record EventPattern(
        EventKind kind, List<FieldMatch> fields, Count count, String message, Mark mark)
        implements Expectation {

    /** Copies the list. */
    public EventPattern {
        fields = List.copyOf(fields);
    }

    /**
     * A condition on one field.
     *
     * @param field which field
     * @param index index of the argument for {@link EventField#ARGS}; 0 otherwise
     * @param matcher what its value must be
     */
    public record FieldMatch(EventField field, int index, ValueMatcher matcher) {

        /** The field as written in scenario.yaml: {@code args[0]}, {@code policy}. */
        public String name() {
            return field == EventField.ARGS ? "%s[%d]".formatted(field.key(), index) : field.key();
        }
    }

    /**
     * How often a pattern must match.
     *
     * @param min least number, at least 1
     * @param max greatest number; {@link Integer#MAX_VALUE} for any
     */
    public record Count(int min, int max) {
        /** One or more. */
        public static final Count SOME = new Count(1, Integer.MAX_VALUE);

        @Override
        public String toString() {
            if (max == Integer.MAX_VALUE) {
                return min + " or more";
            }
            return min == max ? "exactly " + min : min + " to " + max;
        }
    }

    /** Whether some field is compared with the address of a pod. */
    public boolean namesPods() {
        return fields.stream().anyMatch(f -> f.matcher() instanceof ValueMatcher.PodAddress);
    }

    /**
     * The same pattern with the addresses of the pods that it speaks of.
     *
     * @param addresses addresses of the pods that a label selector selects
     */
    public EventPattern resolved(Function<String, List<String>> addresses) {
        List<FieldMatch> resolved =
                fields.stream()
                        .map(match ->
                                match.matcher() instanceof ValueMatcher.PodAddress pod
                                        ? new FieldMatch(
                                                match.field(),
                                                match.index(),
                                                new ValueMatcher.PodAddress(
                                                        pod.selector(),
                                                        addresses.apply(pod.selector())))
                                        : match)
                        .toList();
        return new EventPattern(kind, resolved, count, message, mark);
    }

    /** The value that the pattern demands for a field exactly, or an empty text. */
    public String exact(EventField field) {
        return fields.stream()
                .filter(match -> match.field() == field)
                .map(match -> match.matcher() instanceof ValueMatcher.Exactly e ? e.value() : "")
                .findFirst()
                .orElse("");
    }

    @Override
    public String describe() {
        String conditions =
                fields.stream()
                        .map(match -> match.name() + "=" + match.matcher().describe())
                        .collect(Collectors.joining(" "));
        String text = conditions.isEmpty() ? kind.key() : kind.key() + " " + conditions;
        return count.equals(Count.SOME) ? text : text + " (" + count + ")";
    }
}
