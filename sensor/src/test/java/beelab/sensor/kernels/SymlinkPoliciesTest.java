package beelab.sensor.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scenario's policies on a kernel with BPF LSM: what a signal stops, and what it does not. */
@Tag("qemu")
class SymlinkPoliciesTest {
    private static final int KILLED = 128 + 9;

    @TempDir Path folder;

    /**
     * How {@code ln} ended.
     *
     * @param exitCode its exit code, 128 plus the signal when it was killed
     * @param output what it said
     */
    private record Ended(int exitCode, String output) {}

    @Test
    void preventRefusesThisLinkInTheKernelAndNoOther() throws Exception {
        Path link = folder.resolve("link");
        try (RunningAgent agent = RunningAgent.start(folder, hostPolicy("prevent-symlink"))) {
            Ended ended = link("/etc/passwd", link);

            assertThat(ended.output()).as(agent.log()).contains("Operation not permitted");
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
            agent.await(event -> {
                var lsm = event.path("process_lsm");
                return lsm.path("policy_name").asString("").equals("prevent-symlink")
                        && lsm.path("action").asString("").endsWith("_OVERRIDE");
            });
        }
    }

    @Test
    void restrictKillsTheProcessButNotTheCall() throws Exception {
        Path link = folder.resolve("link");
        try (RunningAgent agent = RunningAgent.start(folder, hostPolicy("restrict-symlink"))) {
            Ended ended = link("/etc/passwd", link);

            assertThat(ended.exitCode()).as(agent.log()).isEqualTo(KILLED);
            assertThat(Files.isSymbolicLink(link)).isTrue();
            agent.await(event ->
                    event.path("process_kprobe")
                            .path("action")
                            .asString("")
                            .equals("KPROBE_ACTION_SIGKILL"));
            agent.await(event -> {
                var exit = event.path("process_exit");
                return exit.path("signal").asString("").equals("SIGKILL")
                        && exit.path("process").path("binary").asString("").endsWith("ln");
            });
        }
    }

    /** The scenario's own policy without its podSelector: there are no pods in this machine. */
    private Path hostPolicy(String name) throws IOException {
        Path scenario = Path.of(System.getProperty("basedir"), "../scenarios/symlink/policies");
        String text = Files.readString(scenario.resolve(name + ".yaml"));
        String forHost = text.replaceFirst("(?m)^  podSelector:\\R(^    .*\\R)+", "");
        assertThat(forHost).doesNotContain("podSelector").contains("name: " + name);
        return Files.writeString(folder.resolve("policy.yaml"), forHost);
    }

    private static Ended link(String target, Path link) throws Exception {
        // A shell in between, as its exit code also tells of signals.
        Process process =
                new ProcessBuilder(
                                List.of(
                                        "/bin/bash",
                                        "-c",
                                        "/usr/bin/ln -s \"$0\" \"$1\"; exit $?",
                                        target,
                                        link.toString()))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }
}
