package beelab.lab.cluster;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The kinds of cluster the lab can run on; the names are those of {@code --cluster}. */
public enum ClusterKind {
    /** Real Kubernetes as processes on this machine, from Debian's packages alone. */
    LOCAL("Kubernetes as processes on this machine, built from Debian's source package"),
    /** k3s in a container. */
    K3S("k3s in a container; needs a Docker engine that may run privileged containers"),
    /** A cluster that exists already, found by kubeconfig. */
    EXISTING("the cluster of your current kubeconfig context");

    private final String description;

    ClusterKind(String description) {
        this.description = description;
    }

    /** One line for help texts and preflight. */
    public String description() {
        return description;
    }

    /** The name as typed by the user: {@code local}, {@code k3s}, {@code existing}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a kind by its name.
     *
     * @throws IllegalArgumentException with the names that exist, when there is no such kind
     */
    public static ClusterKind of(String id) {
        return Arrays.stream(values())
                .filter(kind -> kind.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no cluster kind '%s'; there are: %s"
                                        .formatted(
                                                id,
                                                Arrays.stream(values())
                                                        .map(ClusterKind::id)
                                                        .collect(Collectors.joining(", ")))));
    }
}
