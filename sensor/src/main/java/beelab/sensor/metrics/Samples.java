package beelab.sensor.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The numbers of one scrape. Belongs to the thread that answers it. */
public final class Samples {
    private final Map<Metric, Map<List<String>, Double>> values = new EnumMap<>(Metric.class);

    /**
     * Takes one number; numbers with the same labels add up, as of two policies with one name in
     * two domains.
     *
     * @param labels a value for each of the metric's labels, in their order; empty for none
     */
    public void put(Metric metric, double value, String... labels) {
        put(metric, value, List.of(labels));
    }

    void put(Metric metric, double value, List<String> labels) {
        if (labels.size() != metric.labels().size()) {
            throw new IllegalArgumentException(
                    metric.exposed() + " has labels " + metric.labels() + ", not " + labels);
        }
        values.computeIfAbsent(metric, _ -> new LinkedHashMap<>())
                .merge(labels, value, Double::sum);
    }

    /** Asks for all numbers at each scrape. */
    static MultiCollector collector(Consumer<Samples> numbers) {
        return () -> {
            Samples samples = new Samples();
            numbers.accept(samples);
            return samples.snapshots();
        };
    }

    private MetricSnapshots snapshots() {
        List<MetricSnapshot> all = new ArrayList<>();
        values.forEach((metric, points) -> all.add(snapshot(metric, points)));
        return new MetricSnapshots(all);
    }

    private static MetricSnapshot snapshot(Metric metric, Map<List<String>, Double> points) {
        return switch (metric.kind()) {
            case COUNTER -> {
                CounterSnapshot.Builder all =
                        CounterSnapshot.builder()
                                .name(without("_total", metric))
                                .help(metric.help());
                points.forEach((labels, value) ->
                        all.dataPoint(
                                CounterDataPointSnapshot.builder()
                                        .labels(labels(metric, labels))
                                        .value(value)
                                        .build()));
                yield all.build();
            }
            case GAUGE -> {
                GaugeSnapshot.Builder all =
                        GaugeSnapshot.builder().name(metric.exposed()).help(metric.help());
                points.forEach((labels, value) ->
                        all.dataPoint(
                                GaugeDataPointSnapshot.builder()
                                        .labels(labels(metric, labels))
                                        .value(value)
                                        .build()));
                yield all.build();
            }
            case INFO -> {
                InfoSnapshot.Builder all =
                        InfoSnapshot.builder().name(without("_info", metric)).help(metric.help());
                points.keySet()
                        .forEach(labels ->
                                all.dataPoint(
                                        InfoDataPointSnapshot.builder()
                                                .labels(labels(metric, labels))
                                                .build()));
                yield all.build();
            }
        };
    }

    /** The library adds the suffix of a kind by itself. */
    private static String without(String suffix, Metric metric) {
        String name = metric.exposed();
        return name.substring(0, name.length() - suffix.length());
    }

    private static Labels labels(Metric metric, List<String> values) {
        return Labels.of(metric.labels(), values);
    }
}
