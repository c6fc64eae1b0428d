package beelab.lab.lesson;

import beelab.lab.guide.Block;
import beelab.lab.scenario.StepSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Takes back one step of a scenario, without touching the others: the file that its block applies
 * or deletes is the author's again, and the cluster is as it was before the block. What a typed
 * command did cannot be known, so it stays, and the answer says so.
 */
public final class StepReset {

    /** The whole of it takes five seconds at most. */
    private static final Duration LIMIT = Duration.ofMillis(4_500);

    private StepReset() {}

    /**
     * Takes the step back; never throws for what goes wrong.
     *
     * @param work the learner's copy of the scenario's folder
     * @param environment of the learner's terminals, with {@code KUBECONFIG}
     * @return what was done, what was not, and what to do about it; for the learner
     */
    public static String run(
            Lesson lesson, StepSpec step, Path work, Map<String, String> environment) {
        String stimulus = step.stimulus();
        Block block = stimulus == null ? null : lesson.guide().block(stimulus).orElse(null);
        Kubectl kubectl = new Kubectl(work, environment);
        try {
            return switch (block) {
                case Block.Apply apply ->
                        undo(
                                lesson,
                                step,
                                kubectl,
                                apply.file(),
                                List.of(
                                        "delete",
                                        "--ignore-not-found",
                                        "--grace-period=1",
                                        "--timeout=4s"),
                                "what it made is deleted");
                case Block.Delete delete ->
                        undo(
                                lesson,
                                step,
                                kubectl,
                                delete.file(),
                                List.of("apply"),
                                "what it deleted is there again");
                case Block.Run run ->
                        "Step %s waits again. What `%s` did stays as it is, only you know how to take it back%s."
                                .formatted(
                                        step.id(),
                                        run.lines().getLast(),
                                        step.hints().isEmpty() ? "" : "; the hints may help");
                case Block.Open _, Block.Watch _, Block.Quiz _ -> waits(step);
                case null -> waits(step);
            };
        } catch (IOException e) {
            return "Step %s waits again, but it could not be taken back: %s. Is kubectl there, and the folder %s?"
                    .formatted(step.id(), e.getMessage(), work);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "The reset of step %s was interrupted; do it again.".formatted(step.id());
        }
    }

    private static String waits(StepSpec step) {
        return "Step %s waits again; it made nothing.".formatted(step.id());
    }

    private static String undo(
            Lesson lesson,
            StepSpec step,
            Kubectl kubectl,
            String file,
            List<String> verb,
            String done)
            throws IOException, InterruptedException {
        // First with the learner's file: it says what was really made.
        Path copy = kubectl.work().resolve(file);
        if (!Files.exists(copy)) {
            Workspace.restore(lesson.scenario().folder(), kubectl.work(), file);
        }
        String problem = kubectl.run(verb, List.of(copy), LIMIT);
        boolean changed = Workspace.restore(lesson.scenario().folder(), kubectl.work(), file);
        return "Step %s waits again: %s%s."
                .formatted(
                        step.id(),
                        problem.isEmpty()
                                ? done
                                : "kubectl could not take it back (%s), try again when the cluster answers"
                                        .formatted(problem),
                        changed ? "; your changes of %s are undone".formatted(file) : "");
    }
}
