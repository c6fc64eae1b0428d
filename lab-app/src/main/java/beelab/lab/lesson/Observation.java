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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that steps are judged by: the events of a cluster's sensors, and the cluster itself.
 */
final class Observation implements AutoCloseable {

    private final EventBuffer buffer;
    private final NodeClocks clocks = new NodeClocks();
    private final EventFeed.Listener listener;
    private final LiveProbe probe = new LiveProbe(this::client, this::feedState, this::policies);

    private volatile @Nullable LabCluster cluster;
    private volatile @Nullable EventFeed feed;

    Observation(int rows, EventFeed.Listener listener) {
        this.buffer = new EventBuffer(rows);
        this.listener = listener;
        buffer.listen(clocks);
    }

    /** Follows the sensors of this cluster from now on, and no others. */
    synchronized void connect(LabCluster newCluster) {
        follow(() -> addresses(newCluster));
        cluster = newCluster;
    }

    /** Follows sensors without a cluster to look at: conditions on the cluster never hold. */
    synchronized void follow(SensorSource sensors) {
        close();
        feed = new EventFeed(sensors, buffer, listener);
    }

    private static List<SensorAddress> addresses(LabCluster cluster) throws Exception {
        List<SensorAddress> addresses = new ArrayList<>();
        for (SensorEndpoint endpoint : cluster.connectSensors()) {
            addresses.add(new SensorAddress(endpoint.node(), endpoint.target(), endpoint));
        }
        return addresses;
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

    @Override
    public synchronized void close() {
        EventFeed old = feed;
        feed = null;
        cluster = null;
        if (old != null) {
            old.close();
        }
    }
}
