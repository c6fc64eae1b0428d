package beelab.lab.lesson;

import beelab.lab.LabHome;
import beelab.lab.check.StepState;
import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.LabCluster;
import beelab.lab.progress.Progress;
import beelab.lab.scenario.PolicyCondition;
import beelab.lab.scenario.Problems;
import beelab.lab.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code lab check --mutate}: runs a scenario once for each nearly right policy and demands that
 * some step notices. A run ends at its first failure, and in any case where the guide deletes the
 * changed policy: nobody could notice it after that.
 */
public final class MutationCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LabHome home;
    private final Lesson lesson;
    private final LabCluster cluster;
    private final Progress progress;

    /**
     * @param cluster the cluster to run on; it is left running and open
     */
    public MutationCheck(LabHome home, Lesson lesson, LabCluster cluster, Progress progress) {
        this.home = home;
        this.lesson = lesson;
        this.cluster = cluster;
        this.progress = progress;
    }

    /** How it ended for a mutant. */
    public sealed interface Fate {
        /**
         * Noticed.
         *
         * @param by the first step or block that did: {@code step link-killed}
         */
        record Noticed(String by) implements Fate {}

        /**
         * Not noticed, and the author said why that is right.
         *
         * @param reason the author's words
         */
        record Explained(String reason) implements Fate {}

        /**
         * Not tried: the policy does not work on this kernel at all, so nobody could notice; or the
         * changed one would act outside of the scenario's pods.
         *
         * @param why what the sensor said, or the danger
         */
        record NotJudged(String why) implements Fate {}

        /** Not noticed: the scenario is weaker than its author thinks. */
        record Survived() implements Fate {}

        /**
         * The scenario does not even pass with its policies as they are.
         *
         * @param by the first step or block that failed
         */
        record NotGreen(String by) implements Fate {}

        /** Events were lost in every try, so nobody can tell. */
        record Unknown() implements Fate {}
    }

    /**
     * What became of one mutant.
     *
     * @param policy file of the policy that was changed: {@code restrict-symlink.yaml}
     * @param what what was changed in it
     * @param fate how it ended
     * @param took how long its run took
     */
    public record Outcome(String policy, String what, Fate fate, Duration took) {

        /** Whether the author has something to do. */
        public boolean isGap() {
            return switch (fate) {
                case Fate.Survived _, Fate.Unknown _, Fate.NotGreen _ -> true;
                case Fate.Noticed _, Fate.Explained _, Fate.NotJudged _ -> false;
            };
        }
    }

    /**
     * What became of all mutants of a scenario.
     *
     * @param scenario its id
     * @param began when the first run began
     * @param outcomes one for each mutant
     */
    public record Result(String scenario, Instant began, List<Outcome> outcomes) {

        /** Copies the list. */
        public Result {
            outcomes = List.copyOf(outcomes);
        }

        /** Number of mutants that leave the author something to do. */
        public long gaps() {
            return outcomes.stream().filter(Outcome::isGap).count();
        }
    }

    /** Hears of each mutant as it is judged. */
    public interface Listener {
        /** Another run begins. */
        void begins(int number, int total, String policy, String what);

        /** It has ended. */
        void ended(Outcome outcome);
    }

    /**
     * Tries every mutant of every policy. The policies as they are come first: only a scenario that
     * passes can notice anything, and how long its steps take then says how long to wait for what a
     * mutant prevents.
     *
     * @throws ClusterException when the cluster or the sensor cannot be had
     * @throws IOException when files cannot be read or written
     */
    public Result run(Listener listener)
            throws ClusterException, IOException, InterruptedException {
        record Case(Path file, PolicyMutants.Mutant mutant) {}
        List<Case> cases = new ArrayList<>();
        Map<String, Set<String>> labels = PodLabels.of(lesson.scenario().folder());
        for (Path file : PolicyFiles.in(lesson.scenario().folder())) {
            PolicyMutants.of(Files.readString(file), labels)
                    .forEach(m -> cases.add(new Case(file, m)));
        }
        new LessonCheck(home, lesson, cluster, progress).prepare();
        Instant began = Instant.now();
        RunResult unchanged =
                new LessonCheck(home, lesson, cluster, Progress.silent())
                        .onPreparedCluster()
                        .run(RunListener.NONE);
        if (unchanged.verdict() != RunResult.Verdict.PASSED) {
            return new Result(lesson.scenario().id(), began, List.of(notGreen(unchanged)));
        }
        Map<String, Duration> limits = new HashMap<>();
        unchanged.steps().forEach(step -> limits.put(step.step().id(), limit(step.took())));
        List<Outcome> outcomes = new ArrayList<>();
        for (Case next : cases) {
            String policy = next.file().getFileName().toString();
            listener.begins(outcomes.size() + 1, cases.size(), policy, next.mutant().what());
            Instant start = Instant.now();
            Fate fate = fate(next.file(), next.mutant(), limits);
            if (fate instanceof Fate.Unknown) {
                fate = fate(next.file(), next.mutant(), limits);
            }
            Outcome outcome =
                    new Outcome(
                            policy,
                            next.mutant().what(),
                            fate,
                            Duration.between(start, Instant.now()));
            outcomes.add(outcome);
            listener.ended(outcome);
        }
        return new Result(lesson.scenario().id(), began, outcomes);
    }

    private Fate fate(Path file, PolicyMutants.Mutant mutant, Map<String, Duration> limits)
            throws ClusterException, IOException, InterruptedException {
        if (!mutant.danger().isEmpty()) {
            return new Fate.NotJudged(mutant.danger());
        }
        String policy = file.getFileName().toString();
        Path folder = Files.createTempDirectory("lab-mutant");
        try {
            Files.writeString(folder.resolve(policy), mutant.yaml());
            RunResult result =
                    new LessonCheck(home, lesson, cluster, Progress.silent())
                            .onPreparedCluster()
                            .withPolicies(folder)
                            .untilFirstFailure()
                            .withLimits(limits)
                            .endingWith(PolicySpan.lastBlock(lesson.guide(), policy))
                            .run(RunListener.NONE);
            return fate(
                    result,
                    PolicyFiles.name(file, new Problems()),
                    explained(policy, mutant.what()));
        } finally {
            Workspace.clear(folder);
        }
    }

    /** Far longer than a step took with the policies as they are, far shorter than its timeout. */
    static Duration limit(Duration took) {
        Duration limit = took.multipliedBy(5);
        return limit.compareTo(PATIENCE) < 0 ? PATIENCE : limit;
    }

    /** Without a scenario that passes as it is, nothing can be said about mutants. */
    private static Outcome notGreen(RunResult unchanged) {
        return new Outcome(
                "policies",
                "unchanged",
                new Fate.NotGreen(
                        noticed(unchanged)
                                .orElse(
                                        "events were lost in the run with the policies as they are")),
                Duration.between(unchanged.began(), unchanged.ended()));
    }

    /**
     * Reads off a run how it ended for the mutant.
     *
     * @param policy name of the changed policy
     * @param explained why the author lets it survive; empty when nobody explained it
     */
    static Fate fate(RunResult result, String policy, String explained) {
        Optional<String> noticed = noticed(result);
        if (noticed.isPresent()) {
            return new Fate.Noticed(noticed.get());
        }
        if (result.verdict() == RunResult.Verdict.UNKNOWN) {
            return new Fate.Unknown();
        }
        Optional<String> useless =
                result.steps().stream()
                        .filter(step -> needs(step.step().when(), policy))
                        .map(StepResult::state)
                        .flatMap(state ->
                                state instanceof StepState.NotApplicable n
                                        ? Stream.of(n.why())
                                        : Stream.empty())
                        .findFirst();
        if (useless.isPresent()) {
            return new Fate.NotJudged(useless.get());
        }
        return explained.isEmpty() ? new Fate.Survived() : new Fate.Explained(explained);
    }

    private static boolean needs(@Nullable PolicyCondition when, String policy) {
        return when != null
                && when.name().equals(policy)
                && when.state() == PolicyCondition.State.ENABLED;
    }

    private static Optional<String> noticed(RunResult result) {
        return result.steps().stream()
                .filter(step -> step.state() instanceof StepState.Failed)
                .map(step -> "step " + step.step().id())
                .findFirst()
                .or(() ->
                        result.blocks().stream()
                                .filter(block -> !block.ok())
                                .map(block -> "block " + block.block().id())
                                .findFirst());
    }

    private String explained(String policy, String what) {
        return lesson.scenario().survivors().stream()
                .filter(s -> s.policy().equals(policy) && s.mutation().equals(what))
                .map(Scenario.Survivor::reason)
                .findFirst()
                .orElse("");
    }
}
