package beelab.sensor.cli;

import beelab.sensor.agent.Agent;
import beelab.sensor.agent.AgentException;
import beelab.sensor.agent.AgentOptions;
import beelab.sensor.agent.InfoFile;
import beelab.sensor.event.EventKind;
import beelab.sensor.export.FieldFilter;
import beelab.sensor.export.ProtoFilters;
import beelab.sensor.filter.FilterException;
import beelab.sensor.process.ProcessOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bee agent}: runs until SIGTERM or Ctrl-C. */
@Command(
        name = "agent",
        description = "Run the sensor: load its programs into the kernel and serve their events.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  sudo bee agent",
            "  sudo bee agent --tracing-policy restrict.yaml --export-filename /tmp/events.log",
            "  sudo bee agent --enable-k8s-api --cluster-name lab"
        })
final class AgentCommand implements Callable<Integer> {
    @ArgGroup(exclusive = false, validate = false, heading = "%nPolicies:%n")
    private Policies policies = new Policies();

    @ArgGroup(exclusive = false, validate = false, heading = "%nExport:%n")
    private Export export = new Export();

    @ArgGroup(exclusive = false, validate = false, heading = "%nServer:%n")
    private Server server = new Server();

    @ArgGroup(exclusive = false, validate = false, heading = "%nKubernetes:%n")
    private Kubernetes kubernetes = new Kubernetes();

    @ArgGroup(exclusive = false, validate = false, heading = "%nProcesses and buffers:%n")
    private Processes processes = new Processes();

    /** Where policies come from. */
    static final class Policies {
        @Option(
                names = "--tracing-policy",
                paramLabel = "FILE",
                description = "A policy that must load, or the agent does not start; repeatable.")
        private List<Path> files = new ArrayList<>();

        @Option(
                names = "--tracing-policy-dir",
                paramLabel = "DIR",
                defaultValue = "/etc/beelab/beelab.tp.d",
                description = "Folder of policies to load (default: ${DEFAULT-VALUE}).")
        private Path folder = Path.of("/etc/beelab/beelab.tp.d");
    }

    /** JSON lines. */
    static final class Export {
        @Option(
                names = "--export-filename",
                paramLabel = "FILE",
                description = "Write events as JSON lines; - for standard output.")
        private @Nullable Path file;

        @Option(
                names = "--export-file-max-size-mb",
                paramLabel = "MB",
                defaultValue = "10",
                description = "Put the file aside at this size (default: ${DEFAULT-VALUE}).")
        private int maxMegabytes = 10;

        @Option(
                names = "--export-file-max-backups",
                paramLabel = "N",
                defaultValue = "5",
                description = "Keep so many of them, 0 for all (default: ${DEFAULT-VALUE}).")
        private int maxBackups = 5;

        @Option(
                names = "--export-file-rotation-interval",
                paramLabel = "DURATION",
                defaultValue = "0",
                description = "Put the file aside at this age, 0 for never.")
        private Duration rotationInterval = Duration.ZERO;

        @Option(
                names = "--export-file-perm",
                paramLabel = "MODE",
                defaultValue = "600",
                description = "Octal permissions of the file (default: ${DEFAULT-VALUE}).")
        private String permissions = "600";

        @Option(
                names = "--export-rate-limit",
                paramLabel = "N",
                defaultValue = "-1",
                description = "Events a minute; -1 for any number, 0 for no export.")
        private long perMinute = -1;

        @Option(
                names = "--export-allowlist",
                paramLabel = "JSON",
                defaultValue = "",
                description = "Filters, one JSON object a line; events of one of them are written.")
        private String allow = "";

        @Option(
                names = "--export-denylist",
                paramLabel = "JSON",
                defaultValue = "",
                description = "Filters; events of one of them are not written.")
        private String deny = "";

        @Option(
                names = "--field-filters",
                paramLabel = "JSON",
                defaultValue = "",
                description = "Which fields are written, one JSON object a line.")
        private String fields = "";
    }

    /** gRPC. */
    static final class Server {
        @Option(
                names = "--server-address",
                paramLabel = "ADDRESS",
                defaultValue = InfoFile.DEFAULT_ADDRESS,
                description =
                        "Loopback host:port (opens a Unix socket in the runtime folder too) or"
                                + " unix:///path (default: ${DEFAULT-VALUE}).")
        private String address = InfoFile.DEFAULT_ADDRESS;

        @Option(
                names = "--runtime-dir",
                paramLabel = "DIR",
                defaultValue = InfoFile.DEFAULT_FOLDER,
                description = "Folder of socket and info file (default: ${DEFAULT-VALUE}).")
        private Path runtimeFolder = Path.of(InfoFile.DEFAULT_FOLDER);

        @Option(
                names = "--metrics-server",
                paramLabel = "ADDRESS",
                defaultValue = "",
                description = "host:port for Prometheus (default: off).")
        private String metricsAddress = "";

        @Option(
                names = "--log-level",
                paramLabel = "LEVEL",
                defaultValue = "info",
                description = "error, warn, info or debug (default: ${DEFAULT-VALUE}).")
        private String logLevel = "info";
    }

    /** Kubernetes. */
    static final class Kubernetes {
        @Option(
                names = "--enable-k8s-api",
                negatable = true,
                description = "Name pods in events, and let policies select them.")
        private boolean enabled;

        @Option(
                names = "--enable-tracing-policy-crd",
                negatable = true,
                defaultValue = "true",
                fallbackValue = "true",
                description = "With the API: follow the policies in the cluster (default: true).")
        private boolean policyResources = true;

        @Option(
                names = "--k8s-kubeconfig-path",
                paramLabel = "FILE",
                description = "Kubeconfig; default: the pod's own account.")
        private @Nullable Path kubeconfig;

        @Option(
                names = "--cluster-name",
                paramLabel = "NAME",
                defaultValue = "",
                description = "Goes into every event.")
        private String clusterName = "";

        @Option(
                names = "--node-name",
                paramLabel = "NAME",
                defaultValue = "",
                description = "Default: the environment's NODE_NAME, else the host's name.")
        private String nodeName = "";
    }

    /** The rest. */
    static final class Processes {
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
                        "Kinds of events that list all ancestors: base, kprobe, tracepoint,"
                                + " lsm, uprobe, usdt.")
        private List<String> ancestors = new ArrayList<>();

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
                defaultValue = "4M",
                description =
                        "The kernel's ring buffer, as 65536, 64k or 4M (default:"
                                + " ${DEFAULT-VALUE}); rounded up to a power of two.")
        private String ringBytes = "4M";

        @Option(
                names = "--event-queue-size",
                paramLabel = "N",
                defaultValue = "10000",
                description =
                        "Events that may wait for a slow consumer (default:"
                                + " ${DEFAULT-VALUE}).")
        private int queueSize = 10000;
    }

    @Override
    public Integer call() throws InterruptedException {
        AgentOptions options = options();
        System.setProperty("bee.log.level", server.logLevel.toUpperCase(Locale.ROOT));
        Agent agent;
        try {
            agent = Agent.start(options);
        } catch (AgentException e) {
            throw new CliException(String.valueOf(e.getMessage()));
        }
        CountDownLatch never = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("shutdown")
                                .unstarted(() -> {
                                    agent.close();
                                    // A stop that was asked for is not a failure, but the
                                    // JVM would say 143.
                                    Runtime.getRuntime().halt(0);
                                }));
        never.await();
        return 0;
    }

    /**
     * What the flags stand for.
     *
     * @throws CliException when a value is wrong
     */
    AgentOptions options() {
        try {
            return new AgentOptions(
                    nodeName(),
                    kubernetes.clusterName,
                    server.address,
                    server.runtimeFolder,
                    policies.files,
                    policies.folder,
                    processes.procfs,
                    ringBytes(processes.ringBytes),
                    atLeastOne("--event-queue-size", processes.queueSize),
                    server.metricsAddress,
                    new AgentOptions.Export(
                            export.file,
                            atLeastOne("--export-file-max-size-mb", export.maxMegabytes),
                            Math.max(0, export.maxBackups),
                            export.rotationInterval,
                            permissions(export.permissions),
                            export.perMinute,
                            ProtoFilters.parse("--export-allowlist", export.allow),
                            ProtoFilters.parse("--export-denylist", export.deny),
                            FieldFilter.parse("--field-filters", export.fields)),
                    new AgentOptions.Processes(
                            processes.credentials,
                            processes.namespaces,
                            atLeastOne("--process-cache-size", processes.cacheSize),
                            processes.collectEvery,
                            kinds(processes.ancestors)),
                    new AgentOptions.Kubernetes(
                            kubernetes.enabled, kubernetes.kubeconfig, kubernetes.policyResources));
        } catch (FilterException e) {
            throw new CliException(String.valueOf(e.getMessage()), 2);
        }
    }

    private String nodeName() {
        if (!kubernetes.nodeName.isEmpty()) {
            return kubernetes.nodeName;
        }
        for (String variable : List.of("HUBBLE_NODE_NAME", "NODE_NAME")) {
            String value = System.getenv(variable);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            throw new CliException("cannot read the host's name: use --node-name");
        }
    }

    private static int atLeastOne(String flag, int value) {
        if (value < 1) {
            throw new CliException(flag + ": expected at least 1, not " + value, 2);
        }
        return value;
    }

    /** {@code 64k} as 65536; the kernel wants a power of two of at least a page. */
    static int ringBytes(String text) {
        try {
            String digits = text.replaceFirst("[kKmM]$", "");
            long factor = text.matches(".*[kK]$") ? 1 << 10 : text.matches(".*[mM]$") ? 1 << 20 : 1;
            long bytes = Long.parseLong(digits) * factor;
            if (bytes >= 1 && bytes <= 1 << 30) {
                int power = Integer.highestOneBit((int) bytes);
                return Math.max(4096, power == bytes ? power : power << 1);
            }
        } catch (NumberFormatException _) {
            // Answered below, as a number out of range.
        }
        throw new CliException(
                "--rb-size-total " + text + ": expected up to 1024M, such as 65536, 64k or 4M", 2);
    }

    private static Set<PosixFilePermission> permissions(String octal) {
        if (!octal.matches("0?[0-7]{3}")) {
            throw new CliException(
                    "--export-file-perm " + octal + ": expected three octal digits, as 600", 2);
        }
        int bits = Integer.parseInt(octal, 8);
        StringBuilder text = new StringBuilder();
        for (int i = 8; i >= 0; i--) {
            text.append((bits >> i & 1) == 0 ? '-' : "xwr".charAt(i % 3));
        }
        return PosixFilePermissions.fromString(text.toString());
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
                case "lsm" -> kinds.add(EventKind.PROCESS_LSM);
                case "uprobe" -> kinds.add(EventKind.PROCESS_UPROBE);
                case "usdt" -> kinds.add(EventKind.PROCESS_USDT);
                default ->
                        throw new CliException(
                                "--enable-ancestors "
                                        + name
                                        + ": expected base, kprobe, tracepoint, lsm, uprobe or"
                                        + " usdt",
                                2);
            }
        }
        return kinds;
    }
}
