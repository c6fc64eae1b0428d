package beelab.sensor.conformance;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A policy and what must happen with it. {@code README.md} of the cases explains every member.
 *
 * @param name {@code area/case}
 * @param policy the file's whole text, with its variables still in it
 * @param says what the case shows, as a sentence
 * @param files what lies in the case's folder before: name to content
 * @param positive operations that make the events
 * @param negative operations that make no event
 * @param refused kernel to words of the message with which that kernel refuses the policy
 */
record ConformanceCase(
        String name,
        Path file,
        String policy,
        String says,
        Map<String, String> files,
        Run positive,
        Run negative,
        Map<String, String> refused) {

    /**
     * One run of the trigger program.
     *
     * @param operations its arguments; empty for no run
     * @param byKernel what must follow; the empty key stands for every kernel without a key of its
     *     own
     */
    record Run(List<String> operations, Map<String, Expected> byKernel) {
        Expected on(TestKernel kernel) {
            Expected own = byKernel.get(kernel.label());
            return own != null ? own : byKernel.getOrDefault("", Expected.NOTHING);
        }
    }

    /**
     * What must follow a run.
     *
     * @param events patterns of events, each an object with one member, the event's kind
     * @param more whether further events of the policy are fine
     * @param anyProcess whether the events may come from any process
     */
    record Expected(Outcome outcome, List<JsonNode> events, boolean more, boolean anyProcess) {
        static final Expected NOTHING = new Expected(Outcome.SUCCESS, List.of(), false, false);
    }

    /**
     * How the trigger program ends, and what it leaves in its folder.
     *
     * @param exit exit code
     * @param signal signal that killed it, 0 for none
     * @param errno name of the error that an operation reports; empty for none
     */
    record Outcome(int exit, int signal, String errno, List<String> exists, List<String> absent) {
        static final Outcome SUCCESS = new Outcome(0, 0, "", List.of(), List.of());
    }

    Optional<String> refusedOn(TestKernel kernel) {
        return Optional.ofNullable(refused.get(kernel.label()));
    }
}
