package beelab.lab.bench;

import beelab.lab.feed.EventKind;
import beelab.lab.feed.EventRow;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A number of short processes, each told from the other by its argument, and when each was seen.
 */
final class EventTrain {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String NAME = "beelab-bench-" + ProcessHandle.current().pid();

    private final Map<String, Duration> seen = new ConcurrentHashMap<>();

    /** Takes note when a row is one of ours; {@code now} is when it arrived at its place. */
    void arrived(EventRow row, Instant now) {
        if (row.kind() == EventKind.PROCESS_EXEC && row.arguments().contains(NAME)) {
            seen.putIfAbsent(row.arguments(), Duration.between(row.time(), now));
        }
    }

    /**
     * Starts the processes one after the other and waits until all were seen.
     *
     * @throws IOException when some never arrived
     */
    Latencies run(int count, Duration pause) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            new ProcessBuilder("/bin/true", NAME + "-" + i).start().waitFor();
            Thread.sleep(pause);
        }
        long limit = System.nanoTime() + PATIENCE.toNanos();
        while (seen.size() < count && System.nanoTime() < limit) {
            Thread.sleep(10);
        }
        if (seen.size() < count) {
            throw new IOException(
                    "only %d of %d events arrived within %d s"
                            .formatted(seen.size(), count, PATIENCE.toSeconds()));
        }
        return latencies();
    }

    /** Of what was seen so far; at least one event. */
    Latencies latencies() {
        return new Latencies(List.copyOf(seen.values()));
    }
}
