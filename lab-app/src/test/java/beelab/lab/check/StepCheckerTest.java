package beelab.lab.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import beelab.lab.feed.EventBuffer;
import beelab.lab.feed.EventFeed;
import beelab.lab.feed.Events;
import beelab.lab.feed.FeedState;
import beelab.lab.feed.PolicyState;
import beelab.lab.feed.SensorServer;
import beelab.lab.scenario.ClusterCondition;
import beelab.lab.scenario.ScenarioReader;
import beelab.lab.scenario.StepSpec;
import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.api.KprobeAction;
import beelab.sensor.api.TracingPolicyState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verdicts from events that went the whole way over gRPC. */
class StepCheckerTest {

    private static final String STEP =
            """
            formatVersion: 1
            id: x
            title: X
            steps:
              - id: killed
                timeout: 5s
                settle: 200ms
                expect:
                  - event: process_kprobe
                    pod: cloudyuga
                    policy: restrict
                    function: sys_symlinkat
                    args: {0: /etc/passwd}
                    action: SIGKILL
                    message: It was not stopped.
                  - event: process_exit
                    binary: /usr/bin/ln
                    signal: SIGKILL
                  - exec: {pod: cloudyuga, command: [test, -L, x]}
                never:
                  - event: process_exit
                    pod: bystander
                    signal: SIGKILL
            """;

    @TempDir Path folder;

    private final EventBuffer buffer = new EventBuffer(1000);
    private final NodeClocks clocks = new NodeClocks();
    private final Cluster cluster = new Cluster();
    private SensorServer sensor;
    private EventFeed feed;
    private StepSpec step;

    @BeforeEach
    void connect() throws Exception {
        Path scenario = Files.createDirectory(folder.resolve("x"));
        Files.writeString(scenario.resolve(ScenarioReader.FILE), STEP);
        step = ScenarioReader.read(scenario).steps().getFirst();
        buffer.listen(clocks);
        sensor = new SensorServer();
        feed = new EventFeed(sensor.source(), buffer, new Quiet());
        await().until(() -> feed.state().phase() == FeedState.Phase.CONNECTED);
        sensor.policy("restrict", TracingPolicyState.TP_STATE_ENABLED, "");
        await().until(() -> cluster.loadedSince("restrict").isPresent());
    }

    @AfterEach
    void disconnect() throws Exception {
        feed.close();
        sensor.close();
    }

    @Test
    void passes_when_every_expectation_was_met_and_the_time_to_settle_is_over() {
        StepChecker checker = begin();
        send(kill("cloudyuga", "/etc/passwd"), killed("cloudyuga"));

        Instant now = Instant.now();
        assertThat(checker.judge(now)).isEqualTo(new StepState.Running(3, 3, ""));
        StepState state = checker.judge(now.plusMillis(300));
        assertThat(state).isInstanceOf(StepState.Passed.class);
        assertThat(((StepState.Passed) state).evidence()).hasSize(2);
    }

    @Test
    void events_before_the_step_do_not_count_even_when_they_arrive_later() {
        Instant earlier = Instant.now();
        send(kill("cloudyuga", "/etc/passwd"));
        StepChecker checker = begin();
        send(
                Events.symlinkat(
                        earlier.minusMillis(1),
                        Events.ln("cloudyuga", "-s"),
                        "restrict",
                        KprobeAction.KPROBE_ACTION_SIGKILL,
                        "/etc/passwd",
                        "x"),
                killed("cloudyuga"));

        assertThat(checker.judge(Instant.now()))
                .isInstanceOfSatisfying(
                        StepState.Running.class,
                        running -> assertThat(running.waitingFor()).contains("sys_symlinkat"));
    }

    @Test
    void a_missing_event_is_told_with_the_nearest_one_and_the_field_that_differs() {
        StepChecker checker = begin();
        send(
                kill("bystander", "/etc/hostname"),
                kill("cloudyuga", "../etc/passwd"),
                killed("cloudyuga"));

        StepState.Failed failed = failed(checker);
        Finding finding = failed.findings().getFirst();
        assertThat(finding.message()).isEqualTo("It was not stopped.");
        assertThat(finding.where()).isEqualTo("scenario.yaml:9:9");
        assertThat(finding.nearest().getFirst().differences())
                .extracting(Finding.Difference::toString)
                .containsExactly("args[0] is ../etc/passwd, expected /etc/passwd");
    }

    @Test
    void what_must_never_happen_fails_the_step_at_once() {
        StepChecker checker = begin();
        send(kill("cloudyuga", "/etc/passwd"), killed("cloudyuga"), killed("bystander"));

        assertThat(checker.judge(Instant.now())).isInstanceOf(StepState.Failed.class);
    }

    @Test
    void lost_events_make_a_step_unknown_even_when_everything_expected_was_seen() {
        StepChecker checker = begin();
        send(kill("cloudyuga", "/etc/passwd"), killed("cloudyuga"));
        sensor.sendLoss(3);
        await().until(() -> buffer.dropped() == 3);

        checker.judge(Instant.now());
        StepState state = checker.judge(Instant.now().plusSeconds(1));
        assertThat(state).isInstanceOf(StepState.Unknown.class);
        assertThat(((StepState.Unknown) state).losses()).hasSize(1);
    }

    @Test
    void losses_before_the_step_do_not_matter() {
        sensor.sendLoss(3);
        await().until(() -> buffer.dropped() == 3);
        StepChecker checker = begin();
        send(kill("cloudyuga", "/etc/passwd"), killed("cloudyuga"));

        checker.judge(Instant.now());
        assertThat(checker.judge(Instant.now().plusSeconds(1)))
                .isInstanceOf(StepState.Passed.class);
    }

    @Test
    void events_of_a_policy_that_is_not_acknowledged_as_loaded_do_not_count() {
        sensor.withoutPolicy("restrict");
        await().until(() -> cluster.loadedSince("restrict").isEmpty());
        StepChecker checker = begin();
        send(kill("cloudyuga", "/etc/passwd"), killed("cloudyuga"));

        assertThat(failed(checker).findings().getFirst().reason())
                .isEqualTo("the policy restrict is not loaded");
    }

    @Test
    void a_condition_on_the_cluster_that_does_not_hold_fails_with_its_reason() {
        cluster.objections.add("exec");
        StepChecker checker = begin();
        send(kill("cloudyuga", "/etc/passwd"), killed("cloudyuga"));

        assertThat(failed(checker).findings().getFirst().reason()).isEqualTo("it exited with 1");
    }

    /** Each look is a program in the learner's pod, and so an event in the learner's table. */
    @Test
    void while_it_settles_nobody_looks_into_the_pod_and_at_the_end_once_more() {
        StepChecker checker = begin();
        send(kill("cloudyuga", "/etc/passwd"), killed("cloudyuga"));
        Instant now = Instant.now();
        for (int millis = 0; millis < 200; millis += 10) {
            assertThat(checker.judge(now.plusMillis(millis)))
                    .isEqualTo(new StepState.Running(3, 3, ""));
        }
        assertThat(cluster.asked).isEqualTo(1);

        cluster.objections.add("exec"); // what was there is gone again
        assertThat(checker.judge(now.plusMillis(210))).isInstanceOf(StepState.Running.class);
        assertThat(cluster.asked).isEqualTo(2);
    }

    @Test
    void looks_into_the_pod_more_and_more_seldom_but_every_second_and_at_once_when_it_is_stirred() {
        cluster.objections.add("exec");
        StepChecker checker = begin();
        send(kill("cloudyuga", "/etc/passwd"), killed("cloudyuga"));
        Instant now = Instant.now();
        for (int millis = 0; millis <= 4000; millis += 50) {
            checker.judge(now.plusMillis(millis));
        }
        assertThat(cluster.asked).isBetween(5, 8); // 81 times it was judged

        cluster.objections.clear();
        int before = cluster.asked;
        send(Events.exec(Instant.now(), Events.ln("bystander", "-s a b")));
        checker.judge(now.plusMillis(4001));
        assertThat(cluster.asked).isEqualTo(before);
        send(Events.exec(Instant.now(), Events.ln("cloudyuga", "-s a b")));
        checker.judge(now.plusMillis(4201));
        assertThat(checker.judge(now.plusMillis(4500))).isInstanceOf(StepState.Passed.class);
    }

    @Test
    void what_the_lab_itself_does_in_a_pod_counts_for_nothing() throws Exception {
        read(
                """
                formatVersion: 1
                id: x
                title: X
                steps:
                  - id: looked
                    timeout: 5s
                    expect:
                      - {event: process_exec, pod: cloudyuga, binary: /usr/bin/ln}
                """);
        StepChecker checker = begin();
        var running =
                buffer.labPrograms()
                        .announce("default", "cloudyuga", List.of("ln", "-s", "a", "b"));
        send(
                Events.exec(Instant.now(), Events.ln("cloudyuga", "-s a b")),
                Events.exit(Instant.now(), Events.ln("cloudyuga", "-s a b"), "", 0));
        running.close();

        assertThat(buffer.snapshot()).allMatch(buffer.labPrograms()::caused);
        assertThat(checker.judge(Instant.now())).isInstanceOf(StepState.Running.class);

        send(
                Events.exec(
                        Instant.now(),
                        Events.ln("cloudyuga", "-s a b").toBuilder()
                                .setExecId("b3RoZXI=")
                                .build()));
        assertThat(checker.judge(Instant.now())).isInstanceOf(StepState.Passed.class);
    }

    @Test
    void without_a_sensor_the_step_fails_and_says_so() throws Exception {
        StepChecker checker = begin();
        sensor.stop();
        await().until(() -> cluster.blind().isPresent());

        assertThat(failed(checker).findings().getFirst().reason())
                .isEqualTo(cluster.blind().orElseThrow());
    }

    @Test
    void in_an_ordered_step_an_event_counts_only_after_those_before_it() throws Exception {
        read(STEP.replace("    settle: 200ms\n", "    settle: 200ms\n    ordered: true\n"));
        StepChecker checker = begin();
        send(killed("cloudyuga"), kill("cloudyuga", "/etc/passwd"));
        assertThat(checker.judge(Instant.now())).isInstanceOf(StepState.Running.class);

        send(killed("cloudyuga"));
        checker.judge(Instant.now());
        assertThat(checker.judge(Instant.now().plusSeconds(1)))
                .isInstanceOf(StepState.Passed.class);
    }

    @Test
    void the_address_of_a_pod_is_looked_up_and_compared_as_a_whole() throws Exception {
        read(
                """
                formatVersion: 1
                id: x
                title: X
                steps:
                  - id: linked
                    timeout: 5s
                    expect:
                      - event: process_kprobe
                        args: {0: {pod-address: app=db}}
                """);
        StepChecker checker = begin();
        send(kill("cloudyuga", "10.9.0.51:80"));
        assertThat(failed(checker).findings().getFirst().nearest().getFirst().differences())
                .extracting(Finding.Difference::toString)
                .containsExactly(
                        "args[0] is 10.9.0.51:80, expected …address of a pod app=db (10.9.0.5)…");

        send(kill("cloudyuga", "10.9.0.5:80"));
        assertThat(checker.judge(Instant.now())).isInstanceOf(StepState.Passed.class);
    }

    private void read(String scenario) throws Exception {
        Path file = folder.resolve("x").resolve(ScenarioReader.FILE);
        Files.writeString(file, scenario);
        step = ScenarioReader.read(folder.resolve("x")).steps().getFirst();
    }

    private StepChecker begin() {
        return new StepChecker(step, buffer, cluster, clocks, Instant.now());
    }

    private StepState.Failed failed(StepChecker checker) {
        StepState state = checker.judge(Instant.now().plus(Duration.ofSeconds(6)));
        assertThat(state).isInstanceOf(StepState.Failed.class);
        return (StepState.Failed) state;
    }

    /** Sends events and waits until they have arrived. */
    private void send(GetEventsResponse... events) {
        long expected = buffer.lastSequence() + events.length;
        for (GetEventsResponse event : events) {
            sensor.send(event);
        }
        await().until(() -> buffer.lastSequence() == expected);
    }

    private static GetEventsResponse kill(String pod, String target) {
        return Events.symlinkat(
                Instant.now(),
                Events.ln(pod, "-s " + target + " x"),
                "restrict",
                KprobeAction.KPROBE_ACTION_SIGKILL,
                target,
                "x");
    }

    private static GetEventsResponse killed(String pod) {
        return Events.exit(Instant.now(), Events.ln(pod, "-s /etc/passwd x"), "SIGKILL", 0);
    }

    /** The feed is real; only the answers of the cluster are made up. */
    private final class Cluster implements ClusterProbe {
        @Override
        public List<String> podAddresses(String selector) {
            return selector.equals("app=db") ? List.of("10.9.0.5") : List.of();
        }

        private final Set<String> objections = new HashSet<>();
        private int asked;

        @Override
        public Optional<String> objection(ClusterCondition condition) {
            asked++;
            return objections.isEmpty() ? Optional.empty() : Optional.of("it exited with 1");
        }

        @Override
        public Optional<Instant> loadedSince(String policy) {
            return feed.policies().stream()
                    .filter(p -> p.name().equals(policy) && p.isEnabled())
                    .map(PolicyState::since)
                    .findFirst();
        }

        @Override
        public Optional<String> blind() {
            return feed.state().phase() == FeedState.Phase.CONNECTED
                    ? Optional.empty()
                    : Optional.of(feed.state().message());
        }
    }

    private static final class Quiet implements EventFeed.Listener {
        @Override
        public void state(FeedState state) {}

        @Override
        public void policies(List<PolicyState> policies) {}
    }
}
