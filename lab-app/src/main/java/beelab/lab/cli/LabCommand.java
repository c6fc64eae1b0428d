package beelab.lab.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code lab}. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        description = "A hands-on lab for eBPF security observability and runtime enforcement.",
        subcommands = {UpCommand.class, DownCommand.class})
public final class LabCommand {

    private LabCommand() {}

    /** Runs a command and ends the JVM with its exit code. */
    public static void main(String... arguments) {
        System.exit(new CommandLine(new LabCommand()).execute(arguments));
    }
}
