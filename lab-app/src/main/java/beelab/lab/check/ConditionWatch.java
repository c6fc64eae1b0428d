package beelab.lab.check;

import beelab.lab.feed.EventRow;
import beelab.lab.scenario.ClusterCondition;
import beelab.lab.scenario.ExecCondition;
import beelab.lab.scenario.HttpCondition;
import beelab.lab.scenario.PodCondition;
import beelab.lab.scenario.PolicyCondition;
import beelab.lab.scenario.WorkloadCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks about one condition on the cluster no oftener than a tick within a second needs. Programs
 * that are run in a pod are events for the sensor too, so those come at growing distances, and
 * sooner only when something happened in their pod.
 */
final class ConditionWatch {

    private static final Duration LEAST = Duration.ofMillis(200);
    private static final Duration MOST = Duration.ofMillis(800);
    private static final Duration MOST_WHEN_LATE = Duration.ofSeconds(5);

    private final ClusterCondition condition;
    private Optional<String> answer = Optional.empty();
    private @Nullable Instant askedAt;
    private Duration pause = LEAST;
    private boolean stirred;

    ConditionWatch(ClusterCondition condition) {
        this.condition = condition;
    }

    /** Takes note of an event: the answer may be another now. */
    void stir(EventRow row) {
        stirred |= condition instanceof ExecCondition exec && isAt(exec, row);
    }

    private static boolean isAt(ExecCondition exec, EventRow row) {
        return row.namespace().equals(exec.namespace())
                && (exec.deployment()
                        ? row.pod().startsWith(exec.name() + "-")
                        : row.pod().equals(exec.name()));
    }

    /**
     * What keeps the condition from being true, as it was not long ago.
     *
     * @param deadline the step's; an answer from before it does not serve for a verdict after it
     */
    Optional<Finding> objection(ClusterProbe probe, Instant now, Instant deadline) {
        Instant last = askedAt;
        boolean late = now.isAfter(deadline);
        if (last == null
                || !now.isBefore(last.plus(distance(late)))
                || (late && !last.isAfter(deadline))) {
            return ask(probe, now);
        }
        return finding();
    }

    /** What keeps the condition from being true at this very moment. */
    Optional<Finding> objectionNow(ClusterProbe probe, Instant now) {
        return now.equals(askedAt) ? finding() : ask(probe, now);
    }

    private Optional<Finding> ask(ClusterProbe probe, Instant now) {
        boolean first = askedAt == null || stirred;
        stirred = false;
        answer = probe.objection(condition);
        askedAt = now;
        pause = first || answer.isEmpty() ? LEAST : pause.multipliedBy(2);
        return finding();
    }

    private Duration distance(boolean late) {
        return switch (condition) {
            case PolicyCondition _ -> Duration.ZERO; // the feed knows it, nobody is asked
            case PodCondition _, WorkloadCondition _, HttpCondition _ -> LEAST;
            case ExecCondition _ -> {
                Duration most = late ? MOST_WHEN_LATE : MOST;
                yield stirred ? LEAST : pause.compareTo(most) < 0 ? pause : most;
            }
        };
    }

    private Optional<Finding> finding() {
        return answer.map(reason ->
                new Finding(
                        condition.describe(),
                        condition.mark().toString(),
                        condition.message(),
                        reason,
                        List.of()));
    }
}
