package beelab.sensor.attach;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.attach.LiveSensor.Child;
import beelab.sensor.bpf.BpfException;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.wire.KernelEvent.HookArgument;
import beelab.sensor.wire.KernelEvent.HookHit;
import beelab.sensor.wire.KernelValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Types of arguments, members behind pointers and data, read from the running kernel. */
@Tag("kernel")
@ExtendWith(TracefsMounted.class)
class ArgumentTypesTest {
    @TempDir Path directory;

    private LiveSensor sensor;

    @BeforeEach
    void startsTheSensor() throws BpfException {
        sensor = LiveSensor.ofPolicies();
    }

    @AfterEach
    void stopsTheSensor() {
        sensor.close();
    }

    private void load(String hooks) throws PolicyException {
        assertThat(sensor.load("types", hooks).error()).isEmpty();
    }

    private Child python(String script) throws Exception {
        return LiveSensor.run(directory, "python3", "-c", script);
    }

    private static KernelValue value(HookHit hit, int index) {
        return LiveSensor.value(hit, index).orElseThrow();
    }

    private static String text(KernelValue value) {
        return new String(((KernelValue.Bytes) value).value(), StandardCharsets.UTF_8);
    }

    @Test
    void dataOfTheCurrentTaskFollowsMembersPointersAndArrays() throws Exception {
        load(
                """
                kprobes:
                - call: sys_symlinkat
                  args:
                  - {index: 2, type: string}
                  data:
                  - {index: 0, type: int, source: current_task, resolve: cred.uid.val}
                  - {index: 0, type: string, source: current_task, resolve: comm}
                  - {index: 0, type: string, source: current_task, resolve: real_parent.group_leader.comm}
                  - {index: 0, type: uint8, source: current_task, resolve: "comm[1]"}
                  - {index: 0, type: file, source: current_task, resolve: mm.exe_file}
                  - {index: 0, type: path, source: current_task, resolve: fs.pwd}
                  - {index: 0, type: cred, source: current_task, resolve: cred}
                  - {index: 0, type: user_namespace, source: current_task, resolve: cred.user_ns}
                  - {index: 0, type: cap_effective, source: current_task, resolve: cred.cap_effective}
                """);
        Child child = LiveSensor.run(directory, "ln", "-s", "/etc/passwd", "here");

        List<HookHit> hits = sensor.hits(child);
        assertThat(hits).hasSize(1);
        HookHit hit = hits.getFirst();
        int data = HookArgument.DATA;
        assertThat(value(hit, 0)).isEqualTo(new KernelValue.Text("here", false));
        assertThat(value(hit, data)).isEqualTo(new KernelValue.Int(0));
        assertThat(value(hit, data + 1)).isEqualTo(new KernelValue.Text("ln", false));
        assertThat(((KernelValue.Text) value(hit, data + 2)).value()).isEqualTo("java");
        assertThat(value(hit, data + 3)).isEqualTo(new KernelValue.UInt('n'));
        assertThat(((KernelValue.FileRef) value(hit, data + 4)).path()).endsWith("/ln");
        KernelValue.FileRef workingDirectory = (KernelValue.FileRef) value(hit, data + 5);
        assertThat(workingDirectory.path()).isEqualTo(directory.toRealPath().toString());
        assertThat(workingDirectory.what()).isEqualTo(KernelValue.FileKind.PATH);
        KernelValue.Cred cred = (KernelValue.Cred) value(hit, data + 6);
        assertThat(cred.ids().euid()).isZero();
        assertThat(value(hit, data + 7)).isEqualTo(cred.userNamespace());
        assertThat(value(hit, data + 8))
                .isEqualTo(
                        new KernelValue.CapabilitySet(
                                KernelValue.SetKind.EFFECTIVE, cred.ids().effective()));
        assertThat(cred.ids().effective()).isNotZero();
    }

    @Test
    void aPointerThatLeadsNowhereSaysWhereAndShiftsNothing() throws Exception {
        load(
                """
                kprobes:
                - call: sys_connect
                  args:
                  - {index: 1, type: uint16, resolve: sa_family}
                  - {index: 2, type: int}
                """);
        Child child = python("import ctypes; ctypes.CDLL(None).connect(3, ctypes.c_void_p(8), 77)");
        HookHit hit = sensor.hits(child).getLast();
        assertThat(value(hit, 0)).isEqualTo(new KernelValue.ReadError(14, 1));
        assertThat(value(hit, 1)).isEqualTo(new KernelValue.Int(77));
    }

    @Test
    void socketAddressesOfAllFamilies() throws Exception {
        load(
                """
                kprobes:
                - call: sys_connect
                  args:
                  - {index: 1, type: sockaddr}
                  - {index: 1, type: sockaddr_un, sizeArgIndex: 3}
                  - {index: 0, type: int}
                """);
        Child child =
                python(
                        """
                        import socket
                        def go(s, a):
                            try: s.connect(a)
                            except OSError: pass
                        go(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), ('127.0.0.1', 4711))
                        go(socket.socket(socket.AF_INET6, socket.SOCK_DGRAM), ('::1', 4712))
                        go(socket.socket(socket.AF_UNIX), '/no/such.sock')
                        go(socket.socket(socket.AF_UNIX), '\\0abstract')
                        """);
        List<HookHit> hits = sensor.hits(child);
        assertThat(hits.stream().map(h -> (KernelValue.SocketAddress) value(h, 0)).toList())
                .extracting(
                        KernelValue.SocketAddress::family,
                        a -> a.address().getHostAddress(),
                        KernelValue.SocketAddress::port)
                .contains(
                        org.assertj.core.groups.Tuple.tuple(2, "127.0.0.1", 4711),
                        org.assertj.core.groups.Tuple.tuple(10, "0:0:0:0:0:0:0:1", 4712));
        assertThat(hits.stream().map(h -> (KernelValue.UnixAddress) value(h, 1)).toList())
                .contains(
                        new KernelValue.UnixAddress(1, "/no/such.sock"),
                        new KernelValue.UnixAddress(1, "@abstract"),
                        new KernelValue.UnixAddress(2, ""));
    }

    @Test
    void vectorsOfBuffersAreJoinedAndCountedWhenTheCallReturns() throws Exception {
        load(
                """
                kprobes:
                - call: sys_writev
                  args:
                  - {index: 1, type: char_iovec, sizeArgIndex: 3}
                - call: sys_readv
                  return: true
                  args:
                  - {index: 1, type: char_iovec, sizeArgIndex: 3, returnCopy: true}
                  returnArg: {index: 0, type: long}
                """);
        Child child =
                python(
                        """
                        import os
                        r, w = os.pipe()
                        os.writev(w, [b'one ', b'', b'two', b'x' * 5000])
                        os.readv(r, [bytearray(2), bytearray(3)])
                        """);
        List<HookHit> hits = sensor.hits(child);
        KernelValue.Bytes written =
                (KernelValue.Bytes)
                        value(
                                hits.stream()
                                        .filter(h -> h.hookId() == 0)
                                        .findFirst()
                                        .orElseThrow(),
                                0);
        assertThat(written.originalSize()).isEqualTo(5007);
        assertThat(written.value())
                .hasSize(4096)
                .startsWith("one twoxxx".getBytes(StandardCharsets.UTF_8));
        HookHit read = hits.stream().filter(h -> h.hookId() == 1).findFirst().orElseThrow();
        assertThat(text(value(read, 0))).isEqualTo("one t");
    }

    @Test
    void largeBuffersComeWhole() throws Exception {
        load(
                """
                kprobes:
                - call: sys_pwrite64
                  args:
                  - {index: 1, type: char_buf, sizeArgIndex: 3, maxData: true}
                  - {index: 2, type: size_t}
                """);
        Child child =
                python(
                        """
                        import os
                        fd = os.open('f', os.O_CREAT | os.O_WRONLY)
                        data = b''.join(b'%07d\\n' % i for i in range(50000))
                        os.pwrite(fd, data[:300000], 0)
                        os.pwrite(fd, data, 0)
                        os.pwrite(fd, data[:10], 0)
                        """);
        List<HookHit> hits = sensor.hits(child);
        assertThat(hits).hasSize(3);
        KernelValue.Bytes whole = (KernelValue.Bytes) value(hits.get(0), 0);
        assertThat(whole.value()).hasSize(300_000);
        assertThat(whole.cut()).isFalse();
        assertThat(new String(whole.value(), StandardCharsets.UTF_8)).endsWith("0037499\n");
        KernelValue.Bytes most = (KernelValue.Bytes) value(hits.get(1), 0);
        assertThat(most.value()).hasSize(327_360);
        assertThat(most.originalSize()).isEqualTo(400_000);
        assertThat(text(value(hits.get(2), 0))).isEqualTo("0000000\n00");
        assertThat(value(hits.get(1), 1)).isEqualTo(new KernelValue.Size(400_000));
    }

    @Test
    void rawSystemCallsHaveTheirNumberAndArguments() throws Exception {
        load(
                """
                tracepoints:
                - subsystem: raw_syscalls
                  event: sys_enter
                  args:
                  - {index: 4, type: syscall64}
                  - {index: 5}
                  selectors:
                  - matchArgs:
                    - {index: 4, operator: Equal, values: ["266"]}
                """);
        Child child = python("import ctypes; ctypes.CDLL(None).symlinkat(b'a', 77, b'b')");
        HookHit hit = sensor.hits(child).getFirst();
        assertThat(value(hit, 0)).isEqualTo(new KernelValue.Syscall(266, false));
        List<Long> words = ((KernelValue.Words) value(hit, 1)).values();
        assertThat(words).hasSize(6);
        assertThat(words.get(1)).isEqualTo(77);
    }

    @Test
    void textsInsideOfARecord() throws Exception {
        load(
                """
                tracepoints:
                - subsystem: sched
                  event: sched_process_fork
                  args:
                  - {index: 4, type: string}
                - subsystem: task
                  event: task_rename
                  args:
                  - {index: 5}
                """);
        Child child = python("import ctypes; ctypes.CDLL(None).prctl(15, b'renamed', 0, 0, 0)");
        assertThat(
                        sensor.hits(child).stream()
                                .map(h -> value(h, 0))
                                .filter(KernelValue.Text.class::isInstance)
                                .map(v -> ((KernelValue.Text) v).value()))
                .isNotEmpty();
    }

    @Test
    void packetsAndTheirDevice() throws Exception {
        load(
                """
                tracepoints:
                - subsystem: net
                  event: net_dev_queue
                  raw: true
                  args:
                  - {index: 0, type: skb}
                  - {index: 0, type: net_device, resolve: dev, btfType: sk_buff}
                """);
        Child child =
                python(
                        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)"
                                + ".sendto(b'hello', ('127.0.0.1', 4713))");
        HookHit hit = sensor.hits(child).getFirst();
        KernelValue.Packet packet = (KernelValue.Packet) value(hit, 0);
        assertThat(packet.headers().family()).isEqualTo(2);
        assertThat(packet.headers().protocol()).isEqualTo(17);
        assertThat(packet.headers().destinationPort()).isEqualTo(4713);
        assertThat(packet.headers().destinationAddress().getHostAddress()).isEqualTo("127.0.0.1");
        assertThat(value(hit, 1)).isEqualTo(new KernelValue.Text("lo", false));
    }

    @Test
    void programsThatAreLoadedAndTheirCommand() throws Exception {
        load(
                """
                kprobes:
                - call: sys_bpf
                  args:
                  - {index: 0, type: bpf_cmd}
                  - {index: 1, type: bpf_attr}
                """);
        Child child =
                python(
                        """
                        import ctypes, struct
                        attr = struct.pack('IIQQIIQII16s', 1, 7, 0, 0, 0, 0, 0, 0, 0, b'prog')
                        ctypes.CDLL(None).syscall(321, 5, attr, len(attr))
                        """);
        HookHit hit = sensor.hits(child).getFirst();
        assertThat(value(hit, 0)).isEqualTo(new KernelValue.BpfCommand(5));
        assertThat(value(hit, 1)).isEqualTo(new KernelValue.BpfProgram(true, 1, 7, "prog"));
    }

    @Test
    void registersOfASystemCall() throws Exception {
        load(
                """
                kprobes:
                - call: sys_symlinkat
                  args:
                  - {index: 1, type: int}
                  data:
                  - {index: 0, type: int, source: pt_regs, resolve: esi}
                  - {index: 0, type: string, source: pt_regs, resolve: rdx}
                """);
        Child child = python("import ctypes; ctypes.CDLL(None).symlinkat(b'a', 77, b'b')");
        HookHit hit = sensor.hits(child).getFirst();
        assertThat(value(hit, HookArgument.DATA)).isEqualTo(new KernelValue.Int(77));
        assertThat(value(hit, HookArgument.DATA + 1)).isEqualTo(new KernelValue.Text("b", false));
    }
}
