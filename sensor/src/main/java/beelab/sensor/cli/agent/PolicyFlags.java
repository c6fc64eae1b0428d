package beelab.sensor.cli.agent;

import beelab.sensor.agent.AgentOptions;
import beelab.sensor.agent.Network;
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

    @Option(
            names = "--network-actions",
            paramLabel = "none|loopback|all",
            defaultValue = "none",
            description =
                    "How far the actions GetUrl and DnsLookup may reach; policies that want more are"
                            + " refused (default: ${DEFAULT-VALUE}).")
    private Network network = Network.NONE;

    @Option(
            names = "--dns-lookup-server",
            paramLabel = "HOST[:PORT]",
            defaultValue = "",
            description = "Server that DnsLookup asks (default: the system's resolver).")
    private String dnsServer = "";

    @Option(
            names = "--expose-stack-addresses",
            arity = "0..1",
            fallbackValue = "true",
            description =
                    "Show addresses in stack traces, which help to get round address space layout randomisation.")
    private boolean stackAddresses;

    AgentOptions.Policies options() {
        return new AgentOptions.Policies(files, folder, network, dnsServer, stackAddresses);
    }
}
