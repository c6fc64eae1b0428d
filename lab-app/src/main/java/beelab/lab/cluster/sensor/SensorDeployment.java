package beelab.lab.cluster.sensor;

import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.SensorEndpoint;
import beelab.lab.cluster.host.Command;
import beelab.lab.progress.Progress;
import beelab.lab.progress.Stage;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The sensor's DaemonSet {@code bee} in kube-system, applied with kubectl from the manifests in
 * {@code sensor/deploy}: the very command that an administrator would type.
 */
public final class SensorDeployment {

    /** Namespace of the DaemonSet. */
    public static final String NAMESPACE = "kube-system";

    /** Name of the DaemonSet and value of its label {@code app.kubernetes.io/name}. */
    public static final String NAME = "bee";

    /** gRPC port inside the pod, on its loopback address. */
    public static final int GRPC_PORT = 54321;

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final KubernetesClient client;
    private final Path kubeconfig;
    private final Path manifests;

    /**
     * @param kubeconfig for kubectl
     * @param manifests folder with a kustomization.yaml
     */
    public SensorDeployment(KubernetesClient client, Path kubeconfig, Path manifests) {
        this.client = client;
        this.kubeconfig = kubeconfig;
        this.manifests = manifests;
    }

    /**
     * Applies the manifests and returns when the DaemonSet is Ready on every node.
     *
     * @param restart whether running sensor pods are replaced although the manifests are unchanged,
     *     because their image is another one now
     */
    public void deploy(boolean restart, Progress progress)
            throws ClusterException, InterruptedException {
        try (Stage stage = progress.start("Deploy the sensor", Duration.ofSeconds(8))) {
            stage.detail("kubectl apply -k " + manifests);
            kubectl("apply", "-k", manifests.toString());
            if (restart) {
                kubectl("rollout", "restart", "daemonset/" + NAME, "-n", NAMESPACE);
            }
            waitUntilReady(stage);
            stage.done();
        } catch (IOException failed) {
            throw new ClusterException(
                    "The sensor cannot be deployed: " + failed.getMessage(),
                    "Check that " + manifests + " exists and that the cluster answers.",
                    failed);
        }
    }

    /** Whether the DaemonSet is in the cluster. */
    public boolean exists() {
        return client.apps().daemonSets().inNamespace(NAMESPACE).withName(NAME).get() != null;
    }

    /** Removes the DaemonSet and what belongs to it; policies and their definitions stay. */
    public void remove() throws ClusterException, InterruptedException {
        try {
            kubectl("delete", "-k", manifests.toString(), "--ignore-not-found", "--wait=false");
        } catch (IOException failed) {
            throw new ClusterException(
                    "The sensor cannot be removed: " + failed.getMessage(),
                    "Remove it yourself: kubectl delete -k " + manifests,
                    failed);
        }
    }

    /**
     * Opens a port-forward to every Ready sensor pod.
     *
     * @throws ClusterException when there is none
     */
    public List<SensorEndpoint> connect() throws ClusterException {
        List<SensorEndpoint> endpoints = new ArrayList<>();
        try {
            for (Pod pod : pods()) {
                if (!Readiness.isPodReady(pod)) {
                    continue;
                }
                LocalPortForward forward =
                        client.pods()
                                .inNamespace(NAMESPACE)
                                .withName(pod.getMetadata().getName())
                                .portForward(GRPC_PORT);
                endpoints.add(
                        new SensorEndpoint(
                                pod.getSpec().getNodeName(),
                                pod.getMetadata().getName(),
                                "127.0.0.1:" + forward.getLocalPort(),
                                forward));
            }
        } catch (KubernetesClientException failed) {
            throw new ClusterException(
                    "No connection to the sensor: " + failed.getMessage(),
                    "Look at it with: kubectl get pods -n kube-system -l app.kubernetes.io/name=bee",
                    failed);
        }
        if (endpoints.isEmpty()) {
            throw new ClusterException(
                    "No sensor pod is Ready.",
                    "Look at them with: kubectl describe pods -n kube-system -l app.kubernetes.io/name=bee");
        }
        return List.copyOf(endpoints);
    }

    private void waitUntilReady(Stage stage) throws ClusterException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!ready()) {
            Optional<String> problem =
                    pods().stream().flatMap(SensorDeployment::problems).findFirst();
            problem.ifPresent(stage::detail);
            if (System.nanoTime() > deadline) {
                throw new ClusterException(
                        "The sensor did not become Ready within %d s%s"
                                .formatted(
                                        LIMIT.toSeconds(), problem.map(p -> ": " + p).orElse(".")),
                        "Its log says more: kubectl logs -n kube-system ds/bee -c sensor");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private boolean ready() {
        DaemonSet set = client.apps().daemonSets().inNamespace(NAMESPACE).withName(NAME).get();
        if (set == null || set.getStatus() == null) {
            return false;
        }
        int wanted = orZero(set.getStatus().getDesiredNumberScheduled());
        Long seen = set.getStatus().getObservedGeneration();
        return wanted > 0
                && seen != null
                && seen >= set.getMetadata().getGeneration()
                && orZero(set.getStatus().getUpdatedNumberScheduled()) == wanted
                && orZero(set.getStatus().getNumberReady()) == wanted;
    }

    private static int orZero(Integer value) {
        return value == null ? 0 : value;
    }

    private List<Pod> pods() {
        return client.pods()
                .inNamespace(NAMESPACE)
                .withLabel("app.kubernetes.io/name", NAME)
                .list()
                .getItems();
    }

    /** What keeps a pod from being Ready, in words. */
    private static Stream<String> problems(Pod pod) {
        return Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream())
                .flatMap(SensorDeployment::problem);
    }

    private static Stream<String> problem(ContainerStatus status) {
        if (status.getState().getWaiting() != null
                && !"PodInitializing".equals(status.getState().getWaiting().getReason())
                && !"ContainerCreating".equals(status.getState().getWaiting().getReason())) {
            String message = status.getState().getWaiting().getMessage();
            return Stream.of(
                    "container %s waits: %s%s"
                            .formatted(
                                    status.getName(),
                                    status.getState().getWaiting().getReason(),
                                    message == null ? "" : ", " + message));
        }
        if (status.getState().getTerminated() != null
                && status.getState().getTerminated().getExitCode() != 0) {
            return Stream.of(
                    "container %s ended with code %d"
                            .formatted(
                                    status.getName(),
                                    status.getState().getTerminated().getExitCode()));
        }
        return Stream.empty();
    }

    private void kubectl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(List.of(arguments));
        if (!Files.exists(manifests.resolve("kustomization.yaml"))) {
            throw new IOException("there is no kustomization.yaml in " + manifests);
        }
        Command.of(command).with("KUBECONFIG", kubeconfig.toString()).output();
    }
}
