package beelab.sensor.attach;

import beelab.sensor.compile.CgroupHierarchy;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From container id to cgroup id, which is the inode of the container's directory in the chosen
 * hierarchy.
 *
 * <p>Container engines put all containers below one or few directories. So the directory of a new
 * container is first looked for beside the ones that are known, by name; the whole tree is walked
 * only when that fails, and at most once in {@link #WALK_PAUSE}.
 *
 * <p>Belongs to the thread {@code policy-control}.
 */
final class CgroupIndex {
    /** Shortest time between two walks over the whole hierarchy. */
    static final Duration WALK_PAUSE = Duration.ofSeconds(1);

    private static final int DEPTH = 8;

    /** The id in {@code ID}, {@code docker-ID.scope}, {@code cri-containerd-ID.scope} … */
    private static final Pattern CONTAINER_ID = Pattern.compile("([0-9a-f]{64})(\\.scope)?$");

    private static final List<String> PREFIXES =
            List.of("", "docker-", "cri-containerd-", "crio-", "libpod-");

    private final CgroupHierarchy hierarchy;
    private final LongSupplier nanoTime;
    private final Map<String, Long> ids = new HashMap<>();
    private final Set<Path> parents = new LinkedHashSet<>();
    private long lastWalk;
    private boolean walked;

    CgroupIndex(CgroupHierarchy hierarchy, LongSupplier nanoTime) {
        this.hierarchy = hierarchy;
        this.nanoTime = nanoTime;
    }

    /** The container id in the name of a cgroup directory; empty text when there is none. */
    static String containerId(String cgroupName) {
        Matcher matcher = CONTAINER_ID.matcher(cgroupName);
        return matcher.find() ? matcher.group(1) : "";
    }

    /** Notes an id that the kernel side told. */
    void learn(String containerId, long cgroupId) {
        ids.put(containerId, cgroupId);
    }

    void forget(String containerId) {
        ids.remove(containerId);
    }

    void forgetAllBut(Set<String> containerIds) {
        boolean ignored = ids.keySet().retainAll(containerIds);
    }

    /** The cgroup of a container; empty when it has no directory (yet). */
    OptionalLong find(String containerId) {
        Long known = ids.get(containerId);
        if (known != null) {
            return OptionalLong.of(known);
        }
        for (Path parent : parents) {
            for (String prefix : PREFIXES) {
                String suffix = prefix.isEmpty() ? "" : ".scope";
                long id = inode(parent.resolve(prefix + containerId + suffix));
                if (id != 0) {
                    ids.put(containerId, id);
                    return OptionalLong.of(id);
                }
            }
        }
        long now = nanoTime.getAsLong();
        if (!walked || now - lastWalk >= WALK_PAUSE.toNanos()) {
            walked = true;
            lastWalk = now;
            walk();
        }
        Long found = ids.get(containerId);
        return found == null ? OptionalLong.empty() : OptionalLong.of(found);
    }

    private void walk() {
        try {
            Files.walkFileTree(
                    hierarchy.mountPoint(),
                    EnumSet.noneOf(FileVisitOption.class),
                    DEPTH,
                    new SimpleFileVisitor<Path>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path directory, BasicFileAttributes attributes) {
                            Path name = directory.getFileName();
                            String id = name == null ? "" : containerId(name.toString());
                            if (id.isEmpty()) {
                                return FileVisitResult.CONTINUE;
                            }
                            ids.put(id, inode(directory));
                            parents.add(directory.getParent());
                            return FileVisitResult.SKIP_SUBTREE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException vanished) {
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException unreadable) {
            // The hierarchy is not mounted here: ids come from the kernel side alone.
            walked = true;
        }
    }

    private static long inode(Path directory) {
        try {
            return Files.getAttribute(directory, "unix:ino") instanceof Long inode ? inode : 0;
        } catch (IOException | UnsupportedOperationException absent) {
            return 0;
        }
    }
}
