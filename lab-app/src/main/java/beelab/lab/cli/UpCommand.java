package beelab.lab.cli;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.ClusterKind;
import beelab.lab.cluster.LabCluster;
import beelab.lab.cluster.kinds.LabClusters;
import beelab.lab.progress.Progress;
import beelab.lab.progress.TerminalProgress;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lab up}: starts the cluster with the sensor and holds it until Ctrl-C or lab down. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Start the cluster and the sensor, and keep them until Ctrl-C or 'lab down'.",
            "Everything that is changed on this machine is undone at the end."
        })
final class UpCommand implements Callable<Integer> {

    @Option(
            names = "--cluster",
            paramLabel = "KIND",
            defaultValue = "local",
            converter = ClusterOption.Converter.class,
            completionCandidates = ClusterOption.Names.class,
            description = "Kind of cluster: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ClusterKind kind;

    @Option(names = "--no-sensor", description = "Start the cluster without the sensor.")
    private boolean noSensor;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = TerminalProgress.onStandardError();
        try (LabCluster cluster = LabClusters.open(kind, LabHome.fromEnvironment())) {
            cluster.start(progress);
            if (!noSensor) {
                deploySensor(cluster, progress, err);
            }
            out.printf("%nThe cluster is ready. In another terminal:%n%n");
            out.printf("  export KUBECONFIG=%s%n  kubectl get pods -A%n%n", cluster.kubeconfig());
            out.printf("Ctrl-C stops it.%n");
            out.flush();
            new CountDownLatch(1).await(); // the shutdown hook stops the cluster
            return 0;
        } catch (ClusterException failed) {
            err.println(failed.getMessage());
            err.println(failed.advice());
            return 1;
        }
    }

    /** A cluster without a sensor is still of use, to find out what is wrong with the sensor. */
    private static void deploySensor(LabCluster cluster, Progress progress, PrintWriter err)
            throws InterruptedException {
        try {
            cluster.deploySensor(progress);
        } catch (ClusterException failed) {
            err.println(failed.getMessage());
            err.println(failed.advice());
            err.println("The cluster itself is running.");
        }
    }
}
