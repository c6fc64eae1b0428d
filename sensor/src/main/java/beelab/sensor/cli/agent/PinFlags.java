package beelab.sensor.cli.agent;

import beelab.sensor.agent.AgentOptions;
import beelab.sensor.bpf.BpfFs;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What stays in the kernel when the agent ends, and what becomes of it. */
final class PinFlags {
    @Option(
            names = "--keep-sensors-on-exit",
            arity = "0..1",
            fallbackValue = "true",
            description =
                    "Let policies that enforce go on when the agent stops or dies; until the next"
                            + " agent they report nothing.")
    private boolean keep;

    @Option(
            names = "--release-pinned-bpf",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Release what agents before left, once this one's policies are loaded; with"
                            + " false a policy stays until one of its name is loaded or it is"
                            + " deleted (default: ${DEFAULT-VALUE}).")
    private boolean release = true;

    @Option(
            names = "--bpf-dir",
            paramLabel = "DIR",
            defaultValue = "beelab",
            description = "Folder for what is kept, below /sys/fs/bpf (default: ${DEFAULT-VALUE}).")
    private Path folder = Path.of("beelab");

    AgentOptions.Pinning options() {
        return new AgentOptions.Pinning(BpfFs.ROOT.resolve(folder), keep, release);
    }
}
