package beelab.lab.cluster.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import beelab.lab.cluster.ClusterKind;
import beelab.lab.cluster.ClusterState.Phase;
import beelab.lab.cluster.LabCluster;
import beelab.lab.cluster.SensorEndpoint;
import beelab.lab.cluster.image.LabImages;
import beelab.lab.feed.EventBuffer;
import beelab.lab.feed.EventFeed;
import beelab.lab.feed.EventRow;
import beelab.lab.feed.FeedState;
import beelab.lab.feed.PolicyState;
import beelab.lab.feed.SensorAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The contract on kind {@code existing}. The cluster that exists is a local one, which this kind
 * knows by its kubeconfig only.
 */
final class ExistingClusterTest extends ClusterContract {

    private final LabCluster owner = LabClusters.open(ClusterKind.LOCAL, HOME);
    private final LabCluster cluster = new ExistingCluster(HOME, owner.kubeconfig());

    @BeforeAll
    void start() throws Exception {
        owner.start(PROGRESS);
        // Its nodes have the images, as those of a class do after the teacher has imported them.
        owner.loadImage(LabImages.WORKBENCH, PROGRESS);
        owner.loadImage(LabImages.SENSOR, PROGRESS);
        cluster.start(PROGRESS);
    }

    @AfterAll
    void stop() throws Exception {
        try {
            stopping_removes_the_sensor_and_leaves_the_cluster();
        } finally {
            cluster.close();
            owner.stop(PROGRESS);
        }
    }

    private void stopping_removes_the_sensor_and_leaves_the_cluster() throws Exception {
        cluster.stop(PROGRESS);
        assertThat(cluster.state().phase()).isEqualTo(Phase.STOPPED);
        assertThat(
                        owner.client()
                                .apps()
                                .daemonSets()
                                .inNamespace("kube-system")
                                .withName("bee")
                                .get())
                .isNull();
        assertThat(owner.client().nodes().list().getItems()).hasSize(1);
    }

    @Override
    LabCluster cluster() {
        return cluster;
    }

    @Test
    void the_sensors_events_come_through_a_port_forward_of_each_node() throws Exception {
        cluster.deploySensor(PROGRESS);
        EventBuffer buffer = new EventBuffer(10_000);
        with(
                workbench("watched", "sleep infinity"),
                () -> {
                    ready("watched");
                    try (EventFeed feed = new EventFeed(this::addresses, buffer, new Quiet())) {
                        await().until(() -> feed.state().phase() == FeedState.Phase.CONNECTED);
                        exec("watched", "/bin/echo", "through-the-forward");
                        await().untilAsserted(() ->
                                assertThat(buffer.snapshot())
                                        .anySatisfy(ExistingClusterTest::isTheEcho));
                    }
                });
    }

    private List<SensorAddress> addresses() throws Exception {
        List<SensorAddress> addresses = new ArrayList<>();
        for (SensorEndpoint endpoint : cluster.connectSensors()) {
            addresses.add(new SensorAddress(endpoint.node(), endpoint.target(), endpoint));
        }
        return addresses;
    }

    private static void isTheEcho(EventRow row) {
        assertThat(row.arguments()).isEqualTo("through-the-forward");
        assertThat(row.source()).isEqualTo("default/watched");
        assertThat(row.node()).isEqualTo("lab");
    }

    private static final class Quiet implements EventFeed.Listener {
        @Override
        public void state(FeedState state) {}

        @Override
        public void policies(List<PolicyState> policies) {}
    }
}
