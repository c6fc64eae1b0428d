package beelab.lab.cli;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterKind;
import beelab.lab.preflight.Doctor;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lab doctor}: what somebody who helps must know of this machine. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Look at this machine and at what the lab left on it, for a bug report.",
            "Changes nothing, needs neither root nor a cluster, and hides what looks like a secret."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing keeps the cluster from starting",
            "1:something does; the report says what to do",
            "2:wrong usage"
        })
final class DoctorCommand implements Callable<Integer> {

    /** Forms of the report. */
    enum Format {
        /** For people. */
        text,
        /** One JSON object. */
        json
    }

    @Option(
            names = "--cluster",
            paramLabel = "KIND",
            defaultValue = "local",
            converter = ClusterOption.Converter.class,
            completionCandidates = ClusterOption.Names.class,
            description = "Kind of cluster: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ClusterKind kind;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Format format;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Doctor.Report report = Doctor.look(kind, LabHome.fromEnvironment());
        out.print(
                switch (format) {
                    case text -> report.text();
                    case json -> report.json();
                });
        out.flush();
        return report.healthy() ? 0 : 1;
    }
}
