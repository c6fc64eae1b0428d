package beelab.lab.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Durations of many equal things, for their percentiles.
 *
 * @param sorted shortest first, not empty
 */
record Latencies(List<Duration> sorted) {

    Latencies {
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("no durations");
        }
        sorted = sorted.stream().sorted().toList();
    }

    /**
     * The smallest duration that at least {@code percent} of all do not exceed (nearest rank).
     *
     * @param percent above 0, at most 100
     */
    Duration percentile(double percent) {
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.max(rank, 1) - 1);
    }

    /** {@code p50 3.1 ms, p95 8.0 ms, max 12.4 ms (200 events)}. */
    String text() {
        return "p50 %s, p95 %s, max %s (%d events)"
                .formatted(
                        millis(percentile(50)),
                        millis(percentile(95)),
                        millis(percentile(100)),
                        sorted.size());
    }

    static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
    }
}
