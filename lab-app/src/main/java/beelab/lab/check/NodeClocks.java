package beelab.lab.check;

import beelab.lab.feed.EventBuffer;
import beelab.lab.feed.EventRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Translates times of nodes into the lab's clock. An event cannot arrive before it happened, so the
 * least delay ever seen from a node is its clock's offset plus the shortest way; adding it can make
 * an event a few milliseconds younger than it is, never older.
 */
public final class NodeClocks implements EventBuffer.Listener {

    /** A clock that is further off is not a clock that is a little wrong. */
    private static final Duration MAX_OFFSET = Duration.ofHours(1);

    private final Map<String, Duration> leastDelay = new ConcurrentHashMap<>();

    @Override
    public void added(EventRow row) {
        Duration delay = Duration.between(row.time(), row.received());
        // Processes that were there before the sensor carry old times by design.
        if (!row.atStart() && delay.abs().compareTo(MAX_OFFSET) < 0) {
            leastDelay.merge(row.node(), delay, (a, b) -> a.compareTo(b) <= 0 ? a : b);
        }
    }

    /** When the event happened, by the lab's clock. */
    Instant happened(EventRow row) {
        return row.time().plus(leastDelay.getOrDefault(row.node(), Duration.ZERO));
    }
}
