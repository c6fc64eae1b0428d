package beelab.lab.cluster;

import beelab.lab.progress.Progress;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A Kubernetes cluster that the lab works on. Whoever uses it does not know which kind it is: all
 * talk goes through {@link #client()} and the learner's {@code kubectl} with {@link #kubeconfig()}.
 *
 * <p>All methods that take a {@link Progress} block and must not run on the FX thread; interrupting
 * the thread cancels them and leaves the cluster in a state that {@link #stop} cleans up. Methods
 * may be called from any thread; start, deploySensor and stop run one at a time.
 */
public interface LabCluster extends AutoCloseable {

    /** Which kind this is. */
    ClusterKind kind();

    /**
     * Prepares what is missing and starts the cluster; returns when pods can run. Does nothing when
     * it runs already.
     *
     * @throws ClusterException when it cannot be started; what was started until then is undone
     * @throws InterruptedException when cancelled; what was started until then is undone
     */
    void start(Progress progress) throws ClusterException, InterruptedException;

    /** Kubeconfig file for kubectl, with its current context set; exists once started. */
    Path kubeconfig();

    /**
     * A client with full rights in this cluster, shared and closed by the cluster.
     *
     * @throws IllegalStateException before {@link #start} or after {@link #stop}
     */
    KubernetesClient client();

    /**
     * Makes an image usable in pods under its reference, without any registry; builds it first when
     * it is one of the lab's own ({@code beelab/...}) or when {@code context} is given.
     *
     * @param reference image reference with an explicit tag, such as {@code beelab/workbench:0.1.0}
     * @throws ClusterException when the image neither exists on this machine nor can be made
     */
    void loadImage(String reference, Progress progress)
            throws ClusterException, InterruptedException;

    /**
     * Builds an image from a folder with a Dockerfile and makes it usable in pods. Does nothing
     * when the folder's content is unchanged since the last build.
     *
     * @param reference image reference with an explicit tag
     * @param context folder with a Dockerfile
     */
    void loadImage(String reference, Path context, Progress progress)
            throws ClusterException, InterruptedException;

    /**
     * Where a Service of type NodePort answers from this machine.
     *
     * @param port node port, such as 30001
     */
    InetSocketAddress nodePort(int port);

    /**
     * What a pod's container has written so far.
     *
     * @param container container name, also of init containers
     * @throws ClusterException when the pod does not exist or has not started
     */
    String logs(String namespace, String pod, String container) throws ClusterException;

    /** Log files of the cluster's own parts on this machine; empty when it has none here. */
    List<Path> componentLogs();

    /**
     * Deploys the sensor's DaemonSet {@code bee} into kube-system and returns when it is Ready on
     * every node. Does nothing when it is deployed and up to date.
     *
     * @throws ClusterException when it does not become Ready, with the reason from its pods
     */
    void deploySensor(Progress progress) throws ClusterException, InterruptedException;

    /**
     * Whether a start takes minutes, because something must be built first. A sensor outside of the
     * cluster watches this machine meanwhile, where the kind has one.
     */
    boolean needsBuilding();

    /**
     * The sensor that watches this machine while the cluster is built; closing the endpoint ends
     * it.
     *
     * @throws ClusterException when there is none, not yet or not any more
     */
    SensorEndpoint earlySensor() throws ClusterException;

    /**
     * Opens a port-forward to the sensor's gRPC port for each node; the caller closes them.
     *
     * @return one endpoint per Ready sensor pod, never empty
     * @throws ClusterException when no sensor pod is Ready
     */
    List<SensorEndpoint> connectSensors() throws ClusterException;

    /** The state at this moment. */
    ClusterState state();

    /**
     * Calls the listener with the present state and then at every change, on the thread that causes
     * it.
     *
     * @return closes the subscription
     */
    Subscription onState(Consumer<ClusterState> listener);

    /**
     * Stops the cluster and undoes everything it changed on this machine. A cluster that the lab
     * did not start keeps running; only what the lab deployed there is removed. Does nothing when
     * stopped.
     */
    void stop(Progress progress) throws ClusterException, InterruptedException;

    /** Frees what this process holds without stopping the cluster. */
    @Override
    void close();

    /** An open subscription. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
