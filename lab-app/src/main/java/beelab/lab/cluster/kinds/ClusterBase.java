package beelab.lab.cluster.kinds;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.ClusterState;
import beelab.lab.cluster.ClusterState.Phase;
import beelab.lab.cluster.ClusterState.Sensor;
import beelab.lab.cluster.LabCluster;
import beelab.lab.cluster.ObservableState;
import beelab.lab.cluster.SensorEndpoint;
import beelab.lab.cluster.sensor.SensorDeployment;
import beelab.lab.progress.Progress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What all kinds do alike: state, one life-cycle change at a time, and the sensor's DaemonSet. */
abstract class ClusterBase implements LabCluster {

    final LabHome home;
    final ObservableState state = new ObservableState();

    private final ReentrantLock lifecycle = new ReentrantLock();
    private volatile @Nullable KubernetesClient client;

    ClusterBase(LabHome home) {
        this.home = home;
    }

    /** Starts the cluster and returns a client; called by one thread at a time. */
    abstract KubernetesClient bringUp(Progress progress)
            throws ClusterException, InterruptedException;

    /** Stops the cluster; called by one thread at a time, also after a failed start. */
    abstract void bringDown(Progress progress) throws ClusterException, InterruptedException;

    /** Makes the sensor's image usable in pods; returns whether it is another one than before. */
    abstract boolean prepareSensorImage(Progress progress)
            throws ClusterException, InterruptedException;

    /** Overlay in sensor/deploy/overlays for this kind. */
    abstract String overlay();

    @Override
    public final void start(Progress progress) throws ClusterException, InterruptedException {
        lifecycle.lockInterruptibly();
        try {
            if (client != null) {
                return;
            }
            state.phase(Phase.STARTING, "The cluster is starting.");
            try {
                client = bringUp(progress);
                state.phase(Phase.READY, "The cluster is ready.");
            } catch (ClusterException failed) {
                state.phase(Phase.FAILED, failed.getMessage() + " " + failed.advice());
                throw failed;
            } catch (InterruptedException cancelled) {
                state.stopped();
                throw cancelled;
            }
        } finally {
            lifecycle.unlock();
        }
    }

    @Override
    public final void stop(Progress progress) throws ClusterException, InterruptedException {
        lifecycle.lockInterruptibly();
        try {
            state.phase(Phase.STOPPING, "The cluster is being stopped.");
            bringDown(progress);
            closeClient();
            state.stopped();
        } catch (ClusterException failed) {
            state.phase(Phase.FAILED, failed.getMessage() + " " + failed.advice());
            throw failed;
        } finally {
            lifecycle.unlock();
        }
    }

    @Override
    public final KubernetesClient client() {
        KubernetesClient present = client;
        if (present == null) {
            throw new IllegalStateException("the cluster is not started");
        }
        return present;
    }

    final void closeClient() {
        KubernetesClient present = client;
        client = null;
        if (present != null) {
            present.close();
        }
    }

    @Override
    public final void deploySensor(Progress progress)
            throws ClusterException, InterruptedException {
        lifecycle.lockInterruptibly();
        try {
            state.sensor(Sensor.DEPLOYING, "The sensor is being deployed.");
            boolean changed = prepareSensorImage(progress);
            deployment().deploy(changed, progress);
            state.sensor(Sensor.READY, "The cluster is ready, the sensor is watching.");
        } catch (ClusterException failed) {
            state.sensor(Sensor.FAILED, failed.getMessage() + " " + failed.advice());
            throw failed;
        } catch (KubernetesClientException failed) {
            state.sensor(Sensor.FAILED, "The cluster does not answer: " + failed.getMessage());
            throw new ClusterException(
                    "The sensor cannot be deployed, the cluster does not answer: "
                            + failed.getMessage(),
                    "Look at the cluster with: kubectl get nodes",
                    failed);
        } finally {
            lifecycle.unlock();
        }
    }

    final SensorDeployment deployment() {
        return new SensorDeployment(
                client(), kubeconfig(), home.root().resolve("sensor/deploy/overlays/" + overlay()));
    }

    @Override
    public final List<SensorEndpoint> connectSensors() throws ClusterException {
        return deployment().connect();
    }

    @Override
    public boolean needsBuilding() {
        return false;
    }

    @Override
    public SensorEndpoint earlySensor() throws ClusterException {
        throw new ClusterException(
                "No sensor watches this machine.", "Wait for the cluster's own sensor.");
    }

    @Override
    public final String logs(String namespace, String pod, String container)
            throws ClusterException {
        try {
            return client().pods()
                    .inNamespace(namespace)
                    .withName(pod)
                    .inContainer(container)
                    .getLog();
        } catch (KubernetesClientException failed) {
            throw new ClusterException(
                    "No log of container %s in pod %s/%s: %s"
                            .formatted(container, namespace, pod, failed.getMessage()),
                    "See what there is: kubectl get pods -n " + namespace,
                    failed);
        }
    }

    @Override
    public final ClusterState state() {
        return state.get();
    }

    @Override
    public final Subscription onState(Consumer<ClusterState> listener) {
        return state.listen(listener);
    }

    @Override
    public void close() {
        closeClient();
    }
}
