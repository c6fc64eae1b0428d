package beelab.lab.lesson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import beelab.lab.feed.EventFeed;
import beelab.lab.feed.Events;
import beelab.lab.feed.FeedState;
import beelab.lab.feed.FeedState.Phase;
import beelab.lab.feed.PolicyState;
import beelab.lab.feed.SensorAddress;
import beelab.lab.feed.SensorServer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ObservationTest {

    private final List<Phase> phases = new CopyOnWriteArrayList<>();

    @Test
    void the_early_sensor_is_followed_until_the_clusters_own_answers() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        CountDownLatch deployed = new CountDownLatch(1);
        try (SensorServer early = new SensorServer();
                SensorServer own = new SensorServer();
                Observation observation = new Observation(100, new Phases())) {
            SensorAddress address = early.source().find().getFirst();
            observation.follow(() ->
                    List.of(new SensorAddress("here", address.target(), ended::incrementAndGet)));
            await().until(() -> phases.contains(Phase.CONNECTED));

            observation.takeOver(() -> {
                deployed.await();
                return own.source().find();
            });
            early.send(Events.exec(Instant.now(), Events.ln("before", "a b")));
            await().until(() -> pods(observation).contains("before"));
            assertThat(ended).hasValue(0);
            assertThat(phases).endsWith(Phase.CONNECTED); // not "connecting" meanwhile

            deployed.countDown();
            await().until(() -> ended.get() == 1);
            await().until(() -> observation.feedState().phase() == Phase.CONNECTED);
            own.send(Events.exec(Instant.now(), Events.ln("after", "a b")));
            await().until(() -> pods(observation).contains("after"));
            assertThat(observation.buffer().losses()).isEmpty();
        }
    }

    private static List<String> pods(Observation observation) {
        return observation.buffer().snapshot().stream().map(row -> row.pod()).toList();
    }

    private final class Phases implements EventFeed.Listener {
        @Override
        public void state(FeedState state) {
            phases.add(state.phase());
        }

        @Override
        public void policies(List<PolicyState> policies) {}
    }
}
