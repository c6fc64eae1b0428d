package beelab.sensor.export.json;

import java.util.function.LongSupplier;

/**
 * So many events a minute and no more; tells after each minute how many it refused. Minutes are
 * counted by a clock that only runs forward: one that was set back must not stop the export.
 */
final class RateLimit {
    private static final long WINDOW_NANOS = 60_000_000_000L;

    private final long perMinute;
    private final LongSupplier nanoTime;
    private long windowEnd;
    private long passed;
    private long refused;

    /**
     * @param perMinute events a minute, -1 for any number
     * @param nanoTime such as {@code System::nanoTime}
     */
    RateLimit(long perMinute, LongSupplier nanoTime) {
        this.perMinute = perMinute;
        this.nanoTime = nanoTime;
        this.windowEnd = nanoTime.getAsLong() + WINDOW_NANOS;
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
        return perMinute < 0 || nanoTime.getAsLong() - windowEnd < 0 ? 0 : endWindow();
    }

    /** Ends the window now: how many events were refused in it. */
    long endWindow() {
        long count = refused;
        refused = 0;
        passed = 0;
        windowEnd = nanoTime.getAsLong() + WINDOW_NANOS;
        return count;
    }
}
