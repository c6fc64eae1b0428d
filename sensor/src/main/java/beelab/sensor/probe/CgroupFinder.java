package beelab.sensor.probe;

import beelab.sensor.compile.CgroupHierarchy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the cgroup hierarchy that tells workloads apart.
 *
 * <p>On v1 and on hybrid systems container engines put every container into the v1 hierarchies;
 * whether the unified one follows depends on the engine. So a v1 controller is taken wherever one
 * is mounted, {@code pids} before {@code memory} before any other.
 */
final class CgroupFinder {
    private static final List<String> PREFERRED =
            List.of("pids", "memory", "cpuset", "cpu", "devices", "freezer");

    private CgroupFinder() {}

    private record Mount(String type, Path point, String root, List<String> options) {

        /**
         * Containers have a mount of their own part of the tree; the host's tree, where it is
         * mounted as well, has the root {@code /}, or seen from a private cgroup namespace {@code
         * /../..}.
         */
        int narrowness() {
            return root.startsWith("/..") ? 0 : root.equals("/") ? 1 : 2;
        }
    }

    static CgroupHierarchy find() {
        return find(read("/proc/self/mountinfo"), read("/proc/cgroups"));
    }

    /**
     * @param mountLines {@code /proc/self/mountinfo}
     * @param controllerLines {@code /proc/cgroups}: a header, then controllers in the order of the
     *     kernel's {@code enum cgroup_subsys_id}
     */
    static CgroupHierarchy find(List<String> mountLines, List<String> controllerLines) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : mountLines) {
            // 31 24 0:27 / /sys/fs/cgroup/pids rw,relatime shared:9 - cgroup cgroup rw,pids
            String[] half = line.split(" - ", 2);
            String[] left = half[0].split(" ");
            String[] right = half.length < 2 ? new String[0] : half[1].split(" ");
            if (left.length >= 5 && right.length >= 3 && right[0].startsWith("cgroup")) {
                mounts.add(
                        new Mount(
                                right[0], Path.of(left[4]), left[3], List.of(right[2].split(","))));
            }
        }
        // A tree that shows the whole host is worth more than a better controller of a part of it.
        mounts.sort(Comparator.comparingInt(Mount::narrowness));
        for (Mount mount : mounts) {
            int width = mount.narrowness();
            for (String controller : PREFERRED) {
                int index = subsysIndex(controllerLines, controller);
                Optional<Mount> match =
                        mounts.stream()
                                .filter(m -> m.type.equals("cgroup") && m.narrowness() == width)
                                .filter(m -> m.options.contains(controller))
                                .findFirst();
                if (match.isPresent() && index >= 0) {
                    return new CgroupHierarchy(1, controller, index, match.get().point);
                }
            }
        }
        return mounts.stream()
                .filter(m -> m.type.equals("cgroup2"))
                .findFirst()
                .map(m -> new CgroupHierarchy(2, "", -1, m.point))
                .orElse(CgroupHierarchy.unified());
    }

    private static int subsysIndex(List<String> lines, String controller) {
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).startsWith(controller + "\t")) {
                return i - 1;
            }
        }
        return -1;
    }

    private static List<String> read(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
