package beelab.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The sensor as a process on this machine, outside of any cluster, with a socket of its own. */
final class HostSensor implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Process process;
    private final Path folder;
    private final Duration startTime;

    private HostSensor(Process process, Path folder, Duration startTime) {
        this.process = process;
        this.folder = folder;
        this.startTime = startTime;
    }

    /**
     * Starts it and waits until its socket is there.
     *
     * @param root repository root, which holds {@code bee}
     * @param flags further flags of {@code bee agent}
     * @throws IOException with the sensor's own words when it does not start
     */
    static HostSensor start(Path root, String... flags) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("beelab-bench");
        Path socket = folder.resolve("bee.sock");
        Path log = folder.resolve("log");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                root.resolve("bee").toString(),
                                "agent",
                                "--server-address",
                                "unix://" + socket,
                                "--enable-k8s-api=false"));
        command.addAll(List.of(flags));
        long began = System.nanoTime();
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        while (!Files.exists(socket)) {
            if (System.nanoTime() - began > START_LIMIT.toNanos() || !process.isAlive()) {
                process.destroy();
                throw new IOException("the sensor did not start: " + Files.readString(log).strip());
            }
            Thread.sleep(20);
        }
        return new HostSensor(process, folder, Duration.ofNanos(System.nanoTime() - began));
    }

    /** Where it answers, as a gRPC target. */
    String target() {
        return "unix://" + folder.resolve("bee.sock");
    }

    long pid() {
        return process.pid();
    }

    /** From the start of its process to its socket. */
    Duration startTime() {
        return startTime;
    }

    /** Stops the process and removes its folder. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
