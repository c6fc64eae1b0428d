package beelab.lab.preflight;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at this machine before a cluster is started. Nothing is changed; every check ends within
 * seconds, also without a network.
 */
public final class Preflight {

    private Preflight() {}

    /**
     * All findings for a kind of cluster, in the order in which a person should read them.
     *
     * @param kind the kind that is to be started
     */
    public static List<Finding> check(ClusterKind kind, LabHome home) throws InterruptedException {
        List<Check> checks =
                switch (kind) {
                    case LOCAL -> local(home);
                    case K3S -> List.of(MachineChecks::linux, EngineChecks::engineAnswers);
                    case EXISTING -> List.of(EngineChecks::kubeconfig);
                };
        List<Finding> findings = new ArrayList<>();
        for (Check check : checks) {
            try {
                findings.add(check.look());
            } catch (IOException failed) {
                findings.add(
                        Finding.note("check", "a check could not be made: " + failed.getMessage()));
            }
        }
        return List.copyOf(findings);
    }

    private static List<Check> local(LabHome home) {
        return List.of(
                MachineChecks::linux,
                MachineChecks::root,
                MachineChecks::memory,
                () -> MachineChecks.disk(home),
                EngineChecks::engineCanStart,
                () -> NetworkChecks.ports(home),
                () -> NetworkChecks.mirror(home),
                MachineChecks::kernel);
    }

    /** Whether nothing keeps the cluster from starting. */
    public static boolean passed(List<Finding> findings) {
        return findings.stream().noneMatch(f -> f.level() == Finding.Level.PROBLEM);
    }

    /** One look at one thing. */
    @FunctionalInterface
    interface Check {
        Finding look() throws IOException, InterruptedException;
    }
}
