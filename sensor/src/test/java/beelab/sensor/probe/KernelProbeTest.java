package beelab.sensor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.attach.TracefsMounted;
import beelab.sensor.compile.KernelFeature;
import beelab.sensor.compile.KernelFeatures;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The probe's verdicts against what the kernel shows in other ways. */
@Tag("kernel")
@ExtendWith(TracefsMounted.class)
class KernelProbeTest {
    private static KernelFeatures kernel;

    @BeforeAll
    static void probe() {
        kernel = KernelProbe.probe();
    }

    @Test
    void everyFeatureHasAVerdictWithItsReason() {
        assertThat(kernel.support()).containsOnlyKeys(KernelFeature.values());
        assertThat(kernel.support().values()).noneMatch(support -> support.detail().isBlank());
    }

    @Test
    void whatTheSensorNeedsIsThere() {
        assertThat(new ProbeReport(kernel).sensorCanRun()).isTrue();
        assertThat(kernel.hasTracepoint("sched", "sched_process_exec")).isTrue();
        assertThat(kernel.hasTracepoint("sched", "no_such_event")).isFalse();
    }

    @Test
    void kprobesAgreeWithTheirPerfDevice() {
        assertThat(kernel.has(KernelFeature.KPROBE))
                .isEqualTo(Files.exists(Path.of("/sys/bus/event_source/devices/kprobe/type")));
    }

    @Test
    void theChosenHierarchyIsMounted() {
        assertThat(kernel.cgroups().mountPoint().resolve("cgroup.procs")).exists();
    }

    @Test
    void theReleaseIsTheKernels() throws Exception {
        assertThat(Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip())
                .isEqualTo(kernel.release());
    }
}
