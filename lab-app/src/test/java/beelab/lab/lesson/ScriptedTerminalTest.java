package beelab.lab.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.lab.lesson.ScriptedTerminal.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Typing into a real bash. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class ScriptedTerminalTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir Path folder;

    private ScriptedTerminal terminal;

    @BeforeEach
    void open() throws Exception {
        terminal = new ScriptedTerminal("main", folder, Map.of("GREETING", "hello"));
    }

    @AfterEach
    void close() {
        terminal.close();
    }

    @Test
    void tells_exit_status_and_output_of_each_command() throws Exception {
        assertThat(terminal.run("echo $GREETING; false", LONG))
                .satisfies(outcome -> {
                    assertThat(outcome.status()).isEqualTo(1);
                    assertThat(outcome.output()).contains("\nhello\n");
                });
        assertThat(terminal.run("true", LONG).status()).isZero();
        assertThat(terminal.run("sh -c 'kill -9 $$'", LONG).status()).isEqualTo(137);
    }

    @Test
    void a_command_that_prints_what_looks_like_a_prompt_does_not_confuse_it() throws Exception {
        Outcome outcome =
                terminal.run(
                        "printf '$ \\n$ '; sleep 0.3; exit_code() { return 7; }; exit_code", LONG);

        assertThat(outcome.status()).isEqualTo(7);
        assertThat(terminal.run("echo next", LONG).output()).contains("next");
    }

    @Test
    void commands_run_in_a_shell_that_another_command_has_opened() throws Exception {
        assertThat(terminal.openShell("env INNER=yes bash --norc", LONG).status()).isZero();
        assertThat(terminal.run("echo inner is $INNER; (exit 5)", LONG))
                .satisfies(outcome -> {
                    assertThat(outcome.output()).contains("inner is yes");
                    assertThat(outcome.status()).isEqualTo(5);
                });
        assertThat(terminal.run("exit", LONG).status()).isEqualTo(5);
        assertThat(terminal.run("echo inner is .$INNER.", LONG).output()).contains("inner is ..");
    }

    @Test
    void a_shell_that_comes_late_and_reads_its_input_away_is_still_found() throws Exception {
        // Swallows what was typed ahead, as a program that takes over the terminal may do.
        Outcome outcome =
                terminal.openShell(
                        "python3 -c 'import time,termios,sys; time.sleep(1.5); termios.tcflush(0, termios.TCIFLUSH)'; bash --norc",
                        LONG);

        assertThat(outcome.status()).isZero();
        assertThat(terminal.run("echo level $_lab_shell", LONG).output()).contains("level 1");
    }

    @Test
    void a_command_that_ends_instead_of_opening_a_shell_is_told_by_its_status() throws Exception {
        assertThat(terminal.openShell("sh -c 'exit 3'", LONG).status()).isEqualTo(3);
        assertThat(terminal.run("echo still here", LONG).status()).isZero();
    }

    @Test
    void what_goes_on_is_ended_by_ctrl_c() throws Exception {
        long place = terminal.output().length();
        terminal.follow("while :; do echo tick; sleep 0.2; done | cat");
        assertThat(terminal.output().awaitText("tick\ntick", place, LONG.toNanos())).isTrue();

        terminal.interrupt();

        assertThat(terminal.run("echo free", LONG).output()).contains("free");
    }

    @Test
    void a_command_that_does_not_end_in_time_is_interrupted() throws Exception {
        assertThat(terminal.run("sleep 60", Duration.ofMillis(500)).timedOut()).isTrue();
        assertThat(terminal.run("echo free", LONG).status()).isZero();
    }
}
