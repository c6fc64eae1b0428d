package beelab.sensor.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.compile.CgroupHierarchy;
import beelab.sensor.wire.KernelEvent.Exec;
import beelab.sensor.wire.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scan of a /proc that the test makes, and of the real one. */
class ProcessScanTest {
    private static final CgroupHierarchy PIDS =
            new CgroupHierarchy(1, "pids", 11, Path.of("/nonexistent"));

    @TempDir private Path proc;

    private void process(int pid, int parent, long ticks, String cmdline) throws IOException {
        Path folder = Files.createDirectory(proc.resolve(Integer.toString(pid)));
        Files.writeString(
                folder.resolve("stat"),
                "%d (it) S %d 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 %d 0 0\n"
                        .formatted(pid, parent, ticks));
        Files.writeString(
                folder.resolve("status"),
                "Name:\tit\nUid:\t1000\t1001\t1002\t1003\nGid:\t1\t2\t3\t4\nNSpid:\t%d\t9\n"
                                .formatted(pid)
                        + "CapInh:\t0000000000000000\nCapPrm:\t000001ffffffffff\n"
                        + "CapEff:\t00000000a80425fb\n");
        Files.write(folder.resolve("cmdline"), cmdline.getBytes(UTF_8));
        Files.writeString(
                folder.resolve("cgroup"), "9:memory:/other\n8:pids:/docker/0123abc\n0::/\n");
        Files.createSymbolicLink(folder.resolve("exe"), Path.of("/usr/bin/it"));
        Files.createSymbolicLink(folder.resolve("cwd"), Path.of("/home"));
        Files.createDirectory(folder.resolve("ns"));
        Files.createSymbolicLink(folder.resolve("ns/uts"), Path.of("uts:[4026531838]"));
        Files.writeString(folder.resolve("loginuid"), "4294967295");
    }

    private List<Exec> scan() throws IOException {
        return new ProcessScan(proc, PIDS).read();
    }

    @Test
    void aProcessIsToldAsIfItHadBeenExecuted() throws Exception {
        process(10, 1, 500, "it\0-v\0\0two words\0");

        Exec it = scan().getFirst();
        assertThat(it.process()).isEqualTo(new ProcessId(10, 5_000_000_000L));
        assertThat(it.arguments().values()).containsExactly("it", "-v", "", "two words");
        assertThat(it.executable().value()).isEqualTo("/usr/bin/it");
        assertThat(it.workingDirectory().value()).isEqualTo("/home");
        assertThat(it.cgroupName().value()).isEqualTo("0123abc");
        assertThat(it.credentials().uid()).isEqualTo(1000);
        assertThat(it.credentials().euid()).isEqualTo(1001);
        assertThat(it.credentials().effective()).isEqualTo(0xa80425fbL);
        assertThat(it.loginUid()).isEqualTo(0xffff_ffffL);
        assertThat(it.namespacePid()).isEqualTo(9);
        assertThat(it.namespaces().uts()).isEqualTo(4026531838L);
        assertThat(it.namespaces().net()).isZero();
    }

    @Test
    void parentsComeBeforeTheirChildrenWhateverTheirPids() throws Exception {
        process(10, 4000, 500, "child\0");
        process(4000, 1, 400, "parent\0");

        List<Exec> processes = scan();
        assertThat(processes).extracting(p -> p.process().tgid()).containsExactly(4000, 10);
        assertThat(processes.getLast().parent()).isEqualTo(processes.getFirst().process());
    }

    @Test
    void aProcessThatVanishesIsLeftOutAndCounted() throws Exception {
        process(10, 1, 500, "stays\0");
        process(11, 1, 500, "goes\0");
        Files.delete(proc.resolve("11/status"));
        Files.createDirectory(proc.resolve("12"));

        ProcessScan scan = new ProcessScan(proc, PIDS);
        assertThat(scan.read()).extracting(p -> p.process().tgid()).containsExactly(10);
        assertThat(scan.vanished()).isEqualTo(2);
    }

    @Test
    void aDeletedExecutableHasNoName() throws Exception {
        process(10, 1, 500, "it\0");
        Files.delete(proc.resolve("10/exe"));
        Files.createSymbolicLink(proc.resolve("10/exe"), Path.of("/tmp/it (deleted)"));

        Exec it = scan().getFirst();
        assertThat(it.executable().value()).isEqualTo("/tmp/it");
        assertThat(it.links()).isZero();
    }

    @Test
    void aProgramThatWritesOverItsArgumentsIsReadAllTheSame() {
        assertThat(ProcessScan.arguments("nginx: worker".getBytes(UTF_8)))
                .containsExactly("nginx: worker");
        assertThat(ProcessScan.arguments(new byte[0])).isEmpty();
    }

    @Test
    void thisProcessIsFoundInTheRealProc() throws Exception {
        int pid = (int) ProcessHandle.current().pid();
        Exec self =
                new ProcessScan(Path.of("/proc"), PIDS)
                        .read().stream()
                                .filter(p -> p.process().tgid() == pid)
                                .findFirst()
                                .orElseThrow();
        assertThat(self.executable().value()).endsWith("/bin/java");
        assertThat(self.workingDirectory().value()).isEqualTo(System.getProperty("user.dir"));
    }
}
