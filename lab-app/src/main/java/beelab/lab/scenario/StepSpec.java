package beelab.lab.scenario;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is checked.
 *
 * @param id unique in the scenario
 * @param stimulus id of the guide's block that causes what is expected; null when only the state of
 *     the cluster counts
 * @param when only judged when this is so; null for always
 * @param expect must be seen after the stimulus, or become true
 * @param ordered whether the expected events must come in the order of their declaration
 * @param holds must be true at the end
 * @param never must not be seen after the stimulus
 * @param hints from a nudge to the answer, shown one after the other
 * @param timeout how long the expectations may take to come true
 * @param settle how long to go on watching for what must never be seen
 * @param mark where the step stands
 */
public record StepSpec(
        String id,
        @Nullable String stimulus,
        @Nullable PolicyCondition when,
        List<Expectation> expect,
        boolean ordered,
        List<ClusterCondition> holds,
        List<EventPattern> never,
        List<String> hints,
        Duration timeout,
        Duration settle,
        Mark mark) {

    /** Copies the lists. */
    public StepSpec {
        expect = List.copyOf(expect);
        holds = List.copyOf(holds);
        never = List.copyOf(never);
        hints = List.copyOf(hints);
    }

    /** The same step, whose expectations may take so long and no longer. */
    public StepSpec within(Duration limit) {
        return limit.compareTo(timeout) >= 0
                ? this
                : new StepSpec(
                        id, stimulus, when, expect, ordered, holds, never, hints, limit, settle,
                        mark);
    }
}
