package beelab.sensor.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.BpfProgram.ProgramInfo;
import beelab.sensor.bpf.LoadedObjects;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** {@code bee agent} in a process of its own, which a test may kill. */
final class AgentProcess implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;
    private final Path info;

    private AgentProcess(Process process, Path log, Path info) {
        this.process = process;
        this.log = log;
        this.info = info;
    }

    /** Starts an agent in a folder, which gets its socket and its log. */
    static AgentProcess start(Path folder, String... flags) throws IOException {
        Path log = Files.createTempFile(folder, "agent", ".log");
        Path runtime = Files.createTempDirectory(folder, "run");
        List<String> command = new ArrayList<>(bee("agent"));
        command.addAll(
                List.of(
                        "--server-address",
                        "unix://" + runtime.resolve("s.sock"),
                        "--runtime-dir",
                        runtime.toString(),
                        "--tracing-policy-dir",
                        folder.resolve("none").toString(),
                        "--rb-size-total",
                        "4096"));
        command.addAll(List.of(flags));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        return new AgentProcess(process, log, runtime.resolve("beelab-info.json"));
    }

    /** The command line of a command of {@code bee}, on this test's class path. */
    static List<String> bee(String... words) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "beelab.sensor.cli.BeeMain"));
        command.addAll(List.of(words));
        return command;
    }

    /** Its policies are loaded. What others left it may be about to release. */
    AgentProcess awaitReady() throws IOException {
        await().atMost(SOON).until(() -> !process.isAlive() || Files.exists(info));
        assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
        return this;
    }

    /** Where it listens. */
    String address() {
        return "unix://" + info.resolveSibling("s.sock");
    }

    int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** SIGKILL: the agent has no chance to tidy up. */
    void kill() throws InterruptedException {
        Process ignored = process.destroyForcibly();
        assertThat(awaitEnd()).isEqualTo(137);
    }

    /** SIGTERM, as a service manager and Kubernetes send it. */
    void stop() throws InterruptedException {
        process.destroy();
        assertThat(awaitEnd()).isZero();
    }

    /** Kernel-wide numbers of the programs that it holds, from the kernel's own account. */
    Set<Integer> programs() throws IOException {
        Set<Integer> ids = new HashSet<>();
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/fdinfo"))) {
            for (Path one : all) {
                try {
                    Files.readAllLines(one).stream()
                            .filter(line -> line.startsWith("prog_id:"))
                            .forEach(line -> ids.add(Integer.parseInt(line.substring(8).strip())));
                } catch (IOException closedMeanwhile) {
                    continue;
                }
            }
        }
        assertThat(ids).isNotEmpty();
        return ids;
    }

    /** Those of the programs that are in the kernel now. */
    static Set<Integer> alive(Set<Integer> programs) throws BpfException {
        return LoadedObjects.programs().stream()
                .map(ProgramInfo::id)
                .filter(programs::contains)
                .collect(Collectors.toSet());
    }

    /** The kernel frees programs a moment after the last that held them. */
    static void awaitGone(Set<Integer> programs) {
        await().atMost(SOON).untilAsserted(() -> assertThat(alive(programs)).isEmpty());
    }

    @Override
    public void close() throws InterruptedException {
        Process ignored = process.destroyForcibly();
        int ignoredStatus = process.waitFor();
    }
}
