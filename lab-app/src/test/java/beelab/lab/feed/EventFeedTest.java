package beelab.lab.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import beelab.sensor.api.KprobeAction;
import beelab.sensor.api.TracingPolicyState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The feed against a real gRPC server. */
class EventFeedTest {

    private final EventBuffer buffer = new EventBuffer(100);
    private SensorServer sensor;
    private EventFeed feed;

    @BeforeEach
    void connect() throws Exception {
        sensor = new SensorServer();
        feed = new EventFeed(sensor.source(), buffer, new Quiet());
        awaitPhase(FeedState.Phase.CONNECTED);
    }

    @AfterEach
    void disconnect() throws Exception {
        feed.close();
        sensor.close();
    }

    @Test
    void no_event_is_missed_after_the_feed_says_that_it_is_connected() {
        sensor.send(Events.exec(Instant.now(), Events.ln("cloudyuga", "-s a b")));

        await().until(() -> buffer.lastSequence() == 1);
        EventRow row = buffer.snapshot().getFirst();
        assertThat(row.source()).isEqualTo("default/cloudyuga");
        assertThat(row.compact()).isEqualTo("🚀 process default/cloudyuga /usr/bin/ln \"-s a b\"");
        assertThat(row.json()).startsWith("{\"process_exec\":");
        assertThat(feed.sensorVersion()).isEqualTo("v0-test");
    }

    @Test
    void functions_lose_the_prefix_of_the_architecture_and_actions_theirs() {
        sensor.send(
                Events.symlinkat(
                        Instant.now(),
                        Events.ln("cloudyuga", "-s /etc/passwd x"),
                        "restrict-symlink",
                        KprobeAction.KPROBE_ACTION_SIGKILL,
                        "/etc/passwd",
                        "x"));

        await().until(() -> buffer.lastSequence() == 1);
        EventRow row = buffer.snapshot().getFirst();
        assertThat(row.function()).isEqualTo("sys_symlinkat");
        assertThat(row.args()).containsExactly("/etc/passwd", "-100", "x");
        assertThat(row.action()).isEqualTo("SIGKILL");
        assertThat(row.policy()).isEqualTo("restrict-symlink");
    }

    @Test
    void a_loss_reported_by_the_sensor_is_a_loss_and_not_an_event() {
        sensor.sendLoss(17);

        await().until(() -> buffer.dropped() == 17);
        assertThat(buffer.lastSequence()).isZero();
        assertThat(buffer.losses().getFirst().where()).isEqualTo(Loss.Where.SENSOR);
    }

    @Test
    void a_broken_connection_is_made_again_and_the_gap_is_a_loss() throws Exception {
        sensor.stop();
        awaitPhase(FeedState.Phase.RECONNECTING);
        sensor.restart();
        awaitPhase(FeedState.Phase.CONNECTED);

        assertThat(buffer.losses())
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(loss -> loss.where() == Loss.Where.CONNECTION);
        sensor.send(Events.exec(Instant.now(), Events.ln("cloudyuga", "-s a b")));
        await().until(() -> buffer.lastSequence() == 1);
    }

    @Test
    void a_policy_keeps_the_moment_of_its_loading_until_it_is_loaded_again() {
        sensor.policy("p", TracingPolicyState.TP_STATE_ENABLED, "");
        await().until(() -> !feed.policies().isEmpty());
        PolicyState first = feed.policies().getFirst();
        assertThat(first.isEnabled()).isTrue();

        sensor.policy("p", TracingPolicyState.TP_STATE_ENABLED, "");
        await().until(() -> feed.policies().getFirst().id() != first.id());
        assertThat(feed.policies().getFirst().since()).isAfter(first.since());

        sensor.policy("p", TracingPolicyState.TP_STATE_LOAD_ERROR, "no such function");
        await().until(() -> feed.policies().getFirst().isRefused());
        assertThat(feed.policies().getFirst().error()).isEqualTo("no such function");
    }

    @Test
    void a_full_buffer_lets_the_oldest_go_and_says_how_many() {
        for (int i = 0; i < 130; i++) {
            sensor.send(Events.exec(Instant.now(), Events.ln("cloudyuga", "-s a " + i)));
        }

        await().until(() -> buffer.lastSequence() == 130);
        assertThat(buffer.snapshot()).hasSize(100);
        assertThat(buffer.snapshot().getFirst().sequence()).isEqualTo(31);
        assertThat(buffer.evicted()).isEqualTo(30);
        assertThat(buffer.since(10).missed()).isEqualTo(20);
        assertThat(buffer.since(128).rows())
                .extracting(EventRow::sequence)
                .containsExactly(129L, 130L);
    }

    private void awaitPhase(FeedState.Phase phase) {
        await().until(() -> feed.state().phase() == phase);
    }

    private static final class Quiet implements EventFeed.Listener {
        @Override
        public void state(FeedState state) {}

        @Override
        public void policies(List<PolicyState> policies) {}
    }
}
