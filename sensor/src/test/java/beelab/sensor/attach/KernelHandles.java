package beelab.sensor.attach;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What this process holds in the kernel, by its file descriptors: programs, maps, links, events.
 */
final class KernelHandles {
    private KernelHandles() {}

    static Map<String, Integer> count() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path link : links) {
                String target = target(link);
                if (target.startsWith("anon_inode:")
                        && (target.contains("bpf")
                                || target.contains("btf")
                                || target.contains("perf_event"))) {
                    counts.merge(target, 1, Integer::sum);
                }
            }
        }
        return counts;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
