package beelab.lab.check;

import beelab.lab.feed.EventBuffer;
import beelab.lab.feed.EventRow;
import beelab.lab.feed.Loss;
import beelab.lab.scenario.ClusterCondition;
import beelab.lab.scenario.EventField;
import beelab.lab.scenario.EventPattern;
import beelab.lab.scenario.StepSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Watches one step from the moment it is made.
 *
 * <p>Only events count that arrived after that moment <em>and</em> happened after it <em>and</em>,
 * when they name a policy, happened after that policy was acknowledged as loaded. If events were
 * lost meanwhile, the step is unknown, never passed.
 *
 * <p>Not safe for use by several threads.
 */
public final class StepChecker {

    private final StepSpec step;
    private final EventBuffer buffer;
    private final ClusterProbe probe;
    private final NodeClocks clocks;
    private final Instant start;
    private final int lossMark;
    private final List<PatternWatch> expected;
    private final List<PatternWatch> forbidden;
    private final List<ConditionWatch> conditions;

    private long position;
    private long missed;
    private Instant deadline;
    private @Nullable Instant satisfiedAt;

    /**
     * @param now the moment from which events count
     */
    public StepChecker(
            StepSpec step, EventBuffer buffer, ClusterProbe probe, NodeClocks clocks, Instant now) {
        this.step = step;
        this.buffer = buffer;
        this.probe = probe;
        this.clocks = clocks;
        this.start = now;
        this.lossMark = buffer.lossCount();
        this.position = buffer.lastSequence();
        this.deadline = now.plus(step.timeout());
        this.expected =
                step.expect().stream()
                        .filter(EventPattern.class::isInstance)
                        .map(pattern -> new PatternWatch((EventPattern) pattern))
                        .toList();
        this.forbidden = step.never().stream().map(PatternWatch::new).toList();
        this.conditions =
                Stream.concat(step.expect().stream(), step.holds().stream())
                        .filter(ClusterCondition.class::isInstance)
                        .map(condition -> new ConditionWatch((ClusterCondition) condition))
                        .toList();
    }

    /** The step that is watched. */
    public StepSpec step() {
        return step;
    }

    /** Says that the stimulus has ended just now; the step's timeout runs from here. */
    public void stimulusEnded(Instant now) {
        deadline = now.plus(step.timeout());
    }

    /**
     * Judges what is known at this moment; looks at the cluster when the events are all there.
     *
     * @param now the present moment, by the same clock as all others
     */
    public StepState judge(Instant now) {
        drain();
        List<Finding> wrong = new ArrayList<>();
        forbidden.stream()
                .filter(watch -> watch.seen() > 0)
                .map(PatternWatch::forbidden)
                .forEach(wrong::add);
        expected.stream()
                .filter(PatternWatch::exceeded)
                .map(PatternWatch::missing)
                .forEach(wrong::add);
        if (!wrong.isEmpty()) {
            return new StepState.Failed(wrong, evidence());
        }
        boolean settling = settling(now);
        List<Finding> missing = settling ? missingEvents() : missing(now);
        boolean late = now.isAfter(deadline);
        if (!missing.isEmpty()) {
            satisfiedAt = null;
            if (!late) {
                int total = step.expect().size() + step.holds().size();
                return new StepState.Running(
                        total - missing.size(), total, missing.getFirst().expectation());
            }
            List<Loss> losses = losses();
            return losses.isEmpty() || probe.blind().isPresent()
                    ? new StepState.Failed(missing, evidence())
                    : new StepState.Unknown(losses, evidence());
        }
        if (satisfiedAt == null) {
            satisfiedAt = now;
        }
        if (settling || settling(now)) {
            int total = step.expect().size() + step.holds().size();
            return new StepState.Running(total, total, "");
        }
        List<Loss> losses = losses();
        return losses.isEmpty()
                ? new StepState.Passed(evidence())
                : new StepState.Unknown(losses, evidence());
    }

    /** Whether every expectation is met at this moment, regardless of what is forbidden or lost. */
    public boolean isSatisfied() {
        drain();
        return missing(Instant.now()).isEmpty();
    }

    /** Whether all was there and it is too early to say that nothing forbidden came with it. */
    private boolean settling(Instant now) {
        return satisfiedAt != null
                && !step.never().isEmpty()
                && Duration.between(satisfiedAt, now).compareTo(step.settle()) < 0;
    }

    private void drain() {
        EventBuffer.Slice slice = buffer.since(position);
        missed += slice.missed();
        position += slice.missed() + slice.rows().size();
        if (!slice.rows().isEmpty()) {
            // Pods come and go, so their addresses are asked for when something is compared.
            expected.forEach(watch -> watch.resolve(probe::podAddresses));
            forbidden.forEach(watch -> watch.resolve(probe::podAddresses));
        }
        for (EventRow row : slice.rows()) {
            if (counts(row)) {
                offer(row);
                forbidden.forEach(watch -> watch.offer(row));
                conditions.forEach(watch -> watch.stir(row));
            }
        }
    }

    private void offer(EventRow row) {
        if (!step.ordered()) {
            expected.forEach(watch -> watch.offer(row));
            return;
        }
        // From the last to the first: one event must not count for two places in the order.
        for (int i = expected.size() - 1; i >= 0; i--) {
            if (i == 0 || expected.get(i - 1).satisfied()) {
                expected.get(i).offer(row);
            }
        }
    }

    private boolean counts(EventRow row) {
        if (row.atStart() || buffer.labPrograms().caused(row)) {
            return false;
        }
        Instant happened = clocks.happened(row);
        if (happened.isBefore(start)) {
            return false;
        }
        if (row.policy().isEmpty() || !names(row.policy())) {
            return true;
        }
        Optional<Instant> loaded = probe.loadedSince(row.policy());
        return loaded.isPresent() && !happened.isBefore(loaded.get());
    }

    private boolean names(String policy) {
        return Stream.concat(expected.stream(), forbidden.stream())
                .anyMatch(watch -> watch.pattern().exact(EventField.POLICY).equals(policy));
    }

    /**
     * What is not as expected, in the order of the declaration. While events are awaited, nobody
     * asks the cluster; a condition that seems to hold is asked for once more before a verdict.
     */
    private List<Finding> missing(Instant now) {
        List<Finding> missing = missingEvents();
        if (missing.isEmpty()) {
            missing = objections(watch -> watch.objection(probe, now, deadline));
        }
        return missing.isEmpty() ? objections(watch -> watch.objectionNow(probe, now)) : missing;
    }

    private List<Finding> missingEvents() {
        return expected.stream().filter(watch -> !watch.satisfied()).map(this::missing).toList();
    }

    private List<Finding> objections(Function<ConditionWatch, Optional<Finding>> ask) {
        return conditions.stream().map(ask).flatMap(Optional::stream).toList();
    }

    private Finding missing(PatternWatch watch) {
        Finding finding = watch.missing();
        String policy = watch.pattern().exact(EventField.POLICY);
        String reason = finding.reason();
        Optional<String> blind = probe.blind();
        if (blind.isPresent()) {
            reason = blind.get();
        } else if (!policy.isEmpty() && probe.loadedSince(policy).isEmpty()) {
            reason = "the policy %s is not loaded".formatted(policy);
        }
        return new Finding(
                finding.expectation(),
                finding.where(),
                finding.message(),
                reason,
                finding.nearest());
    }

    private List<Loss> losses() {
        List<Loss> losses = new ArrayList<>(buffer.lossesSince(lossMark));
        if (missed > 0) {
            losses.add(
                    new Loss(
                            position,
                            Instant.now(),
                            Loss.Where.BUFFER,
                            missed,
                            "%d events fell out of the lab's buffer unseen.".formatted(missed)));
        }
        return losses;
    }

    private List<EventRow> evidence() {
        return expected.stream().flatMap(watch -> watch.matched().stream()).distinct().toList();
    }
}
