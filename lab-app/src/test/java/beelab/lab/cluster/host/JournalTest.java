package beelab.lab.cluster.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {

    private static final List<Change> ALL =
            List.of(
                    new Change.Sysctl("vm.overcommit_memory", "0"),
                    new Change.LinkCreated("docker0"),
                    new Change.ForwardPolicy("iptables", "ACCEPT"),
                    new Change.DeviceRulesCreated("docker0"),
                    new Change.ChainsCreated("KUBE-"),
                    new Change.MountsBelow("/x/kubelet"),
                    new Change.MountedAt("/sys/kernel/tracing"),
                    new Change.TreeCreated("/x/run"),
                    new Change.EntriesCreated("/var/log/pods", List.of("a_b_c", "d")),
                    new Change.EntriesCreated("/var/log/containers", List.of()),
                    new Change.PodContainersCreated("io.kubernetes.pod.uid"),
                    new Change.ProcessStarting("etcd/1-2", 20_000),
                    new Change.ProcessStarted("etcd/1-2", 77, 4711));

    @TempDir Path folder;

    @Test
    void every_change_survives_the_file() throws IOException {
        Path file = Journal.fileIn(folder);
        try (Journal journal = Journal.begin(file)) {
            for (Change change : ALL) {
                journal.record(change);
            }
        }
        assertThat(Journal.read(file)).isEqualTo(ALL);
    }

    @Test
    void a_line_cut_by_a_crash_is_ignored() throws IOException {
        Path file = Journal.fileIn(folder);
        try (Journal journal = Journal.begin(file)) {
            journal.record(ALL.get(0));
        }
        Files.writeString(file, "tree\t/home/someb", StandardOpenOption.APPEND);
        assertThat(Journal.read(file)).containsExactly(ALL.get(0));
    }

    @Test
    void a_journal_that_was_not_undone_is_never_overwritten() throws IOException {
        Path file = Journal.fileIn(folder);
        Journal.begin(file).close();
        assertThatThrownBy(() -> Journal.begin(file)).isInstanceOf(IOException.class);
    }

    @Test
    void fields_cannot_forge_lines() {
        Change forged = new Change.TreeCreated("/x\ntree\t/");
        assertThatThrownBy(forged::line).isInstanceOf(IllegalArgumentException.class);
    }
}
