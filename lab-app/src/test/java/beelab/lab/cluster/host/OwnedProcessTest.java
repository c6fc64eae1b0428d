package beelab.lab.cluster.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OwnedProcessTest {

    @TempDir Path folder;
    private Journal journal;

    @BeforeEach
    void begin() throws Exception {
        journal = Journal.begin(Journal.fileIn(folder));
    }

    @AfterEach
    void undo() throws Exception {
        journal.close();
        TearDown.of(journal.file()).run((step, number, total) -> {});
    }

    private OwnedProcess sleeper() throws Exception {
        return OwnedProcess.start(
                journal, "sleeper", List.of("sleep", "600"), Map.of(), folder, Duration.ZERO);
    }

    @Test
    void undoing_the_journal_ends_the_process() throws Exception {
        OwnedProcess sleeper = sleeper();
        assertThat(TearDown.of(journal.file()).run((step, number, total) -> {})).isEmpty();
        assertThat(sleeper.alive()).isFalse();
    }

    @Test
    void a_process_whose_pid_was_never_written_down_is_found_by_its_marker() throws Exception {
        OwnedProcess sleeper = sleeper();
        Change.ProcessStarting starting =
                (Change.ProcessStarting) Journal.read(journal.file()).getFirst();
        OwnedProcess.end(starting, List.of());
        assertThat(Proc.stat(sleeper.pid()).filter(s -> s.state() != 'Z')).isEmpty();
    }

    @Test
    void a_reused_pid_is_left_alone() throws Exception {
        OwnedProcess sleeper = sleeper();
        Change.ProcessStarting other = new Change.ProcessStarting("other/1-1", 0);
        OwnedProcess.end(
                other, List.of(new Change.ProcessStarted("other/1-1", sleeper.pid(), 12345)));
        assertThat(sleeper.alive()).isTrue();
    }
}
