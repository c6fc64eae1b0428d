package beelab.sensor.export.json;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** So many events a minute and no more; tells after each minute how many it refused. */
final class RateLimit {
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final long perMinute;
    private final Clock clock;
    private Instant windowEnd;
    private long passed;
    private long refused;

    /**
     * @param perMinute events a minute, -1 for any number
     */
    RateLimit(long perMinute, Clock clock) {
        this.perMinute = perMinute;
        this.clock = clock;
        this.windowEnd = clock.instant().plus(WINDOW);
    }

    /** Whether one more event may pass now. */
    boolean pass() {
        if (perMinute < 0) {
            return true;
        }
        if (passed < perMinute) {
            passed++;
            return true;
        }
        refused++;
        return false;
    }

    /** How many events were refused in the window that has just ended; 0 while one is open. */
    long refusedInEndedWindow() {
        if (perMinute < 0 || clock.instant().isBefore(windowEnd)) {
            return 0;
        }
        long count = refused;
        refused = 0;
        passed = 0;
        windowEnd = clock.instant().plus(WINDOW);
        return count;
    }
}
