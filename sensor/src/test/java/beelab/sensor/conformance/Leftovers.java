package beelab.sensor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.ObjectIds;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is loaded in the kernel at one moment: the ids of programs and links, and the BPF
 * descriptors of this process.
 */
record Leftovers(Set<Integer> programs, Set<Integer> links, Map<String, Integer> descriptors) {
    private static final long PATIENCE_MILLIS = 10_000;

    static Leftovers now() throws BpfException, IOException {
        return new Leftovers(ObjectIds.programs(), ObjectIds.links(), openDescriptors());
    }

    /**
     * Fails when something is there now that was not there then, and is not held by another live
     * process. The kernel frees programs a moment after their last user, so it waits a little.
     */
    void assertNothingMore(String of) throws Exception {
        long limit = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (true) {
            Leftovers now = now();
            Set<Integer> morePrograms = ours("prog_id:", now.programs, programs);
            Set<Integer> moreLinks = ours("link_id:", now.links, links);
            if (System.nanoTime() > limit) {
                assertThat(now.descriptors)
                        .as("BPF descriptors after %s", of)
                        .isEqualTo(descriptors);
                assertThat(morePrograms).as("programs left by %s", of).isEmpty();
                assertThat(moreLinks).as("links left by %s", of).isEmpty();
            }
            if (now.descriptors.equals(descriptors)
                    && morePrograms.isEmpty()
                    && moreLinks.isEmpty()) {
                return;
            }
            Thread.sleep(20);
        }
    }

    /** Those that are new and in the hands of no other process. */
    private static Set<Integer> ours(String idOf, Set<Integer> now, Set<Integer> before)
            throws IOException {
        Set<Integer> more = new TreeSet<>(now);
        more.removeAll(before);
        if (!more.isEmpty()) {
            more.removeAll(heldByOthers(idOf));
        }
        return more;
    }

    /** Ids of what other processes hold, as their descriptors tell. */
    private static Set<Integer> heldByOthers(String idOf) throws IOException {
        Set<Integer> held = new HashSet<>();
        String self = String.valueOf(ProcessHandle.current().pid());
        try (DirectoryStream<Path> processes =
                Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (!process.endsWith(self)) {
                    heldBy(process, idOf, held);
                }
            }
        }
        return held;
    }

    private static void heldBy(Path process, String idOf, Set<Integer> held) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path link : links) {
                if (target(link).startsWith("anon_inode:bpf")) {
                    Files.readAllLines(process.resolve("fdinfo").resolve(link.getFileName()))
                            .stream()
                            .filter(line -> line.startsWith(idOf))
                            .forEach(line ->
                                    held.add(
                                            Integer.parseInt(
                                                    line.substring(idOf.length()).strip())));
                }
            }
        } catch (IOException endedMeanwhile) {
            // It holds nothing any more.
            return;
        }
    }

    private static Map<String, Integer> openDescriptors() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path link : links) {
                String target = target(link);
                if (target.startsWith("anon_inode:")
                        && (target.contains("bpf") || target.contains("perf_event"))) {
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
