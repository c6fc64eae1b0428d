package beelab.lab.cluster.image;

import beelab.lab.LabHome;
import beelab.lab.cluster.host.Command;
import beelab.lab.cluster.host.DockerEngine;
import beelab.lab.cluster.host.Trees;
import beelab.lab.progress.Progress;
import beelab.lab.progress.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The sensor's image in two steps: a runtime of JDK modules, native libraries, busybox and the
 * libraries' jars, which changes rarely, and our own jars on top, so that a change of code needs
 * seconds.
 */
final class SensorImage {

    private static final String JVM_FLAGS =
            """
            -XX:+UseSerialGC
            -XX:TieredStopAtLevel=1
            -XX:+UseCompactObjectHeaders
            -Xms8m
            -Xmx96m
            -XX:-ShrinkHeapInSteps
            -XX:MinHeapFreeRatio=10
            -XX:MaxHeapFreeRatio=30
            -Xss512k
            -XX:ReservedCodeCacheSize=32m
            -XX:MaxMetaspaceSize=96m
            -XX:-UsePerfData
            -XX:+ExitOnOutOfMemoryError
            -Xshare:auto
            --enable-native-access=ALL-UNNAMED
            --sun-misc-unsafe-memory-access=allow
            -Dfile.encoding=UTF-8
            """;

    private final LabHome home;

    SensorImage(LabHome home) {
        this.home = home;
    }

    void ensure(Progress progress) throws IOException, InterruptedException {
        Jars jars = Jars.find(home.root());
        Path recipe = home.root().resolve("sensor/deploy/image");
        String runtime = new SensorRuntime(home, jars.libraries()).reference();
        ContentHash hash = new ContentHash().add(runtime).add(JVM_FLAGS).addTree(recipe);
        for (Path jar : jars.ours()) {
            hash.addTree(jar);
        }
        String content = hash.hex();
        if (content.equals(DockerEngine.contentOf(LabImages.SENSOR))) {
            return;
        }
        new SensorRuntime(home, jars.libraries()).ensure(progress);
        try (Stage stage =
                progress.start("Build image " + LabImages.SENSOR, Duration.ofSeconds(2))) {
            Path context = home.cache().resolve("images/sensor");
            Trees.delete(context);
            assemble(context, recipe, jars);
            Command.of(
                            "docker",
                            "build",
                            "--build-arg=RUNTIME=" + runtime,
                            "--label=" + DockerEngine.CONTENT_LABEL + "=" + content,
                            "--tag=" + LabImages.SENSOR,
                            context.toString())
                    .with("DOCKER_BUILDKIT", "0")
                    .withTimeout(Duration.ofMinutes(5))
                    .output();
            Trees.delete(context);
            stage.done();
        }
    }

    private static void assemble(Path context, Path recipe, Jars jars) throws IOException {
        Path app = Files.createDirectories(context.resolve("app"));
        Files.copy(recipe.resolve("Dockerfile"), context.resolve("Dockerfile"));
        for (String script : List.of("bee", "ready")) {
            Files.copy(
                    recipe.resolve(script),
                    app.resolve(script),
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        List<String> classPath = new ArrayList<>();
        for (Path jar : jars.ours()) {
            Files.copy(jar, app.resolve(jar.getFileName()));
            classPath.add("/opt/beelab/app/" + jar.getFileName());
        }
        for (Path jar : jars.libraries()) {
            classPath.add(SensorRuntime.LIBRARIES + "/" + jar.getFileName());
        }
        Files.writeString(
                app.resolve("java.args"), JVM_FLAGS + "-cp\n" + String.join(":", classPath) + "\n");
    }

    /**
     * The jars of the sensor.
     *
     * @param ours those of this repository
     * @param libraries all others
     */
    record Jars(List<Path> ours, List<Path> libraries) {

        static Jars find(Path root) throws IOException {
            Path target = root.resolve("sensor/target");
            Path sensor = target.resolve("sensor.jar");
            Path lib = target.resolve("lib");
            if (!Files.isRegularFile(sensor) || !Files.isDirectory(lib)) {
                throw new IOException(
                        "the sensor is not built: %s or %s is missing. Run ./lab once, it builds what is stale"
                                .formatted(sensor, lib));
            }
            List<Path> ours = new ArrayList<>(List.of(sensor));
            List<Path> libraries = new ArrayList<>();
            try (Stream<Path> files = Files.list(lib)) {
                for (Path jar : files.sorted().toList()) {
                    boolean own = jar.getFileName().toString().startsWith("bpf-");
                    (own ? ours : libraries).add(jar);
                }
            }
            return new Jars(List.copyOf(ours), List.copyOf(libraries));
        }
    }
}
