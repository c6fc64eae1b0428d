package beelab.sensor.compile;

import java.util.ArrayList;
import java.util.List;

/**
 * Which rows of the map {@code policy_counters} belong to which hook: one for each selector of its
 * largest program, at least one, in the order of the hooks. A hook that a program of a hook before
 * it serves has as many as that one.
 */
public final class CounterRows {
    private final List<Integer> first = new ArrayList<>();
    private int total;

    /** The rows of a policy. */
    public CounterRows(CompiledPolicy policy) {
        int width = 1;
        for (CompiledHook hook : policy.hooks()) {
            if (!hook.programs().isEmpty()) {
                width =
                        hook.programs().stream()
                                .mapToInt(program -> Math.max(1, program.selectors().size()))
                                .max()
                                .getAsInt();
            }
            first.add(total);
            total += width;
        }
        first.add(total);
    }

    /** Position of the first row of a hook. */
    public int first(int hook) {
        return first.get(hook);
    }

    /** Number of rows of a hook. */
    public int width(int hook) {
        return first.get(hook + 1) - first.get(hook);
    }

    /** Number of all rows. */
    public int total() {
        return total;
    }
}
