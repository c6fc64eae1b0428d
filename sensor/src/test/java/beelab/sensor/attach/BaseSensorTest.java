package beelab.sensor.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.sensor.attach.LiveSensor.Child;
import beelab.sensor.process.ProcessScan;
import beelab.sensor.wire.KernelEvent;
import beelab.sensor.wire.KernelEvent.Exec;
import beelab.sensor.wire.KernelEvent.Exit;
import beelab.sensor.wire.KernelEvent.Fork;
import beelab.sensor.wire.KernelText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Exec, fork and exit of real children, seen by the real programs. */
@Tag("kernel")
@ExtendWith(TracefsMounted.class)
class BaseSensorTest {
    @TempDir private Path directory;
    private LiveSensor sensor;

    @BeforeEach
    void open() throws Exception {
        sensor =
                new LiveSensor((policy, id) -> {
                    throw new IllegalStateException("no policy in this test");
                });
    }

    @AfterEach
    void close() {
        sensor.close();
    }

    @Test
    void tellsWhatWasExecutedWhereAndByWhom() throws Exception {
        Child child = LiveSensor.run(directory, "/bin/sh", "-c", "exit 3", "with a blank", "");

        Exec exec =
                sensor.event(
                        Exec.class,
                        e ->
                                e.process().tgid() == child.pid()
                                        && e.filename().value().equals("/bin/sh"));
        assertThat(exec.arguments().values())
                .containsExactly("/bin/sh", "-c", "exit 3", "with a blank", "");
        assertThat(exec.workingDirectory())
                .isEqualTo(KernelText.of(directory.toRealPath().toString()));
        assertThat(exec.executable().value()).isEqualTo(Path.of("/bin/sh").toRealPath().toString());
        assertThat(exec.credentials().uid()).isZero();
        assertThat(exec.parent().tgid()).isEqualTo((int) ProcessHandle.current().pid());
        assertThat(exec.inode())
                .isEqualTo((Long) Files.getAttribute(Path.of("/bin/sh"), "unix:ino"));
    }

    @Test
    void tellsTheExitCode() throws Exception {
        Child child = LiveSensor.run(directory, "/bin/sh", "-c", "exit 3");

        Exit exit = sensor.event(Exit.class, e -> e.process().tgid() == child.pid());
        assertThat(exit.status()).isEqualTo(3);
        assertThat(exit.signal()).isZero();
    }

    @Test
    void tellsTheSignalThatEndedAProcess() throws Exception {
        Child child = LiveSensor.run(directory, "/bin/sh", "-c", "kill -TERM $$");

        Exit exit = sensor.event(Exit.class, e -> e.process().tgid() == child.pid());
        assertThat(exit.signal()).isEqualTo(15);
    }

    @Test
    void tellsForksBeforeWhatTheChildDoes() throws Exception {
        Child child = LiveSensor.run(directory, "/bin/sh", "-c", "(/bin/true); exit 0");
        sensor.awaitExit(child);

        Fork fork = sensor.event(Fork.class, f -> f.parent().tgid() == child.pid());
        int forked = fork.process().tgid();
        List<KernelEvent> ofForked =
                sensor.events().stream().filter(e -> e.process().tgid() == forked).toList();
        assertThat(ofForked.getFirst()).isEqualTo(fork);
        assertThat(ofForked).anyMatch(e -> e instanceof Exec);
        assertThat(ofForked.getLast()).isInstanceOf(Exit.class);
    }

    @Test
    void oneProcessHasOneIdFromForkToExitAndInProc() throws Exception {
        Process sleeper = new ProcessBuilder("/bin/sleep", "30").start();
        try {
            int pid = (int) sleeper.pid();
            Exec exec =
                    sensor.event(
                            Exec.class,
                            e ->
                                    e.process().tgid() == pid
                                            && e.filename().value().equals("/bin/sleep"));
            Fork fork = sensor.event(Fork.class, f -> f.process().tgid() == pid);
            assertThat(fork.process()).isEqualTo(exec.process());

            Exec scanned =
                    new ProcessScan(Path.of("/proc"), LiveSensor.KERNEL.cgroups())
                            .read().stream()
                                    .filter(e -> e.process().tgid() == pid)
                                    .findFirst()
                                    .orElseThrow();
            assertThat(ProcessScan.tick(scanned.process().startNanos()))
                    .isEqualTo(ProcessScan.tick(exec.process().startNanos()));
            assertThat(scanned)
                    .usingRecursiveComparison()
                    .ignoringFields(
                            "process",
                            "parent.startNanos",
                            "ktime",
                            "flags",
                            "credentials.securebits")
                    .isEqualTo(exec);
        } finally {
            sleeper.destroyForcibly().waitFor();
        }
    }

    @Test
    void losesNothingOfAThousandProcesses() throws Exception {
        Child child =
                LiveSensor.run(
                        directory,
                        "/bin/sh",
                        "-c",
                        "i=0; while [ $i -lt 1000 ]; do (:) ; i=$((i+1)); done");
        sensor.awaitExit(child);

        assertThat(sensor.find(Fork.class, f -> f.parent().tgid() == child.pid())).hasSize(1000);
        assertThat(sensor.base().counters().read()[0]).isZero();
    }

    @Test
    void leavesNothingInTheKernelWhenClosed() throws Exception {
        sensor.close();
        Map<String, Integer> before = KernelHandles.count();
        LiveSensor another =
                new LiveSensor((policy, id) -> {
                    throw new IllegalStateException("no policy in this test");
                });
        assertThat(KernelHandles.count()).isNotEqualTo(before);
        another.close();

        assertThat(KernelHandles.count()).isEqualTo(before);
        open();
    }

    @Test
    void refusesARingThatIsNoPowerOfTwo() {
        assertThatThrownBy(() -> BaseSensor.open(LiveSensor.KERNEL.cgroups(), 5000, record -> {}))
                .hasMessageContaining("power of two")
                .hasMessageContaining("5000");
    }
}
