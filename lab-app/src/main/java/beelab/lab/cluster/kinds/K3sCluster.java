package beelab.lab.cluster.kinds;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.ClusterKind;
import beelab.lab.cluster.host.Command;
import beelab.lab.cluster.image.LabImages;
import beelab.lab.progress.Progress;
import beelab.lab.progress.Stage;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * Kind {@code k3s}: k3s in a container through Testcontainers. Needs an engine that may run
 * privileged containers and that has, or can pull, the image.
 */
final class K3sCluster extends ClusterBase {

    /** k3s v1.33.9-k3s1, by the digest of its multi-platform index. */
    static final String IMAGE =
            "rancher/k3s@sha256:f17e43023cce2b9c613e198f26e73637bf734b5156d37c9f44819d97bac4d655";

    private static final String LABEL = "beelab.home";
    private static final int APPLICATION_PORT = 30001;

    private final LabImages images;
    private volatile @Nullable K3sContainer container;

    K3sCluster(LabHome home) {
        super(home);
        images = new LabImages(home);
    }

    @Override
    public ClusterKind kind() {
        return ClusterKind.K3S;
    }

    @Override
    KubernetesClient bringUp(Progress progress) throws ClusterException, InterruptedException {
        try (Stage stage = progress.start("Start k3s in a container", Duration.ofSeconds(25))) {
            stage.detail(IMAGE);
            removeLeftovers();
            K3sContainer k3s =
                    new K3sContainer(DockerImageName.parse(IMAGE))
                            .withLabel(LABEL, home.state().toString());
            k3s.addExposedPort(APPLICATION_PORT);
            container = k3s;
            Runtime.getRuntime().addShutdownHook(new Thread(this::closeContainer, "stop-k3s"));
            k3s.start();
            String yaml = k3s.getKubeConfigYaml();
            Files.createDirectories(home.run());
            Files.writeString(kubeconfig(), yaml);
            KubernetesClient client =
                    new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(yaml)).build();
            stage.done();
            return client;
        } catch (IOException | RuntimeException failed) {
            // Testcontainers reports everything as unchecked exceptions of many types.
            closeContainer();
            throw new ClusterException(
                    "k3s does not start: " + rootCause(failed),
                    "It needs a Docker engine that may run privileged containers, and the image "
                            + IMAGE
                            + ". Where that is not to be had, use --cluster local.",
                    failed);
        }
    }

    /** Removes what a lab with this home left behind when it was killed. */
    private void removeLeftovers() throws IOException, InterruptedException {
        String filter = "label=" + LABEL + "=" + home.state();
        for (String id :
                Command.of("docker", "ps", "--all", "--quiet", "--filter", filter)
                        .output()
                        .lines()
                        .toList()) {
            Command.of("docker", "rm", "--force", "--volumes", id).output();
        }
    }

    private static String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    @Override
    void bringDown(Progress progress) throws ClusterException {
        try (Stage stage = progress.start("Stop k3s", Duration.ofSeconds(3))) {
            closeContainer();
            Files.deleteIfExists(kubeconfig());
            stage.done();
        } catch (IOException failed) {
            throw new ClusterException(
                    "The kubeconfig of k3s cannot be deleted: " + failed.getMessage(),
                    "Delete " + kubeconfig() + ".",
                    failed);
        }
    }

    private synchronized void closeContainer() {
        K3sContainer running = container;
        container = null;
        if (running != null) {
            running.stop();
        }
    }

    @Override
    boolean prepareSensorImage(Progress progress) throws ClusterException, InterruptedException {
        loadImage(LabImages.SENSOR, progress);
        return deployment().exists();
    }

    @Override
    String overlay() {
        return "least";
    }

    @Override
    public Path kubeconfig() {
        return home.run().resolve("kubeconfig");
    }

    @Override
    public void loadImage(String reference, Progress progress)
            throws ClusterException, InterruptedException {
        images.ensure(reference, progress);
        importIntoK3s(reference, progress);
    }

    @Override
    public void loadImage(String reference, Path context, Progress progress)
            throws ClusterException, InterruptedException {
        images.ensure(reference, context, progress);
        importIntoK3s(reference, progress);
    }

    private void importIntoK3s(String reference, Progress progress)
            throws ClusterException, InterruptedException {
        try (Stage stage = progress.start("Import " + reference, Duration.ofSeconds(5))) {
            Path tar = Files.createTempFile("beelab-image", ".tar");
            try {
                Command.of("docker", "save", "--output", tar.toString(), reference)
                        .withTimeout(Duration.ofMinutes(5))
                        .output();
                K3sContainer k3s = running();
                k3s.copyFileToContainer(MountableFile.forHostPath(tar), "/tmp/image.tar");
                ExecResult imported =
                        k3s.execInContainer("ctr", "images", "import", "/tmp/image.tar");
                if (imported.getExitCode() != 0) {
                    throw new IOException(imported.getStderr());
                }
            } finally {
                Files.deleteIfExists(tar);
            }
            stage.done();
        } catch (IOException failed) {
            throw new ClusterException(
                    "The image %s cannot be imported into k3s: %s"
                            .formatted(reference, failed.getMessage()),
                    "Check the free disk space and try again.",
                    failed);
        }
    }

    private K3sContainer running() {
        K3sContainer k3s = container;
        if (k3s == null) {
            throw new IllegalStateException("the cluster is not started");
        }
        return k3s;
    }

    @Override
    public InetSocketAddress nodePort(int port) {
        // Only ports that were exposed at the start can be reached through the engine.
        return new InetSocketAddress(running().getHost(), running().getMappedPort(port));
    }

    @Override
    public List<Path> componentLogs() {
        return List.of();
    }
}
