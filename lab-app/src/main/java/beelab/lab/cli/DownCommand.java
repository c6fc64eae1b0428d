package beelab.lab.cli;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.local.LocalKubernetes;
import beelab.lab.progress.TerminalProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lab down}: stops the local cluster of this machine and undoes what it changed. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = {
            "Stop the local cluster and undo everything it changed on this machine.",
            "Works also when the lab that started it was killed."
        })
final class DownCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            boolean stopped =
                    LocalKubernetes.down(
                            LabHome.fromEnvironment(), TerminalProgress.onStandardError());
            out.println(stopped ? "The local cluster is stopped." : "No local cluster is running.");
            return 0;
        } catch (ClusterException failed) {
            err.println(failed.getMessage());
            err.println(failed.advice());
            return 1;
        } catch (IOException failed) {
            err.println("The local cluster could not be stopped: " + failed.getMessage());
            return 1;
        }
    }
}
