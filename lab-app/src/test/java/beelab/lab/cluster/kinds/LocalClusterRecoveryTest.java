package beelab.lab.cluster.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import beelab.lab.cluster.host.Command;
import beelab.lab.cluster.host.DockerEngine;
import beelab.lab.cluster.host.MachineLock;
import beelab.lab.cluster.image.LabImages;
import beelab.lab.cluster.local.LocalKubernetes;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lab that is killed in any moment leaves nothing that the next one does not clean up. */
@Tag("cluster")
final class LocalClusterRecoveryTest {

    private final List<Process> labs = new ArrayList<>();

    @AfterEach
    void clean_up() throws Exception {
        for (Process lab : labs) {
            lab.destroyForcibly().waitFor();
        }
        if (MachineLock.holder().filter(MachineLock.Holder::alive).isEmpty()) {
            // Never while another lab holds the machine: down would end it.
            LocalKubernetes.down(ClusterContract.HOME, ClusterContract.PROGRESS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Start the control plane", "The cluster is ready"})
    void what_a_killed_lab_left_behind_is_undone(String moment) throws Exception {
        MachineState before = MachineState.now(ClusterContract.HOME.state());
        Process lab = up(moment);
        lab.destroyForcibly().waitFor();
        assertThat(MachineState.now(ClusterContract.HOME.state())).isNotEqualTo(before);

        LocalKubernetes.down(ClusterContract.HOME, ClusterContract.PROGRESS);

        assertThat(MachineState.now(ClusterContract.HOME.state())).isEqualTo(before);
    }

    /** As after a power cut: nothing runs, the engine neither, but its containers are on disk. */
    @Test
    void what_is_left_on_disk_without_any_process_is_undone() throws Exception {
        MachineState before = MachineState.now(ClusterContract.HOME.state());
        assumeThat(DockerEngine.version()).as("an engine that is not ours to kill").isEmpty();
        Process lab = up("The cluster is ready");
        String container =
                Command.of(
                                "docker",
                                "create",
                                "--label=" + DockerEngine.POD_LABEL + "=left-behind",
                                LabImages.PAUSE)
                        .output()
                        .strip();
        Path onDisk = Path.of("/var/lib/docker/containers", container);
        assertThat(onDisk).exists();
        List<ProcessHandle> parts = lab.descendants().toList();
        lab.destroyForcibly().waitFor();
        for (ProcessHandle part : parts) {
            part.destroyForcibly();
            part.onExit().get(20, TimeUnit.SECONDS);
        }
        assertThat(DockerEngine.version()).isEmpty();
        // The ids that the engine wrote down belong to another program by now.
        String other = Long.toString(ProcessHandle.current().pid());
        Files.writeString(Path.of("/run/docker.pid"), other);
        Files.writeString(Path.of("/run/docker/containerd/containerd.pid"), other);

        LocalKubernetes.down(ClusterContract.HOME, ClusterContract.PROGRESS);

        assertThat(onDisk).doesNotExist();
        assertThat(MachineState.now(ClusterContract.HOME.state())).isEqualTo(before);
    }

    @Test
    void a_lab_that_is_asked_to_end_undoes_its_cluster_itself() throws Exception {
        MachineState before = MachineState.now(ClusterContract.HOME.state());
        Process lab = up("Start the control plane");
        lab.destroy();
        assertThat(lab.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(MachineState.now(ClusterContract.HOME.state())).isEqualTo(before);
    }

    /** Starts a lab in a process of its own and returns when it has printed a text. */
    private Process up(String until) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                                System.getProperty("java.home") + "/bin/java",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "beelab.lab.cli.LabCommand",
                                "up",
                                "--no-sensor")
                        .redirectErrorStream(true);
        builder.environment().put("LAB_ROOT", ClusterContract.HOME.root().toString());
        Process lab = builder.start();
        labs.add(lab);
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        List<String> seen = new ArrayList<>();
        BufferedReader lines = lab.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.add(line);
            if (line.contains(until)) {
                return lab;
            }
            assertThat(System.nanoTime()).as(seen.toString()).isLessThan(deadline);
        }
        throw new AssertionError("lab up ended: " + seen);
    }
}
