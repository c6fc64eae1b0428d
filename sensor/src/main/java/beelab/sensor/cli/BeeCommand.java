package beelab.sensor.cli;

import beelab.sensor.cli.agent.AgentCommand;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bee}: the sensor agent and everything one asks it. */
@Command(
        name = "bee",
        description = {"See what happens in this machine's kernel, and stop what must not.", ""},
        subcommands = {
            AgentCommand.class,
            GetEventsCommand.class,
            TracingPolicyCommand.class,
            StatusCommand.class,
            InfoCommand.class,
            VersionCommand.class,
            ProbeCommand.class,
            ExplainCommand.class,
            SensorsCommand.class,
            EventLogCommand.class,
            LogLevelCommand.class,
            DebugCommand.class,
            DumpCommand.class,
            PolicyFilterCommand.class,
            BugtoolCommand.class,
            InstallCrdsCommand.class,
            RuntimeHookCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Provider.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sudo bee agent --tracing-policy restrict.yaml   start the sensor with a policy",
            "  bee getevents -o compact                        follow its events, one line each",
            "  bee getevents -o compact < beelab.log           the same for a recorded stream",
            "  bee tracingpolicy list                          what is loaded, and how",
            "",
            "Exit codes: 0 done, 1 it did not work, 2 wrong usage."
        })
public final class BeeCommand implements Runnable {
    private static final Pattern CHOICES =
            Pattern.compile(
                    "expected one of \\[([^\\]]*)\\] \\(case-insensitive\\) but was ('[^']*')");

    @Spec private @Nullable CommandSpec spec;

    /** The command tree with its error handling, as {@link BeeMain} and the tests use it. */
    public static CommandLine commandLine() {
        return configured(new CommandLine(new BeeCommand()));
    }

    /** {@code bee agent} alone, to read its flags once more. */
    public static CommandLine agent() {
        return configured(new CommandLine(new AgentCommand()));
    }

    private static CommandLine configured(CommandLine commandLine) {
        addHelp(commandLine);
        AgentCommand.complete(
                commandLine.getCommand() instanceof AgentCommand
                        ? commandLine
                        : Objects.requireNonNull(commandLine.getSubcommands().get("agent")));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.registerConverter(Duration.class, Durations::parse);
        commandLine.setExecutionExceptionHandler((e, command, _) -> {
            if (e instanceof CliException cli) {
                command.getErr().println("bee: " + cli.getMessage());
                return cli.exitCode();
            }
            throw e;
        });
        commandLine.setParameterExceptionHandler((e, _) -> {
            CommandLine command = e.getCommandLine();
            PrintWriter err = command.getErr();
            err.println("bee: " + choices(String.valueOf(e.getMessage())));
            if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
                err.println("Try `" + command.getCommandSpec().qualifiedName() + " --help`.");
            }
            return command.getCommandSpec().exitCodeOnInvalidInput();
        });
        return commandLine;
    }

    /** Choices are written as they are typed: the library names Java's constants. */
    private static String choices(String message) {
        Matcher matcher = CHOICES.matcher(message);
        return matcher.replaceAll(found ->
                Matcher.quoteReplacement(
                        "expected "
                                + found.group(1)
                                        .toLowerCase(Locale.ROOT)
                                        .replaceFirst(", ([^,]*)$", " or $1")
                                + ", not "
                                + found.group(2)));
    }

    /** Every command answers {@code --help}: the messages on wrong usage promise it. */
    private static void addHelp(CommandLine parent) {
        for (CommandLine command : parent.getSubcommands().values()) {
            if (command.getCommandSpec().findOption("--help") == null
                    && !(command.getCommand() instanceof HelpCommand)) {
                command.getCommandSpec()
                        .addOption(
                                OptionSpec.builder("-h", "--help")
                                        .usageHelp(true)
                                        .description("Show this help and exit.")
                                        .build());
            }
            addHelp(command);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "a command is missing");
    }
}
