package beelab.sensor.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.sensor.event.Event;
import beelab.sensor.event.Pod;
import beelab.sensor.event.Process;
import beelab.sensor.event.Sample;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventMetricsTest {
    private static final Pod POD = Sample.pod("shop", "web-1");

    private long nanos;

    private EventMetrics metrics(String labels, int maxSeries) {
        return new EventMetrics("n1", LabelFilter.parse(labels), true, maxSeries, () -> nanos);
    }

    private static Event exec(String binary, @Nullable Pod pod) {
        return exec(Sample.process(7, binary, "", pod));
    }

    private static Event exec(Process process) {
        return new Event.Exec(Instant.EPOCH, process, null, List.of());
    }

    private static List<String> scrape(EventMetrics metrics) throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (MetricsServer server = MetricsServer.start(any, metrics::into)) {
            return Scrape.lines(server.port());
        }
    }

    @Test
    void countsByTypeAndProcess() throws Exception {
        EventMetrics metrics = metrics(LabelFilter.DEFAULT, 10);
        metrics.accept(exec("/bin/sh", POD));
        metrics.accept(exec("/bin/sh", POD));
        metrics.accept(exec("/bin/\"q\\\n", null));

        assertThat(scrape(metrics))
                .contains(
                        "tetragon_events_total{binary=\"/bin/sh\",namespace=\"shop\",node_name=\"n1\",pod=\"web-1\",type=\"PROCESS_EXEC\",workload=\"%s\"} 2.0"
                                .formatted(POD.workload()))
                .anyMatch(line -> line.contains("binary=\"/bin/\\\"q\\\\\\n\""));
    }

    @Test
    void labelsThatAreNotWantedAreEmpty() throws Exception {
        EventMetrics metrics = metrics("namespace, nonsense", 10);
        metrics.accept(exec("/bin/sh", POD));

        assertThat(LabelFilter.parse("namespace, nonsense").unknown()).containsExactly("nonsense");
        assertThat(scrape(metrics))
                .contains(
                        "tetragon_events_total{binary=\"\",namespace=\"shop\",node_name=\"n1\",pod=\"\",type=\"PROCESS_EXEC\",workload=\"\"} 1.0");
    }

    @Test
    void tooManySeriesShareOneAndAreCounted() throws Exception {
        EventMetrics metrics = metrics(LabelFilter.DEFAULT, 3);
        for (int i = 0; i < 10; i++) {
            metrics.accept(exec("/bin/" + i, null));
        }

        assertThat(scrape(metrics))
                .contains("beelab_metrics_overflow_total{metric=\"tetragon_events_total\"} 7.0")
                .anyMatch(line -> line.contains("binary=\"\"") && line.endsWith(" 7.0"))
                .filteredOn(line -> line.startsWith("tetragon_events_total{"))
                .hasSize(4);
    }

    @Test
    void theSeriesOfADeletedPodEndAfterAMinute() throws Exception {
        EventMetrics metrics = metrics(LabelFilter.DEFAULT, 10);
        metrics.accept(exec("/bin/sh", POD));
        metrics.accept(exec("/bin/host", null));
        metrics.podGone(POD.namespace(), POD.name());
        nanos += EventMetrics.GRACE.toNanos();
        assertThat(scrape(metrics)).anyMatch(line -> line.contains("\"/bin/sh\""));

        nanos += 1;
        assertThat(scrape(metrics))
                .noneMatch(line -> line.contains("\"/bin/sh\""))
                .anyMatch(line -> line.contains("\"/bin/host\""));
    }

    @Test
    void lossesAndUnknownProcessesCountEvenWithoutEventMetrics() throws Exception {
        EventMetrics metrics = new EventMetrics("n1", LabelFilter.parse(""), false, () -> nanos);
        metrics.accept(new Event.Loss(Instant.EPOCH, 5, "ring buffer full"));
        metrics.accept(exec(Process.unknown(1, 1, Instant.EPOCH)));

        assertThat(scrape(metrics))
                .contains(
                        "beelab_events_lost_total{cause=\"ring buffer full\"} 5.0",
                        "tetragon_events_missing_process_info_total 1.0")
                .noneMatch(line -> line.startsWith("tetragon_events_total{"));
    }

    @Test
    void refusesAValueForALabelThatIsNotThere() {
        assertThatThrownBy(() -> new Samples().put(Metric.RING_RECEIVED, 1, "extra"))
                .hasMessageContaining("tetragon_observer_ringbuf_events_received_total");
    }
}
