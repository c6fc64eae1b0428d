package beelab.sensor.compile;

import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * What programs must be told about the machine and the agent that loads them.
 *
 * @param cgroupSubsystem where the cgroup of a task is read: -1 for cgroup v2, otherwise the line
 *     of a v1 controller in {@code /proc/cgroups}, counted from 0 without the heading
 * @param skipped a process whose calls no hook looks at
 * @param hostNamespaces inode of each kind of namespace of the host, by the kind's name in policies
 * @param followedSets the number, 0 to 63, of a set of executables whose descendants are followed
 */
public record Machine(
        int cgroupSubsystem,
        Skipped skipped,
        Map<String, Long> hostNamespaces,
        ToIntFunction<Set<String>> followedSets) {
    public Machine {
        hostNamespaces = Map.copyOf(hostNamespaces);
    }

    /**
     * A process, as the kernel tells it from others that have its pid before or after.
     *
     * @param tgid its pid; 0 for none
     * @param startTick when it started, in 10 ms since boot; the low 32 bits
     */
    public record Skipped(int tgid, int startTick) {
        public static final Skipped NONE = new Skipped(0, 0);
    }

    /** A machine where all processes count, no namespace is known and nothing is followed. */
    public Machine(int cgroupSubsystem) {
        this(
                cgroupSubsystem,
                Skipped.NONE,
                Map.of(),
                executables -> {
                    throw new IllegalStateException("nothing follows " + executables);
                });
    }

    long hostNamespace(String kind) {
        Long inode = hostNamespaces.get(kind);
        if (inode == null) {
            throw new IllegalArgumentException(
                    "the " + kind + " namespace of the host is not known");
        }
        return inode;
    }

    int followed(Set<String> executables) {
        return followedSets.applyAsInt(executables);
    }
}
