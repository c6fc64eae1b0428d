package beelab.sensor.process;

import beelab.sensor.compile.CgroupHierarchy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A cgroup as {@code /proc/PID/cgroup} names it.
 *
 * @param path path in its hierarchy, such as {@code /docker/4f9c…}
 * @param id inode of its directory, which is the id that BPF programs see; 0 when the directory
 *     cannot be reached
 */
record CgroupPath(String path, long id) {
    static final CgroupPath UNKNOWN = new CgroupPath("", 0);

    /** The line of the chosen hierarchy: {@code 8:pids:/docker/…} on v1, {@code 0::/…} on v2. */
    static CgroupPath find(List<String> lines, CgroupHierarchy hierarchy) {
        for (String line : lines) {
            String[] part = line.split(":", 3);
            if (part.length == 3
                    && (hierarchy.version() == 2
                            ? part[1].isEmpty()
                            : List.of(part[1].split(",")).contains(hierarchy.controller()))) {
                return new CgroupPath(part[2], inode(directory(hierarchy, part[2])));
            }
        }
        return UNKNOWN;
    }

    /** Last component, such as a container id; empty for the root. */
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Path directory(CgroupHierarchy hierarchy, String path) {
        // Seen from another cgroup namespace a path may begin with /..: then it is not below here.
        return hierarchy.mountPoint().resolve(path.substring(1)).normalize();
    }

    static long inode(Path directory) {
        try {
            return Files.getAttribute(directory, "unix:ino") instanceof Long inode ? inode : 0;
        } catch (IOException | UnsupportedOperationException unreachable) {
            return 0;
        }
    }
}
