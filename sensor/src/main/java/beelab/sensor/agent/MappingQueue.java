package beelab.sensor.agent;

import beelab.sensor.attach.MappingWatch;
import beelab.sensor.wire.KernelEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Mappings until their processes are known: they come by another way than the records of
 * executions, so that one may be here before the execution that it belongs to. On the reader
 * thread.
 */
final class MappingQueue {
    private static final long PATIENCE_NANOS = 250_000_000;

    /** Some seconds of a machine that starts programs as fast as it can. */
    private static final int CAPACITY = 20_000;

    private final MappingWatch watch;
    private final LongSupplier bootClock;
    private final Deque<KernelEvent.Mapped> waiting = new ArrayDeque<>();
    private long lost;

    /**
     * @param bootClock nanoseconds since boot, as records have them
     */
    MappingQueue(MappingWatch watch, LongSupplier bootClock) {
        this.watch = watch;
        this.bootClock = bootClock;
    }

    /** Takes what was seen, and hands over what is old enough. */
    void advance(Consumer<KernelEvent> ready) {
        MappingWatch.Seen seen = watch.take();
        lost += seen.lost();
        for (KernelEvent.Mapped mapped : seen.mapped()) {
            if (waiting.size() == CAPACITY) {
                lost++;
            } else {
                waiting.add(mapped);
            }
        }
        long now = waiting.isEmpty() ? 0 : bootClock.getAsLong();
        // Each CPU is in order by itself: the queue is ordered well enough for a wait.
        while (!waiting.isEmpty() && waiting.getFirst().ktime() < now - PATIENCE_NANOS) {
            ready.accept(waiting.removeFirst());
        }
    }

    /** Mappings that were lost since the last call. */
    long takeLost() {
        long count = lost;
        lost = 0;
        return count;
    }
}
