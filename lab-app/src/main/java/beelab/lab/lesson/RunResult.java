package beelab.lab.lesson;

import beelab.lab.check.StepState;
import beelab.lab.feed.EventRow;
import beelab.lab.feed.Loss;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that one headless run through a scenario has shown.
 *
 * @param lesson what was run
 * @param began when the first block was run
 * @param ended when the last verdict was reached
 * @param blocks every block that was run, in order
 * @param steps the verdicts, in the order of the scenario
 * @param events every event that arrived meanwhile and is still in the buffer
 * @param labPrograms executions among them that were the lab's own looks into pods, as {@link
 *     EventRow#execId} names them; their events count for no step
 * @param losses what was lost meanwhile
 * @param facts what a reader must know to trust the result: kernel, sensor, cluster, versions
 * @param transcripts what each terminal has shown, by its name
 * @param workFolder the scenario's files as they were applied
 */
public record RunResult(
        Lesson lesson,
        Instant began,
        Instant ended,
        List<BlockResult> blocks,
        List<StepResult> steps,
        List<EventRow> events,
        Set<String> labPrograms,
        List<Loss> losses,
        Map<String, String> facts,
        Map<String, String> transcripts,
        Path workFolder) {

    /** Copies the collections. */
    public RunResult {
        blocks = List.copyOf(blocks);
        steps = List.copyOf(steps);
        events = List.copyOf(events);
        labPrograms = Set.copyOf(labPrograms);
        losses = List.copyOf(losses);
    }

    /** What the whole run comes to. */
    public enum Verdict {
        /** Every expectation held. */
        PASSED(0),
        /** At least one did not. */
        FAILED(1),
        /** Nobody can tell, because events were lost. */
        UNKNOWN(3);

        private final int exitCode;

        Verdict(int exitCode) {
            this.exitCode = exitCode;
        }

        /** One failure outweighs what is unknown, and that outweighs what passed. */
        public static Verdict worst(List<Verdict> verdicts) {
            return verdicts.contains(FAILED)
                    ? FAILED
                    : verdicts.contains(UNKNOWN) ? UNKNOWN : PASSED;
        }

        /** Exit code of {@code lab check}. */
        public int exitCode() {
            return exitCode;
        }
    }

    /** The verdict: one failure outweighs what is unknown, and that outweighs what passed. */
    public Verdict verdict() {
        boolean unknown = false;
        boolean failed = blocks.stream().anyMatch(block -> !block.ok());
        for (StepResult result : steps) {
            switch (result.state()) {
                case StepState.Passed _, StepState.NotApplicable _ -> {}
                case StepState.Unknown _ -> unknown = true;
                case StepState.Failed _, StepState.Waiting _, StepState.Running _ -> failed = true;
            }
        }
        return failed ? Verdict.FAILED : unknown ? Verdict.UNKNOWN : Verdict.PASSED;
    }
}
