package beelab.sensor.cli;

import beelab.sensor.agent.AgentOptions;
import beelab.sensor.cli.agent.AgentCommand;
import picocli.CommandLine;

/** The flags of {@code bee agent}, for whoever runs an agent inside a program of their own. */
public final class AgentFlags {
    private AgentFlags() {}

    /**
     * The options that the flags stand for.
     *
     * @param flags as on the command line, such as {@code --enable-process-cred}
     * @throws CommandLine.ParameterException when a flag does not exist or lacks its value
     * @throws CliException when a value is wrong
     */
    public static AgentOptions parse(String... flags) {
        CommandLine agent = BeeCommand.agent();
        CommandLine.ParseResult ignored = agent.parseArgs(flags);
        AgentCommand command = agent.getCommand();
        return command.options();
    }
}
