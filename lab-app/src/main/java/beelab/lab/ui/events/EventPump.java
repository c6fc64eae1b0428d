package beelab.lab.ui.events;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Carries items from any thread to the FX thread in batches: at once when nothing came for a while,
 * at most 30 times per second under load. It never holds more than {@code capacity} items: when the
 * FX thread cannot keep up, the oldest are left out and counted.
 *
 * @param <T> the items
 */
public final class EventPump<T> {
    /** Shortest time between two batches: 30 per second. */
    public static final Duration INTERVAL = Duration.ofNanos(1_000_000_000L / 30);

    private final int capacity;
    private final Executor fx;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanoTime;
    private final Consumer<List<T>> sink;

    private final Object lock = new Object();
    private final Deque<T> waiting = new ArrayDeque<>();
    private boolean flushPlanned;
    private long lastFlush;
    private long skipped;

    /**
     * @param capacity largest number of items that wait, at least 1
     * @param fx runs a task on the FX thread, later
     * @param timer wakes the pump for delayed batches; owned by the caller
     * @param nanoTime the clock, {@code System::nanoTime} but in tests
     * @param sink takes batches, on the FX thread
     */
    public EventPump(
            int capacity,
            Executor fx,
            ScheduledExecutorService timer,
            LongSupplier nanoTime,
            Consumer<List<T>> sink) {
        this.capacity = capacity;
        this.fx = fx;
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.sink = sink;
        this.lastFlush = nanoTime.getAsLong() - INTERVAL.toNanos();
    }

    /** Adds an item; never blocks, any thread. */
    public void offer(T item) {
        long delay;
        synchronized (lock) {
            if (waiting.size() == capacity) {
                waiting.removeFirst();
                skipped++;
            }
            waiting.addLast(item);
            if (flushPlanned) {
                return;
            }
            flushPlanned = true;
            delay = INTERVAL.toNanos() - (nanoTime.getAsLong() - lastFlush);
        }
        if (delay <= 0) {
            fx.execute(this::flush);
        } else {
            timer.schedule(() -> fx.execute(this::flush), delay, TimeUnit.NANOSECONDS);
        }
    }

    /** Number of items that were left out because the window could not keep up. */
    public long skipped() {
        synchronized (lock) {
            return skipped;
        }
    }

    private void flush() {
        List<T> batch;
        synchronized (lock) {
            batch = new ArrayList<>(waiting);
            waiting.clear();
            flushPlanned = false;
            lastFlush = nanoTime.getAsLong();
        }
        sink.accept(batch);
    }
}
