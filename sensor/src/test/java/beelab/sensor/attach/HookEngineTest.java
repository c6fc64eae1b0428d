package beelab.sensor.attach;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.attach.LiveSensor.Child;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.wire.HookAction;
import beelab.sensor.wire.KernelEvent;
import beelab.sensor.wire.KernelEvent.HookHit;
import beelab.sensor.wire.KernelValue;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Argument types, selectors and returns of the hook engine, in the kernel, with real policies. */
@Tag("kernel")
@ExtendWith(TracefsMounted.class)
class HookEngineTest {
    @TempDir private Path directory;
    private LiveSensor sensor;

    @BeforeEach
    void open() throws Exception {
        sensor = LiveSensor.ofPolicies();
    }

    @AfterEach
    void close() {
        sensor.close();
    }

    private void load(String kprobes) throws PolicyException {
        assertThat(sensor.load("engine", "kprobes:\n" + kprobes).error()).isEmpty();
    }

    private Child sh(String script) throws Exception {
        return LiveSensor.run(directory, "/bin/bash", "-c", script);
    }

    private static KernelValue argument(HookHit hit, int index) {
        return LiveSensor.value(hit, index).orElseThrow();
    }

    private static String path(HookHit hit, int index) {
        return ((KernelValue.FileRef) argument(hit, index)).path();
    }

    @Test
    void descriptorsAreShownAsTheirFilesAndBuffersWithTheirSize() throws Exception {
        load(
                """
                - call: sys_write
                  syscall: true
                  args:
                  - index: 0
                    type: fd
                  - index: 1
                    type: char_buf
                    sizeArgIndex: 3
                  - index: 2
                    type: size_t
                  selectors:
                  - matchArgs:
                    - index: 0
                      operator: Postfix
                      values: ["/hello.txt"]
                """);
        Child child = sh("echo hello > hello.txt; echo other > other.txt");

        List<HookHit> hits = sensor.hits(child);
        assertThat(hits).hasSize(1);
        HookHit hit = hits.getFirst();
        assertThat(path(hit, 0)).isEqualTo(directory.toRealPath().resolve("hello.txt").toString());
        assertThat(argument(hit, 1))
                .isEqualTo(new KernelValue.Bytes("hello\n".getBytes(StandardCharsets.UTF_8), 6));
        assertThat(argument(hit, 2)).isEqualTo(new KernelValue.Size(6));
    }

    @Test
    void longBuffersAreCutAndSayHowLongTheyWere() throws Exception {
        load(
                """
                - call: sys_write
                  syscall: true
                  args:
                  - index: 0
                    type: int
                  - index: 1
                    type: char_buf
                    sizeArgIndex: 3
                  selectors:
                  - matchArgs:
                    - index: 1
                      operator: Prefix
                      values: ["wwwwwwww"]
                """);
        Child child = sh("printf 'w%.0s' {1..6000} > big.txt");

        KernelValue.Bytes bytes = (KernelValue.Bytes) argument(sensor.hits(child).getFirst(), 1);
        assertThat(bytes.value()).hasSize(4096).containsOnly('w');
        assertThat(bytes.originalSize()).isBetween(4096L, 6000L);
    }

    @Test
    void pipesHaveTheNamesThatProcShows() throws Exception {
        load(
                """
                - call: sys_write
                  syscall: true
                  args:
                  - index: 0
                    type: fd
                  - index: 1
                    type: char_buf
                    sizeArgIndex: 3
                  selectors:
                  - matchArgs:
                    - index: 1
                      operator: Equal
                      values: ["through a pipe"]
                """);
        Child child = sh("printf 'through a pipe' | cat");

        sensor.awaitExit(child);
        HookHit hit = sensor.find(HookHit.class, h -> path(h, 0).startsWith("pipe:[")).getFirst();
        assertThat(path(hit, 0)).matches("pipe:\\[\\d+]");
    }

    @Test
    void entryAndReturnAreOneEvent() throws Exception {
        load(
                """
                - call: sys_openat
                  syscall: true
                  return: true
                  args:
                  - index: 0
                    type: int
                  - index: 1
                    type: string
                  returnArg:
                    index: 0
                    type: int
                  selectors:
                  - matchArgs:
                    - index: 1
                      operator: Postfix
                      values: ["here.txt"]
                """);
        Files.writeString(directory.resolve("here.txt"), "x");
        Child child = sh("cat here.txt; cat nowhere.txt; true");

        sensor.awaitExit(child);
        List<HookHit> hits =
                sensor.find(
                        HookHit.class,
                        h ->
                                argument(h, 1) instanceof KernelValue.Text(String text, boolean _)
                                        && text.endsWith("here.txt"));
        assertThat(hits).hasSize(2);
        assertThat(hits.get(0).returnValue())
                .get()
                .isInstanceOfSatisfying(
                        KernelValue.Int.class, fd -> assertThat(fd.value()).isPositive());
        assertThat(hits.get(1).returnValue()).isEqualTo(Optional.of(new KernelValue.Int(-2)));
    }

    @Test
    void returnSelectorsDecideOnTheReturn() throws Exception {
        load(
                """
                - call: sys_openat
                  syscall: true
                  return: true
                  args:
                  - index: 1
                    type: string
                  returnArg:
                    index: 0
                    type: int
                  selectors:
                  - matchArgs:
                    - index: 1
                      operator: Postfix
                      values: ["where.txt"]
                    matchReturnArgs:
                    - operator: LT
                      values: ["0"]
                """);
        Files.writeString(directory.resolve("somewhere.txt"), "x");
        Child child = sh("cat somewhere.txt; cat nowhere.txt; true");

        sensor.awaitExit(child);
        List<HookHit> hits =
                sensor.find(
                        HookHit.class,
                        h ->
                                argument(h, 0) instanceof KernelValue.Text(String text, boolean _)
                                        && text.endsWith("where.txt"));
        assertThat(hits).hasSize(1);
        assertThat(argument(hits.getFirst(), 0))
                .isEqualTo(new KernelValue.Text("nowhere.txt", false));
        assertThat(hits.getFirst().returnAction()).isEqualTo(HookAction.POST);
    }

    @Test
    void buffersCanBeReadWhenTheCallReturns() throws Exception {
        load(
                """
                - call: sys_read
                  syscall: true
                  return: true
                  args:
                  - index: 0
                    type: fd
                  - index: 1
                    type: char_buf
                    returnCopy: true
                  - index: 2
                    type: size_t
                  returnArg:
                    index: 0
                    type: long
                  selectors:
                  - matchArgs:
                    - index: 0
                      operator: Postfix
                      values: ["secret.txt"]
                """);
        Files.writeString(directory.resolve("secret.txt"), "the secret");
        Child child = sh("read -r line < secret.txt; true");

        sensor.awaitExit(child);
        List<HookHit> hits = sensor.hits(child);
        assertThat(hits).isNotEmpty();
        String read =
                hits.stream()
                        .map(h -> (KernelValue.Bytes) argument(h, 1))
                        .map(b -> new String(b.value(), StandardCharsets.UTF_8))
                        .reduce("", String::concat);
        assertThat(read).isEqualTo("the secret");
    }

    @Test
    void securityFilePermissionShowsFileAndMask() throws Exception {
        load(
                """
                - call: security_file_permission
                  syscall: false
                  args:
                  - index: 0
                    type: file
                  - index: 1
                    type: int
                  selectors:
                  - matchArgs:
                    - index: 0
                      operator: Prefix
                      values: ["%s/"]
                    - index: 1
                      operator: Equal
                      values: ["2"]
                """
                        .formatted(directory.toRealPath()));
        Child child = sh("echo a > a.txt; read -r line < a.txt; true");

        List<HookHit> hits = sensor.hits(child);
        assertThat(hits).hasSize(1);
        assertThat(path(hits.getFirst(), 0)).endsWith("/a.txt");
        assertThat(argument(hits.getFirst(), 1)).isEqualTo(new KernelValue.Int(2));
    }

    @Test
    void tcpConnectShowsBothEndsOfTheConnection() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            load(
                    """
                    - call: tcp_connect
                      syscall: false
                      args:
                      - index: 0
                        type: sock
                      selectors:
                      - matchArgs:
                        - index: 0
                          operator: DPort
                          values: ["%d"]
                        - index: 0
                          operator: DAddr
                          values: ["127.0.0.0/8"]
                    """
                            .formatted(server.getLocalPort()));
            Child child = sh("exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort() + "; exec 3>&-");

            List<HookHit> hits = sensor.hits(child);
            assertThat(hits).hasSize(1);
            KernelValue.SockTuple sock = (KernelValue.SockTuple) argument(hits.getFirst(), 0);
            assertThat(sock.destinationPort()).isEqualTo(server.getLocalPort());
            assertThat(sock.destinationAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
            assertThat(sock.sourceAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
            assertThat(sock.sourcePort()).isPositive();
            assertThat(sock.family()).isEqualTo(2);
            assertThat(sock.protocol()).isEqualTo(6);
        }
    }

    @Test
    void tcpCloseAndSendAreReportedForTheirProcess() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            load(
                    """
                    - call: tcp_close
                      syscall: false
                      args:
                      - index: 0
                        type: sock
                    - call: tcp_sendmsg
                      syscall: false
                      args:
                      - index: 0
                        type: sock
                      - index: 2
                        type: int
                    """);
            Child child =
                    sh(
                            "exec 3<>/dev/tcp/127.0.0.1/%d; printf hello >&3; exec 3>&-"
                                    .formatted(server.getLocalPort()));

            List<HookHit> hits = sensor.hits(child);
            assertThat(hits).extracting(HookHit::hookId).containsExactlyInAnyOrder(0, 1);
            HookHit send = hits.stream().filter(h -> h.hookId() == 1).findFirst().orElseThrow();
            assertThat(argument(send, 1)).isEqualTo(new KernelValue.Int(5));
        }
    }

    @Test
    void binariesSelectTheProcess() throws Exception {
        load(
                """
                - call: sys_openat
                  syscall: true
                  args:
                  - index: 1
                    type: string
                  selectors:
                  - matchArgs:
                    - index: 1
                      operator: Equal
                      values: ["marked.txt"]
                    matchBinaries:
                    - operator: In
                      values: ["%s"]
                """
                        .formatted(Path.of("/bin/cat").toRealPath()));
        Files.writeString(directory.resolve("marked.txt"), "x");
        Child child = sh("head -c1 marked.txt; cat marked.txt; true");

        sensor.awaitExit(child);
        List<HookHit> hits =
                sensor.find(
                        HookHit.class,
                        h -> argument(h, 0).equals(new KernelValue.Text("marked.txt", false)));
        assertThat(hits).hasSize(1);
    }

    private void loadLinksOf(String pids) throws PolicyException {
        load(
                """
                - call: sys_symlinkat
                  syscall: true
                  args:
                  - index: 0
                    type: string
                  selectors:
                  - matchPIDs:
                    - %s
                """
                        .formatted(pids));
    }

    @Test
    void pidsCoverDescendantsOnlyWhenForksAreFollowed() throws Exception {
        long self = ProcessHandle.current().pid();
        loadLinksOf("{operator: In, values: [%d], followForks: true}".formatted(self));
        Child child = sh("(ln -s a b); true");
        sensor.awaitExit(child);
        assertThat(sensor.find(HookHit.class, _ -> true)).hasSize(1);
    }

    @Test
    void pidsOfOthersDoNotMatch() throws Exception {
        long self = ProcessHandle.current().pid();
        loadLinksOf("{operator: In, values: [%d]}".formatted(self));
        Child child = sh("(ln -s a b); true");
        sensor.awaitExit(child);
        assertThat(sensor.find(HookHit.class, _ -> true)).isEmpty();
    }

    @Test
    void namespacePidsAreThoseOfTheProcessItself() throws Exception {
        loadLinksOf("{operator: In, values: [1], isNamespacePID: true}");
        Child child =
                LiveSensor.run(
                        directory,
                        "unshare",
                        "--pid",
                        "--fork",
                        "/bin/bash",
                        "-c",
                        "exec ln -s a b");
        sensor.awaitExit(child);
        List<HookHit> hits = sensor.find(HookHit.class, _ -> true);
        assertThat(hits).hasSize(1);
        assertThat(
                        sensor.find(
                                        KernelEvent.Exec.class,
                                        e -> e.process().equals(hits.getFirst().process()))
                                .getLast()
                                .namespacePid())
                .isEqualTo(1);
    }

    @Test
    void unreadableStringsKeepTheirPlace() throws Exception {
        load(
                """
                - call: sys_symlinkat
                  syscall: true
                  args:
                  - index: 0
                    type: string
                  - index: 1
                    type: int
                  - index: 2
                    type: string
                """);
        Child child =
                LiveSensor.run(
                        directory,
                        "python3",
                        "-c",
                        "import ctypes; ctypes.CDLL(None).symlinkat(ctypes.c_void_p(8), 77, b'x')");

        List<HookHit> hits = sensor.hits(child);
        assertThat(hits).hasSize(1);
        assertThat(argument(hits.getFirst(), 0)).isEqualTo(new KernelValue.ReadError(14));
        assertThat(argument(hits.getFirst(), 1)).isEqualTo(new KernelValue.Int(77));
        assertThat(argument(hits.getFirst(), 2)).isEqualTo(new KernelValue.Text("x", false));
    }
}
