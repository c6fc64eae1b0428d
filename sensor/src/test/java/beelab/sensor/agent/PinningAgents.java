package beelab.sensor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Agents that pin in a file system of the test's own, and the calls that policies stop. */
abstract class PinningAgents {
    static final int KILLED = 137;

    @TempDir Path directory;
    final List<AgentProcess> agents = new ArrayList<>();
    private Path mount;
    Path folder;

    @BeforeEach
    void mountFileSystem() throws Exception {
        mount = Files.createDirectory(directory.resolve("bpf"));
        folder = mount.resolve("kept");
        assertThat(run("mount", "-t", "bpf", "bpf", mount.toString())).isZero();
    }

    @AfterEach
    void endEverything() throws Exception {
        for (AgentProcess agent : agents) {
            agent.close();
        }
        // The names go with the file system.
        assertThat(run("umount", mount.toString())).isZero();
    }

    int run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("output").toFile())
                        .start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(command[0] + " ended").isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    String output() {
        try {
            return Files.readString(directory.resolve("output"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    AgentProcess start(String... flags) throws IOException {
        List<String> all = new ArrayList<>(List.of("--bpf-dir", folder.toString()));
        all.addAll(List.of(flags));
        AgentProcess agent = AgentProcess.start(directory, all.toArray(String[]::new));
        agents.add(agent);
        return agent;
    }

    /** Exit code of an ln that policies of these tests stop. */
    int link() throws Exception {
        Path link = directory.resolve("link");
        boolean ignored = Files.deleteIfExists(link);
        return run("/usr/bin/bash", "-c", "ln -s /beelab-kept/target " + link + "; exit $?");
    }

    List<Path> foldersOfAgents() throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    int bee(AgentProcess agent, String... words) throws Exception {
        List<String> command = AgentProcess.bee(words);
        command.addAll(List.of("--server-address", agent.address()));
        return run(command.toArray(String[]::new));
    }
}
