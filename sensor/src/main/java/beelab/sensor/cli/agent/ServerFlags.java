package beelab.sensor.cli.agent;

import beelab.sensor.agent.AgentOptions;
import beelab.sensor.agent.InfoFile;
import beelab.sensor.cli.CliException;
import beelab.sensor.export.grpc.ServerTls;
import beelab.sensor.metrics.LabelFilter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the agent listens, and for whom. */
final class ServerFlags {
    @Option(
            names = "--server-address",
            paramLabel = "ADDRESS",
            defaultValue = InfoFile.DEFAULT_ADDRESS,
            description =
                    "host:port (opens a Unix socket in the runtime folder too) or unix:///path;"
                            + " beyond loopback only with client certificates (default:"
                            + " ${DEFAULT-VALUE}).")
    private String address = InfoFile.DEFAULT_ADDRESS;

    @Option(
            names = "--server-tls-cert-file",
            paramLabel = "FILE",
            description = "The server's certificate chain in PEM; turns TLS on for TCP.")
    private @Nullable Path certificate;

    @Option(
            names = "--server-tls-key-file",
            paramLabel = "FILE",
            description = "Its private key, PKCS #8 in PEM.")
    private @Nullable Path key;

    @Option(
            names = "--server-tls-client-ca-files",
            split = ",",
            paramLabel = "FILE",
            description = "Authorities of client certificates, PEM.")
    private List<Path> clientAuthorities = new ArrayList<>();

    @Option(
            names = "--server-tls-require-client-cert",
            negatable = true,
            description = "Serve only clients with a certificate of these authorities.")
    private boolean requireClientCertificate;

    @Option(
            names = "--server-reflection",
            negatable = true,
            description = "Let tools such as grpcurl ask which services there are.")
    private boolean reflection;

    @Option(
            names = "--health-server-address",
            paramLabel = "ADDRESS",
            defaultValue = "",
            description =
                    "host:port for the gRPC health service alone, service \"liveness\"; :6789 for"
                            + " all addresses (default: off; the other addresses have it too).")
    private String healthAddress = "";

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
            names = "--metrics-label-filter",
            paramLabel = "LABELS",
            defaultValue = LabelFilter.DEFAULT,
            description =
                    "Labels of processes in metrics, with commas; empty for none (default:"
                            + " ${DEFAULT-VALUE}).")
    private String metricsLabels = LabelFilter.DEFAULT;

    @Option(
            names = "--enable-event-metrics",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Count events by type and process (default: ${DEFAULT-VALUE}).")
    private boolean eventMetrics = true;

    @Option(
            names = "--event-queue-size",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Events that may wait for a slow consumer (default: ${DEFAULT-VALUE}).")
    private int queueSize = 10000;

    AgentOptions.Server options() {
        return new AgentOptions.Server(
                address,
                tls(),
                reflection,
                healthAddress,
                runtimeFolder,
                metrics(),
                Checks.atLeast("--event-queue-size", 1, queueSize));
    }

    private AgentOptions.Metrics metrics() {
        return new AgentOptions.Metrics(
                metricsAddress, eventMetrics, LabelFilter.parse(metricsLabels));
    }

    private @Nullable ServerTls tls() {
        if (requireClientCertificate && clientAuthorities.isEmpty()) {
            throw new CliException(
                    "--server-tls-require-client-cert: needs --server-tls-client-ca-files, the"
                            + " authorities to trust",
                    2);
        }
        if (certificate == null && key == null) {
            if (!clientAuthorities.isEmpty()) {
                throw new CliException(
                        "--server-tls-client-ca-files: needs --server-tls-cert-file and"
                                + " --server-tls-key-file",
                        2);
            }
            return null;
        }
        if (certificate == null || key == null) {
            throw new CliException(
                    "--server-tls-cert-file and --server-tls-key-file: one needs the other", 2);
        }
        return new ServerTls(certificate, key, clientAuthorities, requireClientCertificate);
    }
}
