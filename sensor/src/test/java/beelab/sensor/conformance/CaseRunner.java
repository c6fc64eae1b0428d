package beelab.sensor.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import beelab.sensor.conformance.ConformanceCase.Expected;
import beelab.sensor.conformance.ConformanceCase.Outcome;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Runs one case after the other in the same agent. */
final class CaseRunner {
    private static final Duration EXIT_SEEN = Duration.ofSeconds(20);
    private static final Duration LATE_EVENTS = Duration.ofSeconds(5);
    private static final int KILLED = 128;

    private final LiveAgent agent;
    private final Trigger trigger;
    private final TestKernel kernel;
    private final String release;
    private final Path scratch;

    CaseRunner(LiveAgent agent, Trigger trigger, TestKernel kernel, String release, Path scratch) {
        this.agent = agent;
        this.trigger = trigger;
        this.kernel = kernel;
        this.release = release;
        this.scratch = scratch;
    }

    /**
     * What became of a case.
     *
     * @param mechanism row of the table of mechanisms
     * @param seen what was seen, for the report
     */
    record Result(String name, String mechanism, String seen) {}

    /** Runs a case; the consumer is told the mechanism as soon as it is known. */
    Result run(ConformanceCase one, Consumer<Result> known) throws Exception {
        Path folder = Files.createDirectory(scratch.resolve(one.name().replace('/', '.')));
        for (Map.Entry<String, String> file : one.files().entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Map<String, String> variables = new TreeMap<>(trigger.variables());
        variables.put("$DIR", folder.toRealPath().toString());
        variables.put("$MNT_NS", namespace("mnt"));
        variables.put("$NET_NS", namespace("net"));
        variables.put("$AGENT", String.valueOf(ProcessHandle.current().pid()));
        try {
            Leftovers before = Leftovers.now();
            Result result = loaded(one, folder, variables, known);
            before.assertNothingMore(one.name());
            return result;
        } finally {
            delete(folder);
        }
    }

    /** Inode of one of the agent's own namespaces, which the link tells as {@code net:[INODE]}. */
    private static String namespace(String kind) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns", kind))
                .toString()
                .replaceAll("\\D", "");
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private Result loaded(
            ConformanceCase one, Path folder, Map<String, String> variables, Consumer<Result> known)
            throws Exception {
        String policy = one.name().substring(one.name().lastIndexOf('/') + 1);
        String yaml = EventPattern.replace(one.policy(), variables);
        Optional<String> refusal = one.refusedOn(kernel);
        PolicyStatus status;
        try {
            status = agent.policies().add(yaml, one.file().getFileName().toString(), "static");
        } catch (PolicyException e) {
            boolean ignored = agent.policies().delete(policy, "", "static");
            return refused(one, e, refusal);
        }
        Result result = new Result(one.name(), MechanismTable.loaded(status), "FAILED");
        known.accept(result);
        try {
            assertThat(refusal)
                    .as("the case says that %s refuses this policy; it was loaded", kernel.label())
                    .isEmpty();
            int events =
                    run(
                            one,
                            one.positive().on(kernel),
                            one.positive().operations(),
                            folder,
                            policy,
                            variables);
            if (!one.negative().operations().isEmpty()) {
                int none =
                        run(
                                one,
                                one.negative().on(kernel),
                                one.negative().operations(),
                                folder,
                                policy,
                                variables);
                assertThat(none).isZero();
            }
            return new Result(one.name(), result.mechanism(), events + " seen");
        } finally {
            assertThat(agent.policies().delete(policy, "", "static")).isTrue();
        }
    }

    private Result refused(ConformanceCase one, PolicyException e, Optional<String> words) {
        assertThat(e.problems())
                .as("%s", e.getMessage())
                .isNotEmpty()
                .allSatisfy(problem -> {
                    assertThat(problem.message()).isNotBlank();
                    assertThat(problem.line()).isPositive();
                });
        if (kernel == TestKernel.OTHER) {
            abort("this kernel (" + release + ") refuses the policy: " + e.getMessage());
        }
        if (words.isEmpty()) {
            fail("%s refuses the policy: %s", kernel.label(), e.getMessage());
        }
        assertThat(e.getMessage()).contains(words.orElse(""));
        return new Result(one.name(), MechanismTable.refused(e, release), "refused as expected");
    }

    /** Runs the operations and judges; the number of the policy's events. */
    private int run(
            ConformanceCase one,
            Expected expected,
            List<String> operations,
            Path folder,
            String policy,
            Map<String, String> variables)
            throws Exception {
        int place = agent.events().size();
        int losses = agent.losses().size();
        List<String> replaced =
                operations.stream().map(o -> EventPattern.replace(o, variables)).toList();
        Trigger.Ended ended = trigger.run(folder, replaced);
        Map<String, String> all = new TreeMap<>(variables);
        all.put("$RUN", String.valueOf(ended.pid()));
        List<Expectation> expectations = expected.events().stream().map(Expectation::of).toList();

        RunEvents events = eventsUntilExit(ended, place, policy);
        List<String> problems = problems(expected, expectations, events, policy, all);
        long limit = System.nanoTime() + LATE_EVENTS.toNanos();
        while (!problems.isEmpty() && System.nanoTime() < limit) {
            Thread.sleep(50);
            events = read(ended, place, policy);
            problems = problems(expected, expectations, events, policy, all);
        }
        String told =
                "trigger %s\n%s%s"
                        .formatted(
                                String.join(" ", replaced),
                                ended.output(),
                                agent.losses().stream()
                                        .skip(losses)
                                        .map(loss -> "LOST MEANWHILE: " + loss + "\n")
                                        .collect(Collectors.joining()));
        assertThat(problems)
                .as(
                        "%s\nevents of the policy:\n%s",
                        told, Expectation.lines(events.ofPolicy(policy, expected.anyProcess())))
                .isEmpty();
        judge(expected.outcome(), ended, folder, told);
        return events.ofPolicy(policy, expected.anyProcess()).size();
    }

    private static List<String> problems(
            Expected expected,
            List<Expectation> expectations,
            RunEvents events,
            String policy,
            Map<String, String> variables) {
        List<JsonNode> ofPolicy = events.ofPolicy(policy, expected.anyProcess());
        return Expectation.problems(
                expectations,
                ofPolicy,
                events.tree(),
                expected.more() || expected.anyProcess(),
                variables);
    }

    private RunEvents read(Trigger.Ended ended, int place, String policy) throws IOException {
        List<JsonNode> all = agent.events();
        return RunEvents.of(
                all.subList(place, all.size()), trigger.program().toString(), ended.pid(), policy);
    }

    private RunEvents eventsUntilExit(Trigger.Ended ended, int place, String policy)
            throws IOException, InterruptedException {
        long limit = System.nanoTime() + EXIT_SEEN.toNanos();
        @Nullable RunEvents events = null;
        while (events == null || !events.ended()) {
            if (System.nanoTime() > limit) {
                throw new AssertionError("the trigger's exit was not reported: " + ended);
            }
            Thread.sleep(events == null ? 0 : 10);
            events = read(ended, place, policy);
        }
        return events;
    }

    private static void judge(Outcome outcome, Trigger.Ended ended, Path folder, String told) {
        int exit = outcome.signal() > 0 ? KILLED + outcome.signal() : outcome.exit();
        assertThat(ended.exit()).as("exit code of %s", told).isEqualTo(exit);
        if (!outcome.errno().isEmpty()) {
            assertThat(ended.output().lines())
                    .as("output of %s", told)
                    .anyMatch(line -> line.endsWith(" " + outcome.errno()));
        }
        for (String name : outcome.exists()) {
            assertThat(Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS))
                    .as("%s is there after %s", name, told)
                    .isTrue();
        }
        for (String name : outcome.absent()) {
            assertThat(Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS))
                    .as("%s is not there after %s", name, told)
                    .isFalse();
        }
    }
}
