package beelab.sensor.cli;

import beelab.sensor.agent.AgentVersion;
import beelab.sensor.api.GetVersionRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bee version}. */
@Command(name = "version", description = "Print the version of this program, or of the agent.")
final class VersionCommand implements Callable<Integer> {
    @Mixin private ServerOptions server = new ServerOptions();

    @Option(
            names = {"-s", "--server"},
            description = "Ask the agent for its version too.")
    private boolean askServer;

    @Option(names = "--client", description = "Only this program's version (the default).")
    private boolean onlyClient;

    @Option(
            names = {"-b", "--build"},
            description = "Tell what this program was built for and runs from.")
    private boolean build;

    /** What {@code --version} prints. */
    static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"bee " + AgentVersion.get()};
        }
    }

    @Override
    public Integer call() {
        System.out.println("CLI version: " + AgentVersion.get());
        if (askServer && !onlyClient) {
            System.out.println(
                    "Server version: "
                            + server.ask(agent ->
                                            agent.getVersion(
                                                    GetVersionRequest.getDefaultInstance()))
                                    .getVersion());
        }
        if (build) {
            System.out.println("Java: " + Runtime.version());
            System.out.println(
                    "Classes: " + System.getProperty("java.class.path").split(":", 2)[0]);
        }
        return 0;
    }
}
