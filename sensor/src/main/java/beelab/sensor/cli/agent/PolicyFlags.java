package beelab.sensor.cli.agent;

import beelab.sensor.agent.AgentOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where policies come from. */
final class PolicyFlags {
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

    AgentOptions.Policies options() {
        return new AgentOptions.Policies(files, folder);
    }
}
