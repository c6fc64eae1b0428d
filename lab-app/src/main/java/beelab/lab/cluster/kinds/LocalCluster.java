package beelab.lab.cluster.kinds;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.ClusterKind;
import beelab.lab.cluster.ClusterState.Phase;
import beelab.lab.cluster.SensorEndpoint;
import beelab.lab.cluster.host.DockerEngine;
import beelab.lab.cluster.host.OwnedProcess;
import beelab.lab.cluster.image.LabImages;
import beelab.lab.cluster.local.LocalKubernetes;
import beelab.lab.cluster.sensor.EarlySensor;
import beelab.lab.progress.Progress;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Kind {@code local}: Kubernetes as processes on this machine, with the machine's Docker engine.
 */
final class LocalCluster extends ClusterBase {

    private final LabImages images;
    private volatile @Nullable LocalKubernetes kubernetes;
    private volatile @Nullable EarlySensor earlySensor;

    LocalCluster(LabHome home) {
        super(home);
        images = new LabImages(home);
    }

    @Override
    public ClusterKind kind() {
        return ClusterKind.LOCAL;
    }

    @Override
    KubernetesClient bringUp(Progress progress) throws ClusterException, InterruptedException {
        LocalKubernetes started =
                LocalKubernetes.start(
                        home,
                        images,
                        new LocalKubernetes.Listener() {
                            @Override
                            public void partEnded(OwnedProcess part) {
                                LocalCluster.this.partEnded(part);
                            }

                            @Override
                            public void earlySensorStarted(EarlySensor sensor) {
                                earlySensor = sensor;
                            }
                        },
                        progress);
        kubernetes = started;
        return started.client();
    }

    private void partEnded(OwnedProcess part) {
        state.phase(
                Phase.FAILED,
                "%s has ended unexpectedly. Its log is %s; stop the cluster and start it again."
                        .formatted(part.name(), part.log()));
    }

    @Override
    public boolean needsBuilding() {
        try {
            return !LocalKubernetes.isBuilt(home);
        } catch (IOException unreadable) {
            return true; // the start itself says what is wrong with the cache
        }
    }

    @Override
    public SensorEndpoint earlySensor() throws ClusterException {
        EarlySensor present = earlySensor;
        Optional<SensorEndpoint> endpoint = present == null ? Optional.empty() : present.endpoint();
        return endpoint.orElseThrow(() ->
                new ClusterException(
                        "The sensor outside of the cluster does not answer yet.",
                        "Its log is " + home.logs().resolve("early-sensor.log") + "."));
    }

    @Override
    void bringDown(Progress progress) throws ClusterException, InterruptedException {
        LocalKubernetes running = kubernetes;
        kubernetes = null;
        if (running != null) {
            running.stop(progress);
        }
    }

    @Override
    boolean prepareSensorImage(Progress progress) throws ClusterException, InterruptedException {
        try {
            String before = DockerEngine.contentOf(LabImages.SENSOR);
            images.ensure(LabImages.SENSOR, progress);
            return !before.isEmpty()
                    && !before.equals(DockerEngine.contentOf(LabImages.SENSOR))
                    && deployment().exists();
        } catch (IOException failed) {
            throw new ClusterException(
                    "The Docker engine does not answer: " + failed.getMessage(),
                    "Stop the cluster and start it again.",
                    failed);
        }
    }

    @Override
    String overlay() {
        return SensorOverlay.of(client().nodes().list().getItems(), SensorOverlay.cgroupV1Here());
    }

    @Override
    public Path kubeconfig() {
        return home.run().resolve("kubeconfig");
    }

    @Override
    public void loadImage(String reference, Progress progress)
            throws ClusterException, InterruptedException {
        images.ensure(reference, progress);
    }

    @Override
    public void loadImage(String reference, Path context, Progress progress)
            throws ClusterException, InterruptedException {
        images.ensure(reference, context, progress);
    }

    @Override
    public InetSocketAddress nodePort(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public List<Path> componentLogs() {
        Path folder = LocalKubernetes.logs(home);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        } catch (IOException noneYet) {
            return List.of();
        }
    }
}
