package beelab.lab.cluster.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import beelab.lab.cluster.ClusterKind;
import beelab.lab.cluster.LabCluster;
import beelab.lab.cluster.host.Command;
import beelab.lab.cluster.host.DockerEngine;
import beelab.lab.cluster.image.LabImages;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract on kind {@code k3s}, where an engine can run it; elsewhere it says why not. */
final class K3sClusterTest extends ClusterContract {

    private final LabCluster cluster = LabClusters.open(ClusterKind.K3S, HOME);

    /** After this, a start that fails is a failure and no reason to skip. */
    @BeforeAll
    void start() throws Exception {
        if (DockerEngine.version().isEmpty()) {
            abort("k3s runs in a container, and no Docker engine answers");
        }
        Command.Result pulled =
                Command.of("docker", "pull", "--quiet", K3sCluster.IMAGE)
                        .withTimeout(Duration.ofMinutes(3))
                        .run();
        if (!pulled.ok()) {
            abort("the image of k3s cannot be pulled: " + pulled.tail());
        }
        Command.Result privileged =
                Command.of("docker", "run", "--rm", "--privileged", K3sCluster.IMAGE, "--version")
                        .withTimeout(Duration.ofMinutes(1))
                        .run();
        if (!privileged.ok()) {
            abort("this engine runs no privileged containers: " + privileged.tail());
        }
        cluster.start(PROGRESS);
        cluster.loadImage(LabImages.WORKBENCH, PROGRESS);
    }

    @AfterAll
    void stop() throws Exception {
        cluster.stop(PROGRESS);
    }

    @Override
    LabCluster cluster() {
        return cluster;
    }

    @Test
    void the_sensor_becomes_ready_with_the_least_rights() throws Exception {
        cluster.deploySensor(PROGRESS);
        assertThat(cluster.connectSensors()).hasSize(1);
    }
}
