package beelab.lab.cluster.host;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The machine's Docker engine, by its command line client. Used when it runs; started when it is
 * installed and does not run, and ended again with the cluster then.
 */
public final class DockerEngine {

    /** Label by which an image tells the hash of what it was made from. */
    public static final String CONTENT_LABEL = "beelab.content";

    private static final Logger LOG = System.getLogger(DockerEngine.class.getName());
    private static final Path SOCKET = Path.of("/var/run/docker.sock");
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /** Where the engine and its containerd write their process ids, and the programs' names. */
    private static final Map<Path, String> PID_FILES =
            Map.of(
                    Path.of("/var/run/docker.pid"), "dockerd",
                    Path.of("/var/run/docker/containerd/containerd.pid"), "containerd");

    private DockerEngine() {}

    /** Version of the engine that answers; empty when none does. */
    public static Optional<String> version() throws IOException, InterruptedException {
        if (Tools.find("docker").isEmpty() || !Files.exists(SOCKET)) {
            return Optional.empty();
        }
        Command.Result result =
                Command.of("docker", "version", "--format", "{{.Server.Version}}")
                        .withTimeout(Duration.ofSeconds(20))
                        .run();
        return result.ok() ? Optional.of(result.output().strip()) : Optional.empty();
    }

    /** Whether the engine's program is on this machine. */
    public static boolean installed() {
        return Tools.find("dockerd").isPresent();
    }

    /**
     * Starts the engine with the machine's own data folder and waits until it answers.
     *
     * @return the process
     * @throws IOException when it ends or does not answer; with the last lines of its log
     */
    public static OwnedProcess start(Journal journal, Path logs)
            throws IOException, InterruptedException {
        PID_FILES.forEach(DockerEngine::forgetForeignPid);
        Sysctls.save(
                journal,
                List.of(
                        "net.ipv4.ip_forward",
                        "net.bridge.bridge-nf-call-iptables",
                        "net.bridge.bridge-nf-call-ip6tables"));
        for (String folder : List.of("/run/docker", "/run/containerd")) {
            if (!Files.exists(Path.of(folder))) {
                journal.record(new Change.TreeCreated(folder));
            }
            // An engine that ends leaves the mount of the host's network namespace behind.
            journal.record(new Change.MountsBelow(folder));
        }
        if (!Files.exists(Path.of("/sys/class/net/docker0"))) {
            journal.record(new Change.LinkCreated("docker0"));
        }
        if (!PacketFilter.hasChains("DOCKER")) {
            journal.record(
                    new Change.ForwardPolicy("iptables", PacketFilter.forwardPolicy("iptables")));
            journal.record(new Change.DeviceRulesCreated("docker0"));
            journal.record(new Change.ChainsCreated("DOCKER"));
        }
        OwnedProcess dockerd =
                OwnedProcess.start(
                        journal,
                        "dockerd",
                        List.of(
                                Tools.find("dockerd").orElse(Path.of("dockerd")).toString(),
                                "--log-level=warn",
                                // Without the proxy the bridge's ports get hairpin mode: a pod
                                // reaches itself by its own service.
                                "--userland-proxy=false"),
                        Map.of(),
                        logs,
                        Duration.ofSeconds(20));
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (version().isEmpty()) {
            if (!dockerd.alive() || System.nanoTime() > deadline) {
                throw new IOException(
                        "dockerd did not start; its log %s ends with:%n%s"
                                .formatted(dockerd.log(), dockerd.logTail()));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return dockerd;
    }

    /**
     * Deletes a file with the id of a process that is no engine: after a power cut the id may be
     * another program's, and the engine would take that one for itself and not start.
     */
    private static void forgetForeignPid(Path file, String program) {
        try {
            if (!Files.exists(file)) {
                return;
            }
            long pid = Long.parseLong(Files.readString(file).strip());
            if (!Proc.name(pid).equals(Optional.of(program))) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | NumberFormatException unreadable) {
            LOG.log(Level.WARNING, "cannot judge " + file, unreadable);
        }
    }

    /** Something that needs the engine. */
    @FunctionalInterface
    interface Task {
        /**
         * @throws IOException when it cannot be done
         */
        void run() throws IOException, InterruptedException;
    }

    /**
     * Does something with the engine; one that does not run is started for it and ended again. A
     * clean-up needs that after a power cut: what the engine wrote to disk is still there, and the
     * engine is not.
     *
     * @param journal file for what the start changes; undone before this returns, and also when an
     *     earlier call was killed
     * @param logs folder for the engine's log
     */
    static void during(Path journal, Path logs, Task task)
            throws IOException, InterruptedException {
        undo(journal);
        if (version().isPresent()) {
            task.run();
            return;
        }
        try (Journal changes = Journal.begin(journal)) {
            changes.record(new Change.TreeCreated(logs.toString()));
            start(changes, logs);
            task.run();
        } finally {
            undo(journal);
        }
    }

    private static void undo(Path journal) throws IOException, InterruptedException {
        List<String> left = TearDown.of(journal).run((step, number, total) -> {});
        if (!left.isEmpty()) {
            throw new IOException(
                    "the Docker engine, started for the clean-up: " + String.join("; ", left));
        }
    }

    /** Whether an image with this reference is in the engine's store. */
    public static boolean hasImage(String reference) throws IOException, InterruptedException {
        return Command.of("docker", "image", "inspect", "--format", "{{.Id}}", reference)
                .run()
                .ok();
    }

    /** The content label of an image; empty when there is no such image or label. */
    public static String contentOf(String reference) throws IOException, InterruptedException {
        Command.Result result =
                Command.of(
                                "docker",
                                "image",
                                "inspect",
                                "--format",
                                "{{index .Config.Labels \"" + CONTENT_LABEL + "\"}}",
                                reference)
                        .run();
        return result.ok() ? result.output().strip() : "";
    }

    /** Pod containers of any kubelet that uses this engine. */
    public static boolean runsPods() throws IOException, InterruptedException {
        return !Command.of("docker", "ps", "--quiet", "--filter", "label=" + POD_LABEL)
                .output()
                .isBlank();
    }

    /** Label that the kubelet gives to each container of a pod. */
    public static final String POD_LABEL = "io.kubernetes.pod.uid";

    /** Addresses of the running containers on the default bridge. */
    public static List<String> bridgeAddresses() throws IOException, InterruptedException {
        return Command.of(
                        "docker",
                        "network",
                        "inspect",
                        "bridge",
                        "--format",
                        "{{range .Containers}}{{println .IPv4Address}}{{end}}")
                .output()
                .lines()
                .map(line -> line.strip().split("/")[0])
                .filter(address -> !address.isBlank())
                .toList();
    }
}
