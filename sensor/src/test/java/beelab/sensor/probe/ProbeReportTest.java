package beelab.sensor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.compile.CgroupHierarchy;
import beelab.sensor.compile.KernelFeature;
import beelab.sensor.compile.KernelFeatures;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The report tells each feature, and for each absence its cost. */
class ProbeReportTest {
    private static final KernelFeatures NOTHING =
            new KernelFeatures(
                    "6.1.0",
                    "x86_64",
                    Map.of(),
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    List.of(),
                    "unknown",
                    Set.of(),
                    "",
                    CgroupHierarchy.unified());

    @Test
    void aKernelWithEverythingCostsNothing() {
        ProbeReport report = new ProbeReport(NOTHING.withOnly(EnumSet.allOf(KernelFeature.class)));
        assertThat(report.sensorCanRun()).isTrue();
        assertThat(report.text()).doesNotContain("costs:").contains("The sensor runs");
    }

    @Test
    void everyAbsenceTellsItsCost() {
        String text = new ProbeReport(NOTHING).text();
        for (KernelFeature feature : KernelFeature.values()) {
            assertThat(text).contains(feature.label()).contains(feature.costOfAbsence());
        }
        assertThat(text).contains("mount -t tracefs").contains("try as root");
    }

    @Test
    void withoutARingBufferTheSensorCannotRun() {
        Set<KernelFeature> others = EnumSet.allOf(KernelFeature.class);
        others.remove(KernelFeature.RING_BUFFER);
        ProbeReport report = new ProbeReport(NOTHING.withOnly(others));
        assertThat(report.sensorCanRun()).isFalse();
        assertThat(report.tree()).containsEntry("sensor_can_run", false);
    }

    @Test
    void optionalFeaturesDoNotStopTheSensor() {
        ProbeReport report =
                new ProbeReport(
                        NOTHING.withOnly(
                                EnumSet.of(
                                        KernelFeature.BTF,
                                        KernelFeature.RING_BUFFER,
                                        KernelFeature.TRACEPOINT,
                                        KernelFeature.RAW_TRACEPOINT)));
        assertThat(report.sensorCanRun()).isTrue();
    }
}
