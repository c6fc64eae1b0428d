package beelab.sensor.cli;

import beelab.sensor.agent.InfoFile;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the agent is. */
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

    /** Whether the user named an agent. */
    boolean named() {
        return address != null;
    }

    Deadline deadline() {
        return Deadline.after(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Opens a connection; nothing is sent before the first call. */
    AgentClient connect() {
        return AgentClient.open(address != null ? address : InfoFile.serverAddress());
    }
}
