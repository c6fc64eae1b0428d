package beelab.lab.cluster.sensor;

import beelab.lab.LabHome;
import beelab.lab.cluster.SensorEndpoint;
import beelab.lab.cluster.host.Change;
import beelab.lab.cluster.host.Journal;
import beelab.lab.cluster.host.OwnedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sensor as a process on this machine, while the first cluster takes minutes to be built: what
 * it reports is real already, only without pods. In the journal, like everything of a cluster.
 */
public final class EarlySensor {

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final OwnedProcess process;
    private final Path socket;

    private EarlySensor(OwnedProcess process, Path socket) {
        this.process = process;
        this.socket = socket;
    }

    /**
     * Starts it; its socket appears a second or two later.
     *
     * @return empty on a kernel that does not describe its types, where no sensor can load
     */
    public static Optional<EarlySensor> start(LabHome home, Journal journal) throws IOException {
        if (!Files.exists(Path.of("/sys/kernel/btf/vmlinux"))) {
            return Optional.empty();
        }
        Path folder = home.run().resolve("early-sensor").toAbsolutePath();
        Path socket = folder.resolve("bee.sock");
        journal.record(new Change.TreeCreated(folder.toString()));
        Files.createDirectories(folder);
        Files.deleteIfExists(socket);
        OwnedProcess process =
                OwnedProcess.start(
                        journal,
                        "early-sensor",
                        List.of(
                                home.root().resolve("bee").toAbsolutePath().toString(),
                                "agent",
                                "--server-address=unix://" + socket,
                                "--runtime-dir=" + folder,
                                "--enable-k8s-api=false"),
                        Map.of(),
                        home.logs(),
                        GRACE);
        return Optional.of(new EarlySensor(process, socket));
    }

    /** Where it answers; closing that ends it. Empty while it starts, and after its end. */
    public Optional<SensorEndpoint> endpoint() {
        return process.alive() && Files.exists(socket)
                ? Optional.of(
                        new SensorEndpoint(
                                "this machine", "", "unix://" + socket, () -> process.stop(GRACE)))
                : Optional.empty();
    }
}
