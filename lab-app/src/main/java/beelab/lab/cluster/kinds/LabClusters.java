package beelab.lab.cluster.kinds;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterKind;
import beelab.lab.cluster.LabCluster;

/** Opens a cluster of a kind. */
public final class LabClusters {

    private LabClusters() {}

    /**
     * A cluster of this kind, not started yet.
     *
     * @param home where its state is kept and the repository is
     */
    public static LabCluster open(ClusterKind kind, LabHome home) {
        return switch (kind) {
            case LOCAL -> new LocalCluster(home);
            case K3S -> new K3sCluster(home);
            case EXISTING -> new ExistingCluster(home);
        };
    }
}
