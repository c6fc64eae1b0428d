package beelab.sensor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.attach.TracefsMounted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Enforcement beyond the end of the agent, with agents that really die. */
@Tag("kernel")
@ExtendWith(TracefsMounted.class)
class KeptPoliciesTest extends PinningAgents {
    /**
     * Concerns descendants of bash, which only the programs of the base sensor know: they must be
     * kept too.
     */
    private String policy(String name, String action) throws IOException {
        return Files.writeString(
                        directory.resolve(name + ".yaml"),
                        """
                        apiVersion: cilium.io/v1alpha1
                        kind: TracingPolicy
                        metadata: {name: %s}
                        spec:
                          kprobes:
                          - call: sys_symlinkat
                            syscall: true
                            args: [{index: 0, type: string}]
                            selectors:
                            - matchArgs: [{index: 0, operator: Prefix, values: [/beelab-kept/]}]
                              matchBinaries:
                              - {operator: In, values: [/usr/bin/bash], followChildren: true}
                              matchActions: [{action: %s}]
                        """
                                .formatted(name, action))
                .toString();
    }

    @Test
    void outlivesItsAgentAndIsTakenOverWithoutAGap() throws Exception {
        String kept = policy("kept.by-name", "Sigkill");
        AgentProcess first = start("--keep-sensors-on-exit", "--tracing-policy", kept).awaitReady();
        assertThat(link()).isEqualTo(KILLED);
        Set<Integer> ofFirst = first.programs();
        first.kill();
        assertThat(AgentProcess.alive(ofFirst)).as("programs that were left").isNotEmpty();
        // Nobody reads the ring of events any more: it is full after a few.
        for (int i = 0; i < 40; i++) {
            assertThat(link()).isEqualTo(KILLED);
        }

        Process links =
                new ProcessBuilder(
                                "/usr/bin/bash",
                                "-c",
                                "while [ ! -e stop ]; do ln -s /beelab-kept/target gap; echo $?;"
                                        + " rm -f gap; done >codes 2>/dev/null")
                        .directory(directory.toFile())
                        .start();
        AgentProcess second =
                start(
                                "--keep-sensors-on-exit",
                                "--release-pinned-bpf=false",
                                "--tracing-policy",
                                kept)
                        .awaitReady();
        AgentProcess.awaitGone(ofFirst);
        Path ignored = Files.createFile(directory.resolve("stop"));
        assertThat(links.waitFor(10, TimeUnit.SECONDS)).isTrue();
        List<String> codes = Files.readAllLines(directory.resolve("codes"));
        assertThat(codes).hasSizeGreaterThan(100).containsOnly("" + KILLED);
        assertThat(foldersOfAgents()).hasSize(1);

        Set<Integer> ofSecond = second.programs();
        second.stop();
        assertThat(link()).as("after a stop in good order").isEqualTo(KILLED);

        AgentProcess third = start().awaitReady();
        AgentProcess.awaitGone(ofSecond);
        assertThat(link()).as("released by the next agent").isZero();
        assertThat(foldersOfAgents()).isEmpty();
        Set<Integer> ofThird = third.programs();
        third.stop();
        AgentProcess.awaitGone(ofThird);
    }

    @Test
    void aProgramThatSharesItsPlaceIsKeptToo() throws Exception {
        List<String> flags = new ArrayList<>(List.of("--keep-sensors-on-exit"));
        // Those before it take all places of the system call; see AttachPoints.Room.
        for (int i = 0; i < 16; i++) {
            flags.addAll(List.of("--tracing-policy", policy("p" + i, "Post")));
        }
        flags.addAll(List.of("--tracing-policy", policy("last", "Sigkill")));
        AgentProcess first = start(flags.toArray(String[]::new)).awaitReady();
        Set<Integer> programs = first.programs();
        first.kill();
        assertThat(link()).isEqualTo(KILLED);
        AgentProcess second = start().awaitReady();
        AgentProcess.awaitGone(programs);
        assertThat(link()).isZero();
        second.stop();
        assertThat(foldersOfAgents()).isEmpty();
    }

    @Test
    void withoutTheFlagNothingStays() throws Exception {
        AgentProcess agent = start("--tracing-policy", policy("p", "Sigkill")).awaitReady();
        assertThat(link()).isEqualTo(KILLED);
        Set<Integer> programs = agent.programs();
        agent.kill();
        AgentProcess.awaitGone(programs);
        assertThat(link()).isZero();
        assertThat(foldersOfAgents()).isEmpty();
    }

    @Test
    void aPolicyThatOnlyReportsIsNotKept() throws Exception {
        AgentProcess agent =
                start("--keep-sensors-on-exit", "--tracing-policy", policy("p", "Post"))
                        .awaitReady();
        Set<Integer> programs = agent.programs();
        agent.kill();
        AgentProcess.awaitGone(programs);
    }

    @Test
    void whatNobodyReplacesIsListedAndCanBeDeleted() throws Exception {
        AgentProcess first =
                start("--keep-sensors-on-exit", "--tracing-policy", policy("left", "Sigkill"))
                        .awaitReady();
        Set<Integer> programs = first.programs();
        first.kill();
        AgentProcess second = start("--release-pinned-bpf=false").awaitReady();
        assertThat(link()).isEqualTo(KILLED);
        assertThat(bee(second, "tracingpolicy", "list")).as(this::output).isZero();
        assertThat(output()).contains("left", "goes on enforcing", folder.toString());
        assertThat(bee(second, "tracingpolicy", "delete", "left", "--domain", "static"))
                .as(this::output)
                .isZero();
        assertThat(link()).isZero();
        AgentProcess.awaitGone(programs);
        second.stop();
        assertThat(foldersOfAgents()).isEmpty();
    }

    @Test
    void aStartThatFailsReleasesNothingAndLeavesNothing() throws Exception {
        String kept = policy("kept", "Sigkill");
        AgentProcess first = start("--keep-sensors-on-exit", "--tracing-policy", kept).awaitReady();
        Set<Integer> programs = first.programs();
        first.kill();
        Path broken = Files.writeString(directory.resolve("broken.yaml"), "kind: TracingPolicy\n");
        AgentProcess second =
                start(
                        "--keep-sensors-on-exit",
                        "--tracing-policy",
                        kept,
                        "--tracing-policy",
                        broken.toString());
        assertThat(second.awaitEnd()).isEqualTo(1);
        assertThat(second.log()).contains("broken.yaml");
        assertThat(link()).isEqualTo(KILLED);
        assertThat(AgentProcess.alive(programs)).isNotEmpty();
        assertThat(foldersOfAgents()).hasSize(1);
    }

    @Test
    void aRunningAgentIsLeftAlone() throws Exception {
        AgentProcess first =
                start("--keep-sensors-on-exit", "--tracing-policy", policy("p", "Sigkill"))
                        .awaitReady();
        AgentProcess second = start().awaitReady();
        assertThat(second.log()).doesNotContain("released");
        assertThat(link()).isEqualTo(KILLED);
        second.stop();
        first.kill();
        assertThat(link()).isEqualTo(KILLED);
    }

    @Test
    void aFolderElsewhereIsRefused() throws Exception {
        AgentProcess agent =
                AgentProcess.start(
                        directory,
                        "--keep-sensors-on-exit",
                        "--bpf-dir",
                        directory.resolve("plain").toString());
        agents.add(agent);
        assertThat(agent.awaitEnd()).isEqualTo(1);
        assertThat(agent.log()).contains("not in a file system bpf", "mount -t bpf");
    }
}
