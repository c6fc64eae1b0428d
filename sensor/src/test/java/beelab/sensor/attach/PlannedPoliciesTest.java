package beelab.sensor.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.sensor.attach.LiveSensor.Child;
import beelab.sensor.compile.KernelFeature;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyStatus;
import beelab.sensor.wire.KernelEvent.HookHit;
import beelab.sensor.wire.KernelValue;
import beelab.sensor.wire.KernelValue.FileRef;
import beelab.sensor.wire.KernelValue.SockTuple;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Policies as their authors write them, planned for this kernel and loaded into it: the events that
 * the plan promises really come, with substitutes as well as without.
 */
@Tag("kernel")
@ExtendWith(TracefsMounted.class)
class PlannedPoliciesTest {
    private static final boolean SUBSTITUTES = !LiveSensor.KERNEL.has(KernelFeature.KPROBE);

    @TempDir private Path folder;
    private LiveSensor sensor;

    @BeforeEach
    void open() throws Exception {
        sensor = LiveSensor.ofPolicies();
    }

    @AfterEach
    void close() {
        sensor.close();
    }

    private PolicyStatus load(String spec) throws PolicyException {
        return sensor.load("planned", spec);
    }

    private static Optional<KernelValue> value(HookHit hit, int index) {
        return LiveSensor.value(hit, index);
    }

    private String function(HookHit hit) {
        return sensor.policies()
                .compiled(hit.policyId())
                .orElseThrow()
                .hooks()
                .get(hit.hookId())
                .functionName();
    }

    @Test
    void reads_and_writes_of_a_folder_are_reported_with_their_mask() throws Exception {
        Path file = Files.writeString(folder.resolve("data"), "old\n");
        PolicyStatus ignored =
                load(
                        """
                        kprobes:
                        - call: security_file_permission
                          syscall: false
                          return: true
                          args: [{index: 0, type: file}, {index: 1, type: int}]
                          returnArg: {index: 0, type: int}
                          selectors:
                          - matchArgs:
                            - {index: 0, operator: Prefix, values: ["%s"]}
                        """
                                .formatted(folder.toRealPath()));

        Child reader = LiveSensor.run(folder, "/bin/cat", "data");
        Child writer = LiveSensor.run(folder, "/bin/sh", "-c", "echo new >> data");

        assertThat(sensor.hits(reader))
                .isNotEmpty()
                .allSatisfy(hit -> {
                    assertThat(function(hit)).isEqualTo("security_file_permission");
                    assertThat(value(hit, 1)).contains(new KernelValue.Int(4));
                    assertThat(((FileRef) value(hit, 0).orElseThrow()).path())
                            .isEqualTo(file.toRealPath().toString());
                    assertThat(hit.returnValue())
                            .as("a status, not a number of bytes")
                            .contains(new KernelValue.Int(0));
                });
        assertThat(sensor.hits(writer))
                .filteredOn(hit -> value(hit, 1).equals(Optional.of(new KernelValue.Int(2))))
                .hasSize(1);
    }

    @Test
    void a_policy_on_writes_is_silent_about_reads() throws Exception {
        Files.writeString(folder.resolve("data"), "old\n");
        PolicyStatus ignored =
                load(
                        """
                        kprobes:
                        - call: security_file_permission
                          syscall: false
                          args: [{index: 0, type: file}, {index: 1, type: int}]
                          selectors:
                          - matchArgs:
                            - {index: 0, operator: Prefix, values: ["%s"]}
                            - {index: 1, operator: Equal, values: ["2"]}
                        """
                                .formatted(folder.toRealPath()));

        assertThat(sensor.hits(LiveSensor.run(folder, "/bin/cat", "data"))).isEmpty();
        assertThat(sensor.hits(LiveSensor.run(folder, "/bin/sh", "-c", "echo new > data")))
                .hasSize(1);
    }

    @Test
    void a_mapping_of_a_file_is_reported() throws Exception {
        PolicyStatus ignored =
                load(
                        """
                        kprobes:
                        - call: security_mmap_file
                          syscall: false
                          return: true
                          args:
                          - {index: 0, type: file}
                          - {index: 1, type: uint32}
                          - {index: 2, type: nop}
                          returnArg: {index: 0, type: int}
                          selectors:
                          - matchArgs:
                            - {index: 0, operator: Postfix, values: ["libc.so.6"]}
                            - {index: 1, operator: Mask, values: ["4"]}
                        """);

        assertThat(sensor.hits(LiveSensor.run(folder, "/bin/cat", "/dev/null")))
                .isNotEmpty()
                .allSatisfy(hit -> {
                    assertThat(((FileRef) value(hit, 0).orElseThrow()).path())
                            .endsWith("/libc.so.6");
                    assertThat(hit.returnValue()).contains(new KernelValue.Int(0));
                });
    }

    @Test
    void a_connection_is_reported_from_connect_to_close() throws Exception {
        PolicyStatus ignored =
                load(
                        """
                        kprobes:
                        - {call: tcp_connect, syscall: false, args: [{index: 0, type: sock}]}
                        - {call: tcp_close, syscall: false, args: [{index: 0, type: sock}]}
                        - call: tcp_sendmsg
                          syscall: false
                          args: [{index: 0, type: sock}, {index: 2, type: int}]
                        """);
        Child client;
        int port;
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            client =
                    LiveSensor.run(
                            folder,
                            "/bin/bash",
                            "-c",
                            "exec 3<>/dev/tcp/127.0.0.1/" + port + "; echo hello >&3; exec 3>&-");
        }

        assertThat(client.exitCode()).isZero();
        List<HookHit> hits = sensor.hits(client);
        assertThat(hits)
                .extracting(this::function)
                .containsExactly("tcp_connect", "tcp_sendmsg", "tcp_close");
        assertThat(hits)
                .allSatisfy(hit -> {
                    SockTuple sock = (SockTuple) value(hit, 0).orElseThrow();
                    assertThat(sock.destinationPort()).isEqualTo(port);
                    assertThat(sock.destinationAddress().getHostAddress()).isEqualTo("127.0.0.1");
                    if (SUBSTITUTES) {
                        assertThat(sock.sourcePort()).isPositive();
                    }
                });
        assertThat(value(hits.get(1), 1)).contains(new KernelValue.Int("hello\n".length()));
    }

    @Test
    void a_connection_that_is_refused_and_one_to_another_port_are_told_apart() throws Exception {
        int closed;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = gone.getLocalPort();
        }
        PolicyStatus ignored =
                load(
                        """
                        kprobes:
                        - call: tcp_connect
                          syscall: false
                          args: [{index: 0, type: sock}]
                          selectors:
                          - matchArgs:
                            - {index: 0, operator: DAddr, values: [127.0.0.0/8]}
                            - {index: 0, operator: DPort, values: ["%d"]}
                        """
                                .formatted(closed));

        Child refused =
                LiveSensor.run(folder, "/bin/bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/" + closed);
        Child other = LiveSensor.run(folder, "/bin/bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/1");

        assertThat(sensor.hits(refused)).hasSize(1);
        SockTuple sock = (SockTuple) value(sensor.hits(refused).getFirst(), 0).orElseThrow();
        assertThat(sock.destinationPort()).isEqualTo(closed);
        assertThat(sensor.hits(other)).isEmpty();
    }

    @Test
    void truncating_is_reported() throws Exception {
        Files.writeString(folder.resolve("data"), "something\n");
        PolicyStatus ignored =
                load(
                        """
                        kprobes:
                        - call: security_path_truncate
                          syscall: false
                          args: [{index: 0, type: path}]
                          selectors:
                          - matchArgs:
                            - {index: 0, operator: Prefix, values: ["%s"]}
                        """
                                .formatted(folder.toRealPath()));

        Child child =
                LiveSensor.run(
                        folder, "/usr/bin/truncate", "-s", "2", folder.toRealPath() + "/data");

        if (SUBSTITUTES) {
            // truncate(1) uses ftruncate(2), which Linux 6.2 and newer ask another hook about.
            assertThat(sensor.hits(child)).hasSize(1);
        }
        assertThat(child.exitCode()).isZero();
    }

    @Test
    void a_buffer_is_read_with_its_length() throws Exception {
        PolicyStatus ignored =
                load(
                        """
                        kprobes:
                        - call: sys_write
                          return: true
                          args:
                          - {index: 0, type: int}
                          - {index: 1, type: char_buf, sizeArgIndex: 3}
                          - {index: 2, type: size_t}
                          returnArg: {index: 0, type: long}
                          selectors:
                          - matchArgs:
                            - {index: 1, operator: Prefix, values: ["hel"]}
                        """);

        Child child = LiveSensor.run(folder, "/bin/sh", "-c", "echo hello; echo bye");

        List<HookHit> hits = sensor.hits(child);
        assertThat(hits).hasSize(1);
        assertThat(value(hits.getFirst(), 1))
                .contains(new KernelValue.Bytes("hello\n".getBytes(StandardCharsets.UTF_8), 6));
        assertThat(value(hits.getFirst(), 2)).contains(new KernelValue.Size(6));
        assertThat(hits.getFirst().returnValue()).contains(new KernelValue.LongInt(6));
    }

    @Test
    void a_tracepoint_of_the_scheduler_reports_its_fields() throws Exception {
        PolicyStatus ignored =
                load(
                        """
                        tracepoints:
                        - subsystem: sched
                          event: sched_process_exec
                          args: [{index: 4}, {index: 5}]
                          selectors:
                          - matchArgs:
                            - {index: 4, operator: Postfix, values: [/true]}
                        """);

        Child child = LiveSensor.run(folder, "/bin/true");

        List<HookHit> hits = sensor.hits(child);
        assertThat(hits).hasSize(1);
        assertThat(value(hits.getFirst(), 0)).contains(new KernelValue.Text("/bin/true", false));
        assertThat(value(hits.getFirst(), 1)).contains(new KernelValue.Int(child.pid()));
    }

    @Test
    void a_refused_policy_leaves_nothing_in_the_kernel() throws Exception {
        long before = loadedPrograms();
        assertThat(before).as("the base sensor's own programs").isPositive();

        assertThatThrownBy(() ->
                        load(
                                """
                                kprobes:
                                - call: sys_symlinkat
                                - {call: sys_linkat, args: [{index: 7, type: int}]}
                                """))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("argument 7 does not exist: sys_linkat has 5 arguments");
        assertThat(loadedPrograms()).isEqualTo(before);
    }

    /**
     * Programs that this process holds: the kernel frees one when its last descriptor is closed.
     */
    private static long loadedPrograms() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(PlannedPoliciesTest::isProgram).count();
        }
    }

    private static boolean isProgram(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals("anon_inode:bpf-prog");
        } catch (IOException closedSince) {
            return false;
        }
    }
}
