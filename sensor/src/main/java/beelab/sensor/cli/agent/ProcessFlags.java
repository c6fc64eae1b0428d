package beelab.sensor.cli.agent;

import beelab.sensor.agent.AgentOptions;
import beelab.sensor.cli.CliException;
import beelab.sensor.event.EventKind;
import beelab.sensor.filter.Redaction;
import beelab.sensor.process.ProcessOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** What events tell of processes, and how much is kept. */
final class ProcessFlags {
    @Option(
            names = "--enable-process-cred",
            negatable = true,
            description = "Events tell credentials and capabilities.")
    private boolean credentials;

    @Option(
            names = "--enable-process-ns",
            negatable = true,
            description = "Events tell namespaces.")
    private boolean namespaces;

    @Option(
            names = "--enable-ancestors",
            split = ",",
            paramLabel = "KIND",
            description =
                    "Kinds of events that list all ancestors: base, kprobe, tracepoint, loader,"
                            + " lsm, uprobe, usdt.")
    private List<String> ancestors = new ArrayList<>();

    @Option(
            names = "--username-metadata",
            paramLabel = "HOW",
            defaultValue = "disabled",
            description =
                    "unix: events of processes in the host's namespaces tell the user's name from"
                            + " /etc/passwd (default: ${DEFAULT-VALUE}).")
    private String userNames = "disabled";

    @Option(
            names = "--event-cache-retries",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "How often to look for the pod of an event that has none yet (default:"
                            + " ${DEFAULT-VALUE}).")
    private int retries = 5;

    @Option(
            names = "--event-cache-retry-delay",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "Seconds between two looks (default: ${DEFAULT-VALUE}).")
    private int retryDelay = 1;

    @Option(
            names = "--process-cache-size",
            paramLabel = "N",
            defaultValue = "" + ProcessOptions.DEFAULT_CAPACITY,
            description = "Processes in the cache (default: ${DEFAULT-VALUE}).")
    private int cacheSize = ProcessOptions.DEFAULT_CAPACITY;

    @Option(
            names = "--process-cache-gc-interval",
            paramLabel = "DURATION",
            defaultValue = "30s",
            description = "How often ended processes are removed (default: ${DEFAULT-VALUE}).")
    private Duration collectEvery = Duration.ofSeconds(30);

    @Option(
            names = "--procfs",
            paramLabel = "DIR",
            defaultValue = "/proc",
            description = "The host's /proc (default: ${DEFAULT-VALUE}).")
    private Path procfs = Path.of("/proc");

    @Option(
            names = "--rb-size-total",
            paramLabel = "BYTES",
            defaultValue = "0",
            description =
                    "The kernel's ring buffer for all CPUs, as 65536, 64k or 4M, rounded up to a"
                            + " power of two (default: 4M).")
    private String ringBytes = "0";

    @Option(
            names = "--rb-size",
            paramLabel = "BYTES",
            defaultValue = "0",
            description = "The same for one CPU; multiplied by their number.")
    private String ringBytesPerCpu = "0";

    AgentOptions.Processes options(Redaction redaction) {
        return new AgentOptions.Processes(
                credentials,
                namespaces,
                userNames(),
                redaction,
                Checks.atLeast("--process-cache-size", 1, cacheSize),
                collectEvery,
                Duration.ofSeconds(retryDelay)
                        .multipliedBy(Checks.atLeast("--event-cache-retries", 0, retries)),
                kinds(ancestors),
                procfs,
                ring());
    }

    private int ring() {
        int processors = Runtime.getRuntime().availableProcessors();
        if (!ringBytes.equals("0")) {
            return Checks.powerOfTwo("--rb-size-total", ringBytes, 1);
        }
        return ringBytesPerCpu.equals("0")
                ? AgentOptions.DEFAULT_RING_BYTES
                : Checks.powerOfTwo("--rb-size", ringBytesPerCpu, processors);
    }

    private boolean userNames() {
        return switch (userNames) {
            case "disabled" -> false;
            case "unix" -> true;
            default ->
                    throw new CliException(
                            "--username-metadata " + userNames + ": expected disabled or unix", 2);
        };
    }

    private static Set<EventKind> kinds(List<String> names) {
        Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
        for (String name : names) {
            switch (name.strip()) {
                case "" -> {}
                case "base" -> {
                    kinds.add(EventKind.PROCESS_EXEC);
                    kinds.add(EventKind.PROCESS_EXIT);
                }
                case "kprobe" -> kinds.add(EventKind.PROCESS_KPROBE);
                case "tracepoint" -> kinds.add(EventKind.PROCESS_TRACEPOINT);
                case "loader" -> kinds.add(EventKind.PROCESS_LOADER);
                case "lsm" -> kinds.add(EventKind.PROCESS_LSM);
                case "uprobe" -> kinds.add(EventKind.PROCESS_UPROBE);
                case "usdt" -> kinds.add(EventKind.PROCESS_USDT);
                default ->
                        throw new CliException(
                                "--enable-ancestors "
                                        + name
                                        + ": expected base, kprobe, tracepoint, loader, lsm, uprobe"
                                        + " or usdt",
                                2);
            }
        }
        return kinds;
    }
}
