package beelab.lab.progress;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.lab.progress.StageReport.Status;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class StageTest {

    private final List<StageReport> reports = new ArrayList<>();
    private final Progress progress = reports::add;

    @Test
    void a_stage_that_is_not_done_has_failed() {
        try (Stage stage = progress.start("work", Duration.ZERO)) {
            stage.detail("half way");
        }
        assertThat(reports).last().extracting(StageReport::status).isEqualTo(Status.FAILED);
        assertThat(reports).last().extracting(StageReport::detail).isEqualTo("half way");
    }

    @Test
    void a_stage_ends_once() {
        Stage stage = progress.start("work", Duration.ZERO);
        stage.done();
        stage.close();
        stage.failed("late");
        assertThat(reports)
                .extracting(StageReport::status)
                .containsExactly(Status.RUNNING, Status.DONE);
    }

    @Test
    void the_fraction_never_goes_back_and_stays_in_its_bounds() {
        Stage stage = progress.start("work", Duration.ZERO);
        stage.fraction(0.7);
        stage.fraction(0.2);
        stage.fraction(9);
        stage.fraction(-1);
        stage.done();
        assertThat(reports)
                .last()
                .extracting(StageReport::fraction)
                .isEqualTo(OptionalDouble.of(1));
    }

    @Test
    void what_is_left_follows_the_fraction_once_it_means_something() {
        assertThat(running(0.5).remaining()).isEqualTo(Duration.ofSeconds(60));
        assertThat(running(0.01).remaining()).isEqualTo(Duration.ofSeconds(240));
    }

    private static StageReport running(double fraction) {
        return new StageReport(
                "work",
                Status.RUNNING,
                "",
                OptionalDouble.of(fraction),
                Duration.ofSeconds(60),
                Duration.ofSeconds(300));
    }

    @Test
    void without_a_terminal_only_ends_are_printed() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Progress printer =
                new TerminalProgress(new PrintStream(out, true, StandardCharsets.UTF_8), false);
        try (Stage stage = printer.start("Start etcd", Duration.ofSeconds(1))) {
            stage.detail("not printed");
            stage.done();
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).matches("  ✓ Start etcd  \\d\\.\\d s\\R");
    }
}
