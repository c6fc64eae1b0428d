package beelab.lab.lesson;

import beelab.lab.check.NodeClocks;
import beelab.lab.check.StepChecker;
import beelab.lab.cluster.LabCluster;
import beelab.lab.cluster.SensorEndpoint;
import beelab.lab.feed.EventBuffer;
import beelab.lab.feed.EventFeed;
import beelab.lab.feed.FeedState;
import beelab.lab.feed.PolicyState;
import beelab.lab.feed.SensorAddress;
import beelab.lab.feed.SensorSource;
import beelab.lab.scenario.StepSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Everything that steps are judged by: the events of a cluster's sensors, and the cluster itself.
 */
final class Observation implements AutoCloseable {

    private final EventBuffer buffer;
    private final NodeClocks clocks = new NodeClocks();
    private final EventFeed.Listener listener;
    private final Semaphore news = new Semaphore(0);
    private final LiveProbe probe;

    private volatile @Nullable LabCluster cluster;
    private volatile @Nullable EventFeed feed;
    private final AtomicReference<@Nullable EventFeed> retiring = new AtomicReference<>();

    Observation(int rows, EventFeed.Listener listener) {
        this.buffer = new EventBuffer(rows);
        this.listener = new Announcing(listener);
        this.probe =
                new LiveProbe(
                        this::client,
                        this::nodePort,
                        this::feedState,
                        this::policies,
                        buffer.labPrograms());
        buffer.listen(clocks);
        buffer.listen(row -> news.release());
    }

    /** Follows the sensors of this cluster from now on, and no others. */
    synchronized void connect(LabCluster newCluster) {
        takeOver(() -> addresses(newCluster));
        cluster = newCluster;
    }

    /**
     * Follows these sensors. Who was followed until then goes on until they answer, so that nothing
     * is missed between: what happens in that moment may be there twice.
     */
    synchronized void takeOver(SensorSource sensors) {
        retire();
        retiring.set(feed);
        feed = new EventFeed(sensors, buffer, new Takeover());
    }

    /** Follows the sensor that watches this machine while the cluster is built. */
    void followEarly(LabCluster newCluster) {
        follow(() -> List.of(address(newCluster.earlySensor())));
    }

    /** Follows sensors without a cluster to look at: conditions on the cluster never hold. */
    synchronized void follow(SensorSource sensors) {
        close();
        feed = new EventFeed(sensors, buffer, listener);
    }

    private static List<SensorAddress> addresses(LabCluster cluster) throws Exception {
        List<SensorAddress> addresses = new ArrayList<>();
        for (SensorEndpoint endpoint : cluster.connectSensors()) {
            addresses.add(address(endpoint));
        }
        return addresses;
    }

    private static SensorAddress address(SensorEndpoint endpoint) {
        return new SensorAddress(endpoint.node(), endpoint.target(), endpoint);
    }

    EventBuffer buffer() {
        return buffer;
    }

    LiveProbe probe() {
        return probe;
    }

    /** Begins to watch a step; only what happens from now on counts. */
    StepChecker watch(StepSpec step) {
        return new StepChecker(step, buffer, probe, clocks, Instant.now());
    }

    /**
     * Waits until an event arrived, or a sensor or one of its policies has another state, since the
     * last call; no longer than the given time. Under a flood of events it returns a hundred times
     * a second, not for each of them.
     */
    void awaitNews(Duration atMost) throws InterruptedException {
        if (news.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            TimeUnit.MILLISECONDS.sleep(10); // what belongs together arrives together
            news.drainPermits();
        }
    }

    FeedState feedState() {
        EventFeed current = feed;
        return current == null ? FeedState.IDLE : current.state();
    }

    List<PolicyState> policies() {
        EventFeed current = feed;
        return current == null ? List.of() : current.policies();
    }

    String sensorVersion() {
        EventFeed current = feed;
        return current == null ? "" : current.sensorVersion();
    }

    @Nullable LabCluster cluster() {
        return cluster;
    }

    Optional<KubernetesClient> client() {
        LabCluster current = cluster;
        try {
            return current == null ? Optional.empty() : Optional.of(current.client());
        } catch (IllegalStateException _) {
            return Optional.empty(); // Not started yet, or stopped meanwhile.
        }
    }

    private InetSocketAddress nodePort(int port) {
        LabCluster current = cluster;
        return current == null
                ? InetSocketAddress.createUnresolved("127.0.0.1", port)
                : current.nodePort(port);
    }

    @Override
    public synchronized void close() {
        EventFeed old = feed;
        feed = null;
        cluster = null;
        if (old != null) {
            old.close();
        }
        retire();
    }

    private void retire() {
        EventFeed old = retiring.getAndSet(null);
        if (old != null) {
            old.close();
        }
    }

    /** Ends the former feed once the new one has its sensors; until then its state is shown. */
    private final class Takeover implements EventFeed.Listener {
        @Override
        public void state(FeedState state) {
            if (state.phase() == FeedState.Phase.CONNECTED) {
                retire();
            }
            if (retiring.get() == null) {
                listener.state(state);
            }
        }

        @Override
        public void policies(List<PolicyState> policies) {
            listener.policies(policies);
        }
    }

    /** Wakes whoever waits for news, and passes everything on. */
    private final class Announcing implements EventFeed.Listener {
        private final EventFeed.Listener next;

        Announcing(EventFeed.Listener next) {
            this.next = next;
        }

        @Override
        public void state(FeedState state) {
            news.release();
            next.state(state);
        }

        @Override
        public void policies(List<PolicyState> policies) {
            news.release();
            next.policies(policies);
        }
    }
}
