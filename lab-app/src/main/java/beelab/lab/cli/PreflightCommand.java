package beelab.lab.cli;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterKind;
import beelab.lab.preflight.Finding;
import beelab.lab.preflight.Preflight;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lab preflight}: what on this machine keeps a cluster from starting. */
@Command(
        name = "preflight",
        mixinStandardHelpOptions = true,
        description = "Look at this machine, change nothing, and say what is missing.",
        footer = {"", "Exit codes: 0 the cluster can start, 1 something is missing."})
final class PreflightCommand implements Callable<Integer> {

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

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> findings = Preflight.check(kind, LabHome.fromEnvironment());
        findings.forEach(finding -> out.println(finding.print()));
        boolean passed = Preflight.passed(findings);
        out.println(
                passed
                        ? "The cluster kind '%s' can start here.".formatted(kind.id())
                        : "The cluster kind '%s' cannot start here yet.".formatted(kind.id()));
        return passed ? 0 : 1;
    }
}
