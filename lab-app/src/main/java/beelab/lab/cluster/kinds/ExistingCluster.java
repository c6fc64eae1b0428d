package beelab.lab.cluster.kinds;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.ClusterKind;
import beelab.lab.progress.Progress;
import beelab.lab.progress.Stage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Kind {@code existing}: the cluster of the current kubeconfig context. The lab starts and stops
 * nothing there; it deploys the sensor and removes what it deployed.
 */
final class ExistingCluster extends ClusterBase {

    private final Path kubeconfig;
    private volatile boolean deployed;

    ExistingCluster(LabHome home) {
        this(home, usual());
    }

    /**
     * @param kubeconfig whose current context is used
     */
    ExistingCluster(LabHome home, Path kubeconfig) {
        super(home);
        this.kubeconfig = kubeconfig;
    }

    @Override
    public ClusterKind kind() {
        return ClusterKind.EXISTING;
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** Where kubectl looks too. */
    private static Path usual() {
        String variable = System.getenv().getOrDefault("KUBECONFIG", "");
        return variable.isBlank()
                ? Path.of(System.getProperty("user.home"), ".kube", "config")
                : Path.of(variable.split(":")[0]);
    }

    @Override
    KubernetesClient bringUp(Progress progress) throws ClusterException {
        Path file = kubeconfig();
        if (!Files.isReadable(file)) {
            throw new ClusterException(
                    "There is no readable kubeconfig at " + file + ".",
                    "Set KUBECONFIG to the file of your cluster, or use --cluster local.");
        }
        try (Stage stage = progress.start("Connect to the cluster", Duration.ofSeconds(2))) {
            Config config = Config.fromKubeconfig(Files.readString(file));
            config.setRequestRetryBackoffLimit(1);
            stage.detail(config.getMasterUrl());
            KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
            try {
                client.nodes().list();
            } catch (KubernetesClientException failed) {
                client.close();
                throw failed;
            }
            stage.done();
            return client;
        } catch (IOException | KubernetesClientException failed) {
            throw new ClusterException(
                    "The cluster of %s does not let us in: %s".formatted(file, failed.getMessage()),
                    "Try 'kubectl get nodes' with the same KUBECONFIG; the lab needs the right to"
                            + " list nodes and to write into kube-system.",
                    failed);
        }
    }

    @Override
    void bringDown(Progress progress) throws ClusterException, InterruptedException {
        if (deployed) {
            try (Stage stage = progress.start("Remove the sensor", Duration.ofSeconds(2))) {
                deployment().remove();
                deployed = false;
                stage.done();
            }
        }
    }

    @Override
    boolean prepareSensorImage(Progress progress) {
        // Its nodes pull the image, or have it: imagePullPolicy is IfNotPresent.
        deployed = deployed || !deployment().exists();
        return false;
    }

    @Override
    String overlay() {
        List<Node> nodes = client().nodes().list().getItems();
        // Nobody tells which cgroup version a node uses; on this machine it can be looked up.
        boolean here = nodePort(0).getAddress().isLoopbackAddress();
        return SensorOverlay.of(nodes, here && SensorOverlay.cgroupV1Here());
    }

    @Override
    public void loadImage(String reference, Progress progress) throws ClusterException {
        if (reference.startsWith("beelab/") && !onSomeNode(reference)) {
            throw new ClusterException(
                    "No node of this cluster has the image %s, and it is in no registry."
                            .formatted(reference),
                    "Push it to a registry of yours under this name, or import it on each node:"
                            + " docker save %s | ssh NODE ctr -n k8s.io images import -"
                                    .formatted(reference));
        }
    }

    @Override
    public void loadImage(String reference, Path context, Progress progress)
            throws ClusterException {
        if (!onSomeNode(reference)) {
            throw new ClusterException(
                    "No node of this cluster has the image %s.".formatted(reference),
                    "Build it with 'docker build -t %s %s' and push it where your nodes pull from."
                            .formatted(reference, context));
        }
    }

    private boolean onSomeNode(String reference) {
        return client().nodes().list().getItems().stream()
                .flatMap(node -> node.getStatus().getImages().stream())
                .flatMap(image -> image.getNames().stream())
                .anyMatch(name -> name.equals(reference) || name.endsWith("/" + reference));
    }

    @Override
    public InetSocketAddress nodePort(int port) {
        for (Node node : client().nodes().list().getItems()) {
            for (var address : node.getStatus().getAddresses()) {
                if (address.getType().equals("InternalIP")) {
                    return new InetSocketAddress(orLoopback(address.getAddress()), port);
                }
            }
        }
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** A node that is this machine may serve its node ports on loopback only, as ours does. */
    private static String orLoopback(String address) {
        try {
            boolean here =
                    NetworkInterface.getByInetAddress(InetAddress.ofLiteral(address)) != null;
            return here ? "127.0.0.1" : address;
        } catch (IOException | IllegalArgumentException unknown) {
            return address;
        }
    }

    @Override
    public List<Path> componentLogs() {
        return List.of();
    }
}
