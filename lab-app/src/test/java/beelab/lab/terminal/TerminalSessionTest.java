package beelab.lab.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real bash on a real pseudo terminal. */
class TerminalSessionTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    private final StringBuffer screen = new StringBuffer();
    private final List<Integer> exits = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init") // set before each test
    private TerminalSession session;

    @BeforeEach
    void start() throws Exception {
        Map<String, String> environment =
                TerminalSpec.environment(
                        System.getenv(), List.of(folder.resolve("bin")), folder.resolve("config"));
        session =
                TerminalSession.start(
                        new TerminalSpec("test", folder, environment, "lesson", 90, 20), folder);
        session.addListener(
                new TerminalSession.Listener() {
                    @Override
                    public void promptShown(int exitStatus) {
                        exits.add(exitStatus);
                    }
                });
        Thread.ofVirtual().start(this::readAll);
    }

    @AfterEach
    void stop() {
        session.close();
    }

    private void readAll() {
        char[] buffer = new char[1024];
        try {
            int count = session.read(buffer, 0, buffer.length);
            while (count >= 0) {
                screen.append(buffer, 0, count);
                count = session.read(buffer, 0, buffer.length);
            }
        } catch (java.io.IOException e) {
            screen.append("BROKEN ").append(e);
        }
    }

    private void seen(String text) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(screen.toString()).contains(text));
    }

    @Test
    void runsWhatIsTypedBeforeTheFirstPromptAndEchoesItOnce() {
        session.type("echo $((6*7))-done");
        seen("42-done");
        assertThat(screen.toString().split("echo \\$", -1)).hasSize(2);
        assertThat(screen.toString()).doesNotContain("133;");
    }

    @Test
    void startsInItsFolderWithTheLabsPathAndKubeconfig() {
        session.type("pwd; echo \"$KUBECONFIG|${PATH%%:*}|$TERM\"");
        seen(folder.toString());
        seen(folder.resolve("config") + "|" + folder.resolve("bin") + "|xterm-256color");
    }

    @Test
    void tellsHowCommandsEnd() {
        session.type("(exit 7)");
        await().atMost(Duration.ofSeconds(20)).until(() -> exits.contains(7));
        session.type("true");
        await().atMost(Duration.ofSeconds(20)).until(() -> exits.getLast() == 0);
    }

    @Test
    void tellsProgramsTheirNewSize() {
        session.resize(123, 45);
        session.type("stty size");
        seen("45 123");
    }

    @Test
    void interruptsWhatRuns() {
        session.type("sleep 600; echo never");
        await().atMost(Duration.ofSeconds(20)).until(session::isRunningCommand);
        session.interrupt();
        await().atMost(Duration.ofSeconds(20)).until(() -> exits.contains(130));
        assertThat(screen.toString()).doesNotContain("\nnever");
    }

    @Test
    void endsBackgroundJobsWithTheSession() {
        session.type(
                "(trap '' HUP TERM; exec sleep 611) & disown; setsid -f true; echo started-$!");
        seen("started-");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> TerminalProcesses.membersOf(session.pid()).size() >= 2);
        long shell = session.pid();
        session.close();
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(TerminalProcesses.membersOf(shell)).isEmpty());
    }
}
