package beelab.lab.cluster.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Mounted file systems, from /proc/self/mounts (fstab(5): octal escapes in paths). */
public final class Mounts {

    private Mounts() {}

    /** Mount points, in the order of mounting; one that is mounted twice appears twice. */
    public static List<Path> points() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .map(line -> Path.of(unescape(line.split(" ")[1])))
                .toList();
    }

    /**
     * Mounts a kernel file system unless something is mounted there already.
     *
     * @param type file system type, such as {@code tracefs}
     */
    public static void mountIfAbsent(Journal journal, String type, Path folder)
            throws IOException, InterruptedException {
        if (!points().contains(folder)) {
            journal.record(new Change.MountedAt(folder.toString()));
            Command.of("mount", "-t", type, type, folder.toString()).output();
        }
    }

    static void unmountBelow(Path folder) throws IOException, InterruptedException {
        List<Path> inside =
                points().stream()
                        .filter(point -> point.startsWith(folder))
                        .sorted(Comparator.comparing(Path::getNameCount).reversed())
                        .toList();
        for (Path point : inside) {
            unmount(point);
        }
    }

    static void unmountAt(Path folder) throws IOException, InterruptedException {
        if (points().contains(folder)) {
            unmount(folder);
        }
    }

    private static void unmount(Path point) throws IOException, InterruptedException {
        if (!Command.of("umount", point.toString()).run().ok()) {
            // Still in use by something that is ending: detach now, the kernel frees it later.
            Command.of("umount", "-l", point.toString()).output();
        }
    }

    private static String unescape(String field) {
        return field.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    }
}
