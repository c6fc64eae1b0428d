package beelab.lab.lesson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import beelab.lab.check.StepState;
import beelab.lab.feed.EventFeed;
import beelab.lab.feed.Events;
import beelab.lab.feed.FeedState;
import beelab.lab.feed.PolicyState;
import beelab.lab.feed.SensorServer;
import beelab.lab.guide.Block;
import beelab.lab.guide.Guide;
import beelab.lab.guide.GuideStep;
import beelab.lab.lesson.RunResult.Verdict;
import beelab.lab.scenario.ScenarioReader;
import beelab.lab.scenario.StepSpec;
import beelab.sensor.api.Process;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole run with real terminals and a real connection; the events of the commands are sent here.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class HeadlessRunTest {

    private static final Process LN = Events.ln("cloudyuga", "-s /etc/passwd x");

    private static final String SCENARIO =
            """
            formatVersion: 1
            id: demo
            title: Demo
            steps:
              - id: made
                stimulus: make
                timeout: 2s
                expect:
                  - {event: process_exec, binary: /usr/bin/ln}
              - id: killed
                stimulus: kill
                timeout: 2s
                settle: 100ms
                expect:
                  - {event: process_exit, signal: SIGKILL}
                never:
                  - {event: process_exit, pod: bystander}
            """;

    @TempDir Path folder;

    private final Map<String, Runnable> effects = new HashMap<>();
    private SensorServer sensor;
    private Observation observation;

    @BeforeEach
    void connect() throws Exception {
        sensor = new SensorServer();
        observation = new Observation(1000, new Quiet());
        observation.follow(sensor.source());
        await().until(() -> observation.feedState().phase() == FeedState.Phase.CONNECTED);
        effects.put("make", () -> sensor.send(Events.exec(Instant.now(), LN)));
        effects.put("kill", () -> sensor.send(Events.exit(Instant.now(), LN, "SIGKILL", 0)));
    }

    @AfterEach
    void disconnect() throws Exception {
        observation.close();
        sensor.close();
    }

    @Test
    void passes_when_each_command_has_its_effect() throws Exception {
        RunResult result = run("true", "sh -c 'kill -9 $$'");

        assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(result.steps()).allMatch(step -> step.state() instanceof StepState.Passed);
        assertThat(result.blocks().getLast().commands().getFirst().status()).isEqualTo(137);
    }

    @Test
    void fails_when_a_command_has_no_effect() throws Exception {
        effects.remove("kill");

        RunResult result = run("true", "sh -c 'kill -9 $$'");

        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(result.steps().getFirst().state()).isInstanceOf(StepState.Passed.class);
        assertThat(result.steps().getLast().state()).isInstanceOf(StepState.Failed.class);
    }

    @Test
    void fails_when_a_command_exits_with_another_code_than_the_guide_says() throws Exception {
        RunResult result = run("true", "true");

        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(result.blocks().getLast().problem())
                .isEqualTo("`true` exited with 0, the guide says 137");
    }

    @Test
    void fails_when_a_step_was_satisfied_before_its_stimulus() throws Exception {
        Runnable make = effects.getOrDefault("make", () -> {});
        effects.put(
                "make",
                () -> {
                    make.run();
                    sensor.send(Events.exit(Instant.now(), LN, "SIGKILL", 0));
                });

        RunResult result = run("true", "sh -c 'kill -9 $$'");

        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(((StepState.Failed) result.steps().getLast().state()).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.reason()).contains("was there already"));
    }

    @Test
    void is_unknown_when_events_were_lost() throws Exception {
        Runnable kill = effects.getOrDefault("kill", () -> {});
        effects.put(
                "kill",
                () -> {
                    sensor.sendLoss(1);
                    kill.run();
                });

        assertThat(run("true", "sh -c 'kill -9 $$'").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void fails_and_says_so_when_the_sensor_is_gone() throws Exception {
        effects.put(
                "make",
                () -> {
                    try {
                        sensor.stop();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
        effects.remove("kill");

        RunResult result = run("true", "sh -c 'kill -9 $$'");

        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(
                        ((StepState.Failed) result.steps().getFirst().state())
                                .findings()
                                .getFirst()
                                .reason())
                .contains("sensor");
    }

    private RunResult run(String make, String kill) throws Exception {
        Path scenario = Files.createDirectory(folder.resolve("demo"));
        Files.writeString(scenario.resolve(ScenarioReader.FILE), SCENARIO);
        Lesson lesson =
                new Lesson(
                        ScenarioReader.read(scenario),
                        new Guide(
                                "Demo",
                                "",
                                List.of(
                                        new GuideStep(
                                                "one",
                                                "One",
                                                "",
                                                List.of(
                                                        block("make", make, 0),
                                                        block("kill", kill, 137)))),
                                ""));
        Instant began = Instant.now();
        try (BlockRunner runner = new BlockRunner(folder, Map.of())) {
            HeadlessRun run = new HeadlessRun(lesson, observation, runner, new Effects());
            run.run(false, "");
            return new RunResult(
                    lesson,
                    began,
                    Instant.now(),
                    run.blocks(),
                    run.steps(),
                    observation.buffer().snapshot(),
                    Set.of(),
                    observation.buffer().losses(),
                    Map.of(),
                    runner.transcripts(),
                    folder);
        }
    }

    private static Block block(String id, String line, int exit) {
        return new Block.Run(
                id, "main", List.of(line), false, Block.Ending.RETURNS, List.of(exit), "");
    }

    /** Sends the events of a command when it is typed. */
    private final class Effects implements RunListener {
        @Override
        public void section(GuideStep section) {}

        @Override
        public void block(Block.Typed block) {
            effects.getOrDefault(block.id(), () -> {}).run();
        }

        @Override
        public void blockFailed(BlockResult result) {}

        @Override
        public void judging(StepSpec step) {}

        @Override
        public void step(StepResult result) {
            assertThat(result.took()).isLessThan(Duration.ofSeconds(30));
        }
    }

    private static final class Quiet implements EventFeed.Listener {
        @Override
        public void state(FeedState state) {}

        @Override
        public void policies(List<PolicyState> policies) {}
    }
}
