package beelab.sensor.cli.agent;

import beelab.sensor.agent.Agent;
import beelab.sensor.agent.AgentException;
import beelab.sensor.agent.AgentOptions;
import beelab.sensor.cli.CliException;
import beelab.sensor.filter.FilterException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bee agent}: runs until SIGTERM or Ctrl-C. */
@Command(
        name = "agent",
        description = {
            "Run the sensor: load its programs into the kernel and serve their events.",
            "",
            "Every flag can also be set by the environment, --export-filename as"
                    + " BEELAB_EXPORT_FILENAME, and by configuration, read in this order, the last"
                    + " value counts:",
            "  /usr/lib/beelab/beelab.conf.d/, /usr/local/lib/beelab/beelab.conf.d/,",
            "  ./beelab.yaml, /etc/beelab/beelab.yaml, /etc/beelab/beelab.conf.d/, --config-dir",
            "A folder holds one file per flag, named like it without the dashes; a YAML file has one"
                    + " line per flag. The environment wins over configuration, the command line"
                    + " over both."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  sudo bee agent",
            "  sudo bee agent --tracing-policy restrict.yaml --export-filename /tmp/events.log",
            "  sudo bee agent --enable-k8s-api --cluster-name lab",
            "  sudo bee agent --config-dir /etc/my-beelab --debug",
            "",
            "Exit codes: 0 it was stopped, 1 it cannot run here, 2 wrong usage."
        })
public final class AgentCommand implements Callable<Integer> {
    /** How long a stop waits for a start that is under way. */
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    @ArgGroup(exclusive = false, validate = false, heading = "%nPolicies:%n")
    private PolicyFlags policies = new PolicyFlags();

    @ArgGroup(exclusive = false, validate = false, heading = "%nBeyond the agent's end:%n")
    private PinFlags pins = new PinFlags();

    @ArgGroup(exclusive = false, validate = false, heading = "%nExport:%n")
    private ExportFlags export = new ExportFlags();

    @ArgGroup(exclusive = false, validate = false, heading = "%nServer:%n")
    private ServerFlags server = new ServerFlags();

    @ArgGroup(exclusive = false, validate = false, heading = "%nKubernetes:%n")
    private KubernetesFlags kubernetes = new KubernetesFlags();

    @ArgGroup(exclusive = false, validate = false, heading = "%nProcesses and buffers:%n")
    private ProcessFlags processes = new ProcessFlags();

    @ArgGroup(exclusive = false, validate = false, heading = "%nLog:%n")
    private LogFlags log = new LogFlags();

    @Option(
            names = "--config-dir",
            paramLabel = "DIR",
            description = "A folder with a file for each flag, read last.")
    private @Nullable Path configFolder;

    @Spec private @Nullable CommandSpec spec;

    /** Created by picocli. */
    public AgentCommand() {}

    /** Adds the flags that are accepted and do nothing. */
    public static void complete(CommandLine agent) {
        IgnoredFlags.addTo(agent.getCommandSpec());
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandLine command = requireSpec().commandLine();
        Configuration configuration = Configuration.read(System.getenv(), configFolder);
        AgentCommand configured = configuration.apply(command, arguments(command));
        return configured.run(configuration.warnings());
    }

    private int run(List<String> warnings) throws InterruptedException {
        // Before anything logs, the compilation of a filter included.
        logLevel();
        AgentOptions options = options();
        warnings.forEach(
                warning -> requireSpec().commandLine().getErr().println("bee: " + warning));
        // A stop that is asked for during the start waits for its end: what is half made, in the
        // kernel and on disk, could not be undone.
        CompletableFuture<Agent> started = new CompletableFuture<>();
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().name("shutdown").unstarted(() -> stop(started)));
        try {
            started.complete(Agent.start(options));
        } catch (AgentException e) {
            throw new CliException(String.valueOf(e.getMessage()));
        } finally {
            // Ignored after a success.
            started.cancel(false);
        }
        CountDownLatch never = new CountDownLatch(1);
        never.await();
        return 0;
    }

    private static void stop(CompletableFuture<Agent> started) {
        Agent agent;
        try {
            agent = started.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException
                | CancellationException
                | ExecutionException
                | TimeoutException notStarted) {
            return; // the exit code is that of the failure
        }
        agent.close();
        // A stop that was asked for is not a failure, but the JVM would say 143.
        Runtime.getRuntime().halt(0);
    }

    /** Tells the logging library, which asks when the first logger is made. */
    void logLevel() {
        System.setProperty("bee.log.level", log.level().toUpperCase(Locale.ROOT));
        System.setProperty("bee.log.format", log.format());
    }

    /**
     * What the flags stand for.
     *
     * @throws CliException when a value is wrong
     */
    public AgentOptions options() {
        try {
            return new AgentOptions(
                    kubernetes.node(),
                    kubernetes.clusterName,
                    server.options(),
                    policies.options(),
                    pins.options(),
                    export.options(),
                    processes.options(export.redaction()),
                    kubernetes.options(),
                    configuration());
        } catch (FilterException e) {
            throw new CliException(String.valueOf(e.getMessage()), 2);
        }
    }

    /** Every flag with its value, for {@code bee info}. */
    private Map<String, String> configuration() {
        return Configuration.values(requireSpec());
    }

    /** The words of the command line behind {@code agent}. */
    private static List<String> arguments(CommandLine command) {
        List<String> all = command.getParseResult().originalArgs();
        int self = all.indexOf(command.getCommandName());
        return all.subList(self + 1, all.size());
    }

    private CommandSpec requireSpec() {
        if (spec == null) {
            throw new IllegalStateException("picocli did not make this command");
        }
        return spec;
    }
}
