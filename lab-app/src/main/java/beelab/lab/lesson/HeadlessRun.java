package beelab.lab.lesson;

import beelab.lab.check.Finding;
import beelab.lab.check.StepChecker;
import beelab.lab.check.StepState;
import beelab.lab.guide.Block;
import beelab.lab.guide.GuideStep;
import beelab.lab.scenario.PolicyCondition;
import beelab.lab.scenario.StepSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs every block of a guide in its order and judges the steps that the blocks start.
 *
 * <p>Each step is judged twice. Just before its stimulus it must not be satisfied already, neither
 * by the state of the cluster nor by anything that happened since the stimulus before: a step that
 * passes without its solution would prove nothing. After its stimulus it must pass.
 */
final class HeadlessRun {

    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final Duration BLIND = Duration.ofSeconds(3);
    private static final Duration POLICY = Duration.ofSeconds(45);

    private final Lesson lesson;
    private final Observation observation;
    private final BlockRunner runner;
    private final RunListener listener;
    private final List<BlockResult> blocks = new ArrayList<>();
    private final List<StepResult> steps = new ArrayList<>();
    private final Map<String, StepChecker> before = new HashMap<>();
    private final Map<String, Duration> limits;

    HeadlessRun(Lesson lesson, Observation observation, BlockRunner runner, RunListener listener) {
        this(lesson, observation, runner, listener, Map.of());
    }

    /**
     * @param limits how long steps may take, by their ids, where that is less than their timeout
     */
    HeadlessRun(
            Lesson lesson,
            Observation observation,
            BlockRunner runner,
            RunListener listener,
            Map<String, Duration> limits) {
        this.limits = limits;
        this.lesson = lesson;
        this.observation = observation;
        this.runner = runner;
        this.listener = listener;
    }

    /**
     * Runs the guide; failures are part of the results.
     *
     * @param untilFirstFailure whether to leave the rest out after the first of them
     * @param lastBlock id of the block to end with; empty for the whole guide
     */
    void run(boolean untilFirstFailure, String lastBlock) throws InterruptedException {
        beginBefore();
        for (GuideStep section : lesson.guide().steps()) {
            listener.section(section);
            for (Block block : section.blocks()) {
                if (block instanceof Block.Typed typed) {
                    run(section, typed);
                }
                if ((untilFirstFailure && hasFailed()) || block.id().equals(lastBlock)) {
                    return;
                }
            }
        }
    }

    List<BlockResult> blocks() {
        return blocks;
    }

    List<StepResult> steps() {
        return steps;
    }

    private void run(GuideStep section, Block.Typed block) throws InterruptedException {
        List<StepSpec> started =
                lesson.scenario().startedBy(block.id()).stream()
                        .map(step -> step.within(limits.getOrDefault(step.id(), step.timeout())))
                        .toList();
        Map<String, Finding> vacuous = new HashMap<>();
        for (StepSpec step : started) {
            listener.judging(step);
            StepChecker early = before.get(step.id());
            if (early != null && !step.expect().isEmpty() && early.isSatisfied()) {
                vacuous.put(step.id(), passedTooEarly(step));
            }
        }
        if (!started.isEmpty()) {
            beginBefore();
        }
        Instant began = Instant.now();
        List<StepChecker> checkers = started.stream().map(observation::watch).toList();
        listener.block(block);
        BlockResult result = runner.run(block);
        blocks.add(result);
        if (!result.ok()) {
            listener.blockFailed(result);
        }
        awaitPolicy(block);
        Instant ended = Instant.now();
        checkers.forEach(checker -> checker.stimulusEnded(ended));
        List<StepResult> judged = new ArrayList<>();
        for (StepChecker checker : checkers) {
            Finding early = vacuous.get(checker.step().id());
            StepState state =
                    early == null
                            ? verdict(checker)
                            : new StepState.Failed(List.of(early), List.of());
            judged.add(
                    new StepResult(
                            checker.step(),
                            section.title(),
                            state,
                            began,
                            Duration.between(began, Instant.now())));
        }
        someApplies(judged).forEach(this::add);
    }

    private boolean hasFailed() {
        return blocks.stream().anyMatch(block -> !block.ok())
                || steps.stream().anyMatch(step -> step.state() instanceof StepState.Failed);
    }

    private void add(StepResult result) {
        steps.add(result);
        listener.step(result);
    }

    /** Begins to watch for steps that are satisfied before their own stimulus is run. */
    private void beginBefore() {
        for (StepSpec step : lesson.scenario().steps()) {
            before.put(step.id(), observation.watch(step));
        }
    }

    private StepState verdict(StepChecker checker) throws InterruptedException {
        PolicyCondition when = checker.step().when();
        if (when != null) {
            Optional<String> objection = observation.probe().objection(when);
            if (objection.isPresent()) {
                return new StepState.NotApplicable(
                        "only judged where %s; here %s"
                                .formatted(when.describe(), objection.get()));
            }
        }
        Instant blindSince = null;
        while (true) {
            Instant now = Instant.now();
            StepState state = checker.judge(now);
            if (state.isVerdict()) {
                return state;
            }
            // Without a sensor no event will come; the rest of the timeout would be wasted.
            if (observation.probe().blind().isEmpty()) {
                blindSince = null;
            } else if (blindSince == null) {
                blindSince = now;
            } else if (Duration.between(blindSince, now).compareTo(BLIND) > 0) {
                return checker.judge(now.plus(checker.step().timeout()));
            }
            observation.awaitNews(INTERVAL);
        }
    }

    /**
     * Waits until the sensors have taken note of a policy that was applied or deleted: nothing that
     * happens before that may be blamed on it.
     */
    private void awaitPolicy(Block.Typed block) throws InterruptedException {
        String name = PolicyFiles.of(block, lesson.scenario().folder());
        if (name.isEmpty()) {
            return;
        }
        boolean applied = block instanceof Block.Apply;
        Instant deadline = Instant.now().plus(POLICY);
        while (Instant.now().isBefore(deadline) && observation.probe().blind().isEmpty()) {
            var states =
                    observation.policies().stream().filter(p -> p.name().equals(name)).toList();
            boolean settled =
                    applied
                            ? !states.isEmpty()
                                    && states.stream().allMatch(p -> p.isEnabled() || p.isRefused())
                            : states.isEmpty();
            if (settled) {
                return;
            }
            observation.awaitNews(INTERVAL);
        }
    }

    private static Finding passedTooEarly(StepSpec step) {
        return new Finding(
                "not satisfied before " + step.stimulus() + " is run",
                step.mark().toString(),
                "",
                "everything it expects was there already, so it proves nothing",
                List.of());
    }

    /** Of steps that exclude each other, one must apply; otherwise nothing was judged at all. */
    private static List<StepResult> someApplies(List<StepResult> judged) {
        boolean none =
                !judged.isEmpty()
                        && judged.stream()
                                .allMatch(r -> r.state() instanceof StepState.NotApplicable);
        return none ? judged.stream().map(HeadlessRun::failedBecauseNoneApplies).toList() : judged;
    }

    private static StepResult failedBecauseNoneApplies(StepResult result) {
        String why = result.state() instanceof StepState.NotApplicable n ? n.why() : "";
        Finding finding =
                new Finding(
                        "one of the steps started by " + result.step().stimulus() + " applies",
                        result.step().mark().toString(),
                        "",
                        why,
                        List.of());
        return new StepResult(
                result.step(),
                result.section(),
                new StepState.Failed(List.of(finding), List.of()),
                result.began(),
                result.took());
    }
}
