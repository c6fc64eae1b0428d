package beelab.sensor.enrich;

import beelab.sensor.event.Pod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Knows the pods of this node. Answers at once, from memory; any thread may ask. */
public interface PodResolver {

    /** For a machine without Kubernetes: no process has a pod, and nobody waits for one. */
    PodResolver NONE =
            new PodResolver() {
                @Override
                public @Nullable KnownPod find(String containerId) {
                    return null;
                }

                @Override
                public boolean mayStillFind(String containerId) {
                    return false;
                }
            };

    /**
     * The pod of a container.
     *
     * @param containerId 64 hexadecimal digits
     * @return null when it is not known (yet)
     */
    @Nullable KnownPod find(String containerId);

    /** Whether an unknown container may become known soon, so that waiting makes sense. */
    boolean mayStillFind(String containerId);

    /** Asks the first, and for what it does not know the second. */
    static PodResolver either(PodResolver first, PodResolver second) {
        return new PodResolver() {
            @Override
            public @Nullable KnownPod find(String containerId) {
                KnownPod known = first.find(containerId);
                return known == null ? second.find(containerId) : known;
            }

            @Override
            public boolean mayStillFind(String containerId) {
                return first.mayStillFind(containerId) || second.mayStillFind(containerId);
            }
        };
    }

    /**
     * @param pod with the container that was asked for
     * @param probes commands of the container's exec probes and hooks, argv each
     */
    record KnownPod(Pod pod, List<List<String>> probes) {
        public KnownPod {
            probes = List.copyOf(probes);
        }
    }
}
