package beelab.sensor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.bpf.LoadedObjects.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnersCommandTest {

    @TempDir Path proc;

    @Test
    void prints_the_newest_first_with_its_time_user_links_and_holders() {
        assertThat(
                        OwnersCommand.table(
                                List.of(
                                        new Origin(7, "on_exec", 17, 61_000_000_000L, 0),
                                        new Origin(9, "", 1, 3_661_000_000_000L, 1000)),
                                Map.of(7, 2),
                                Map.of(7, new TreeMap<>(Map.of(12, "java", 5, "bee"))),
                                Instant.parse("2026-01-02T03:00:00Z")))
                .isEqualTo(
                        """
                        ID   TYPE             NAME      LOADED                 UID    LINKS   HELD BY
                        9    socket_filter    -         2026-01-02T04:01:01Z   1000   0       -
                        7    raw_tracepoint   on_exec   2026-01-02T03:01:01Z   0      2       bee(5) java(12)
                        """);
    }

    @Test
    void finds_programs_behind_descriptors_of_programs_and_links_and_of_nothing_else()
            throws IOException {
        descriptor("12", "3", "anon_inode:bpf-prog", "prog_type:\t5\nprog_id:\t41\n");
        descriptor("12", "4", "anon_inode:bpf_link", "link_id:\t2\nprog_id:\t42\n");
        descriptor("13", "3", "anon_inode:bpf-prog", "prog_id:\t41\n");
        descriptor("13", "5", "anon_inode:bpf-map", "map_type:\t2\nmap_id:\t41\n");
        descriptor("13", "6", "/tmp/prog_id", "prog_id:\t43\n");
        Files.createDirectory(proc.resolve("14")); // it ended meanwhile

        Map<Integer, SortedMap<Integer, String>> holders = ProgramHolders.in(proc);

        assertThat(holders.keySet()).containsExactlyInAnyOrder(41, 42);
        assertThat(holders.get(41)).containsExactly(Map.entry(12, "p12"), Map.entry(13, "p13"));
        assertThat(holders.get(42)).containsExactly(Map.entry(12, "p12"));
    }

    private void descriptor(String process, String fd, String target, String info)
            throws IOException {
        Path folder = proc.resolve(process);
        Files.createDirectories(folder.resolve("fd"));
        Files.createDirectories(folder.resolve("fdinfo"));
        Files.writeString(folder.resolve("comm"), "p" + process + "\n");
        Files.createSymbolicLink(folder.resolve("fd").resolve(fd), Path.of(target));
        Files.writeString(folder.resolve("fdinfo").resolve(fd), info);
    }
}
