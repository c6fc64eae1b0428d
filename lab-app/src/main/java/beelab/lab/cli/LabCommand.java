package beelab.lab.cli;

import beelab.lab.LabHome;
import beelab.lab.bench.BenchCommand;
import beelab.lab.cluster.ClusterKind;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code lab}; without a subcommand it opens the window. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        description = {
            "A hands-on lab for eBPF security observability and runtime enforcement.",
            "Without a command it opens the window."
        },
        subcommands = {
            CheckCommand.class,
            ResetCommand.class,
            LintCommand.class,
            VerifyCommand.class,
            PreflightCommand.class,
            DoctorCommand.class,
            UpCommand.class,
            DownCommand.class,
            TourCommand.class,
            BenchCommand.class
        })
public final class LabCommand implements Callable<Integer> {
    /** What a shell reports for a command that Ctrl-C ended. */
    private static final int INTERRUPTED = 130;

    @Option(
            names = "--cluster",
            paramLabel = "KIND",
            defaultValue = "local",
            converter = ClusterOption.Converter.class,
            completionCandidates = ClusterOption.Names.class,
            description = "Kind of cluster: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ClusterKind kind;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private LabCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        return WindowStart.open(LabHome.fromEnvironment(), kind, spec.commandLine().getErr());
    }

    /** Runs a command and ends the JVM with its exit code. */
    public static void main(String... arguments) {
        AtomicBoolean ending = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ending.set(true), "ending"));
        CommandLine lab = new CommandLine(new LabCommand());
        lab.setExecutionExceptionHandler((problem, _, _) -> {
            // After Ctrl-C the hooks take everything away under the command's feet.
            if (ending.get() || problem instanceof InterruptedException) {
                return INTERRUPTED;
            }
            throw problem;
        });
        System.exit(lab.execute(arguments));
    }
}
