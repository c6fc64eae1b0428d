package beelab.sensor.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * A counter for each combination of labels, up to a bound: names of programs come from whoever runs
 * them, and an agent that keeps all would grow without end. Past the bound an event counts under
 * its first labels alone, so that sums stay right, and is counted as such.
 */
final class Series {
    private final Metric metric;
    private final int capacity;
    private final ConcurrentHashMap<List<String>, LongAdder> counts = new ConcurrentHashMap<>();
    private final LongAdder overflow = new LongAdder();

    /**
     * @param capacity combinations that are kept apart, at least 1
     */
    Series(Metric metric, int capacity) {
        this.metric = metric;
        this.capacity = capacity;
    }

    /**
     * Counts one.
     *
     * @param labels a value for each label
     * @param coarse the same without what has many values
     */
    void increment(List<String> labels, List<String> coarse) {
        LongAdder known = counts.get(labels);
        if (known == null) {
            List<String> used = labels;
            if (counts.size() >= capacity && !labels.equals(coarse)) {
                overflow.increment();
                used = coarse;
            }
            known = counts.computeIfAbsent(used, _ -> new LongAdder());
        }
        known.increment();
    }

    /** Forgets some combinations, such as those of a pod that is gone. */
    void removeIf(Predicate<List<String>> gone) {
        counts.keySet().removeIf(gone);
    }

    void into(Samples samples) {
        for (Map.Entry<List<String>, LongAdder> count : counts.entrySet()) {
            samples.put(metric, count.getValue().sum(), count.getKey());
        }
        samples.put(Metric.SERIES_REFUSED, overflow.sum(), metric.exposed());
    }
}
