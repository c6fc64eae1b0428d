package beelab.sensor.cli;

import beelab.sensor.agent.InfoFile;
import beelab.sensor.api.FineGuidanceSensorsGrpc;
import beelab.sensor.api.FineGuidanceSensorsGrpc.FineGuidanceSensorsBlockingStub;
import io.grpc.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the agent is, and how to talk to it. */
final class ServerOptions {
    @Option(
            names = "--server-address",
            paramLabel = "ADDRESS",
            description =
                    "The agent's gRPC address: host:port or unix:///path. Default: what a running"
                            + " agent wrote to"
                            + " /var/run/beelab/beelab-info.json, else localhost:54321.")
    private @Nullable String address;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "30s",
            description = "How long to wait for an answer (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofSeconds(30);

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "How often to try again when nobody answers, a second apart (default:"
                            + " ${DEFAULT-VALUE}).")
    private int retries = 1;

    @Option(
            names = "--max-recv-size",
            paramLabel = "BYTES",
            defaultValue = "10485760",
            description = "The largest message to accept (default: ${DEFAULT-VALUE}).")
    private int maxMessageBytes = 10 << 20;

    @Option(
            names = "--tls-ca-cert-files",
            split = ",",
            paramLabel = "FILE",
            description = "Authorities of the agent's certificate, PEM; turns TLS on.")
    private List<Path> authorities = new ArrayList<>();

    @Option(
            names = "--tls-cert-file",
            paramLabel = "FILE",
            description = "The client's certificate, PEM; turns TLS on.")
    private @Nullable Path certificate;

    @Option(
            names = "--tls-key-file",
            paramLabel = "FILE",
            description = "The client's private key, PKCS #8 in PEM.")
    private @Nullable Path key;

    @Option(
            names = "--tls-server-name",
            paramLabel = "NAME",
            description = "The name that the agent's certificate must have.")
    private @Nullable String serverName;

    @Option(
            names = "--tls-skip-verify",
            description = "Encrypt, but do not check who the agent is. For tests only.")
    private boolean skipVerify;

    /** Whether the user named an agent. */
    boolean named() {
        return address != null;
    }

    Deadline deadline() {
        return Deadline.after(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Opens a connection; nothing is sent before the first call. */
    AgentClient connect() {
        return AgentClient.open(
                address != null ? address : InfoFile.serverAddress(), tls(), maxMessageBytes);
    }

    /** Makes one call; a failure is one line for the user. */
    <T> T ask(Function<FineGuidanceSensorsBlockingStub, T> question) {
        return askAgent(client ->
                question.apply(
                        FineGuidanceSensorsGrpc.newBlockingStub(client.channel())
                                .withDeadline(deadline())));
    }

    /** Likewise with a stub of the caller's choice. */
    <T> T askAgent(Function<AgentClient, T> question) {
        for (int left = retries; ; left--) {
            try (AgentClient client = connect()) {
                return client.call(() -> question.apply(client));
            } catch (UnreachableException e) {
                if (left <= 0) {
                    throw e;
                }
            }
            try {
                Thread.sleep(Duration.ofSeconds(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CliException("interrupted");
            }
        }
    }

    private @Nullable ClientTls tls() {
        if ((certificate == null) != (key == null)) {
            throw new CliException("--tls-cert-file and --tls-key-file: one needs the other", 2);
        }
        return authorities.isEmpty() && certificate == null && serverName == null && !skipVerify
                ? null
                : new ClientTls(authorities, certificate, key, serverName, skipVerify);
    }
}
