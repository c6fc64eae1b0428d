package beelab.lab.cluster.image;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.host.Command;
import beelab.lab.cluster.host.DockerEngine;
import beelab.lab.progress.Progress;
import beelab.lab.progress.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Makes images in the Docker engine of this machine. Each image of ours carries the hash of what it
 * was made from, and is made again only when that changed.
 */
public final class LabImages {

    /** The sensor: agent, command line and the few libraries they need, without a distribution. */
    public static final String SENSOR = "beelab/sensor:0.1.0";

    /** The learner's pod: a small Debian. */
    public static final String WORKBENCH = "beelab/workbench:0.1.0";

    /** First process of every pod of the local cluster. */
    public static final String PAUSE = "beelab/pause:0.1.0";

    private final LabHome home;

    /** Images made from this repository, with their work files in its cache. */
    public LabImages(LabHome home) {
        this.home = home;
    }

    /**
     * Makes an image usable under its reference: builds it when it is one of ours and stale, and
     * otherwise takes what the engine has, or pulls it.
     *
     * @throws ClusterException when it neither exists nor can be made
     */
    public void ensure(String reference, Progress progress)
            throws ClusterException, InterruptedException {
        try {
            switch (reference) {
                case SENSOR -> new SensorImage(home).ensure(progress);
                case PAUSE -> new PauseImage(home).ensure(progress);
                case WORKBENCH ->
                        ensure(reference, home.root().resolve(WORKBENCH_FOLDER), progress);
                default -> pullIfAbsent(reference, progress);
            }
        } catch (IOException failed) {
            throw unusable(reference, failed);
        }
    }

    private static final String WORKBENCH_FOLDER = "lab-app/src/main/images/workbench";

    /**
     * Builds an image from a folder with a Dockerfile unless its content is unchanged.
     *
     * @throws ClusterException when the build fails, with the end of its output
     */
    public void ensure(String reference, Path context, Progress progress)
            throws ClusterException, InterruptedException {
        Path dockerfile = context.resolve("Dockerfile");
        if (!Files.isRegularFile(dockerfile)) {
            throw new ClusterException(
                    "There is no " + dockerfile + " to build the image " + reference + " from.",
                    "Check LAB_ROOT, or the folder's name in scenario.yaml.");
        }
        try {
            String content = new ContentHash().addTree(context).hex();
            if (content.equals(DockerEngine.contentOf(reference))) {
                return;
            }
            if (Files.readString(dockerfile).contains("FROM " + DebianBase.REFERENCE)) {
                new DebianBase(home).ensure(progress);
            }
            try (Stage stage = progress.start("Build image " + reference, Duration.ofSeconds(30))) {
                Command.Result built =
                        Command.of(
                                        "docker",
                                        "build",
                                        // The engine's own network has no way out on machines
                                        // whose packet filter the lab guards.
                                        "--network=host",
                                        "--label=" + DockerEngine.CONTENT_LABEL + "=" + content,
                                        "--tag=" + reference,
                                        context.toString())
                                .with("DOCKER_BUILDKIT", "0")
                                .withTimeout(Duration.ofMinutes(20))
                                .run(stage::detail);
                if (!built.ok()) {
                    throw new IOException("docker build failed:\n" + built.tail());
                }
                stage.done();
            }
        } catch (IOException failed) {
            throw unusable(reference, failed);
        }
    }

    private static void pullIfAbsent(String reference, Progress progress)
            throws IOException, InterruptedException {
        if (DockerEngine.hasImage(reference)) {
            return;
        }
        try (Stage stage = progress.start("Pull image " + reference, Duration.ofSeconds(30))) {
            Command.Result pulled =
                    Command.of("docker", "pull", reference)
                            .withTimeout(Duration.ofMinutes(10))
                            .run(stage::detail);
            if (!pulled.ok()) {
                throw new IOException("docker pull failed:\n" + pulled.tail());
            }
            stage.done();
        }
    }

    private static ClusterException unusable(String reference, IOException cause) {
        return new ClusterException(
                "The image %s cannot be used: %s".formatted(reference, cause.getMessage()),
                "Check the network and the free disk space, then try again; images that exist"
                        + " already keep working without a network.",
                cause);
    }
}
