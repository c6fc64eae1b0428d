package beelab.lab.lesson;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.LabCluster;
import beelab.lab.progress.Progress;
import beelab.lab.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code lab check --mutate}: runs a scenario once for each nearly right policy and demands that
 * some step notices. A run ends at its first failure.
 */
public final class MutationCheck {

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

    /**
     * What became of one mutant.
     *
     * @param policy file of the policy that was changed: {@code restrict-symlink.yaml}
     * @param what what was changed in it
     * @param noticed the first step or block that noticed; empty for a survivor
     * @param explained why the author lets it survive; empty when nobody explained it
     */
    public record Outcome(String policy, String what, String noticed, String explained) {

        /** Whether the scenario is weaker than its author thinks. */
        public boolean isGap() {
            return noticed.isEmpty() && explained.isEmpty();
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
     * Tries every mutant of every policy.
     *
     * @throws ClusterException when the cluster or the sensor cannot be had
     * @throws IOException when files cannot be read or written
     */
    public List<Outcome> run(Listener listener)
            throws ClusterException, IOException, InterruptedException {
        record Case(Path file, PolicyMutants.Mutant mutant) {}
        List<Case> cases = new ArrayList<>();
        for (Path file : PolicyFiles.in(lesson.scenario().folder())) {
            PolicyMutants.of(Files.readString(file)).forEach(m -> cases.add(new Case(file, m)));
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (Case next : cases) {
            String policy = next.file().getFileName().toString();
            listener.begins(outcomes.size() + 1, cases.size(), policy, next.mutant().what());
            Path folder = Files.createTempDirectory("lab-mutant");
            try {
                Files.writeString(folder.resolve(policy), next.mutant().yaml());
                RunResult result =
                        new LessonCheck(home, lesson, cluster, progress)
                                .withPolicies(folder)
                                .untilFirstFailure()
                                .run(RunListener.NONE);
                Outcome outcome =
                        new Outcome(
                                policy,
                                next.mutant().what(),
                                noticed(result),
                                explained(policy, next.mutant().what()));
                outcomes.add(outcome);
                listener.ended(outcome);
            } finally {
                Workspace.clear(folder);
            }
        }
        return outcomes;
    }

    private static String noticed(RunResult result) {
        Optional<String> step =
                result.steps().stream()
                        .filter(r -> r.state() instanceof beelab.lab.check.StepState.Failed)
                        .map(r -> "step " + r.step().id())
                        .findFirst();
        return step.or(() ->
                        result.blocks().stream()
                                .filter(block -> !block.ok())
                                .map(block -> "block " + block.block().id())
                                .findFirst())
                .orElse("");
    }

    private String explained(String policy, String what) {
        return lesson.scenario().survivors().stream()
                .filter(s -> s.policy().equals(policy) && s.mutation().equals(what))
                .map(Scenario.Survivor::reason)
                .findFirst()
                .orElse("");
    }
}
