package beelab.sensor.pipeline;

import beelab.sensor.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue between the reader thread and one sink. A full queue drops the newest events
 * and counts them; the count takes its place in the stream as a {@link Event.Loss}, at the very
 * position where the dropped events are missing. The lock is held for a few instructions only.
 */
public final class SinkQueue {
    private final String name;
    private final int capacity;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private long pendingLoss;
    private long totalDropped;

    /**
     * @param name for the loss records, such as {@code export-file}
     * @param capacity how many events may wait, at least 1; loss records do not count
     */
    public SinkQueue(String name, int capacity, Clock clock) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, not " + capacity);
        }
        this.name = name;
        this.capacity = capacity;
        this.clock = clock;
    }

    /** Appends an event, or counts it as dropped. A dropped loss record adds its own count. */
    public boolean offer(Event event) {
        lock.lock();
        try {
            if (events.size() >= capacity) {
                long lost = event instanceof Event.Loss loss ? loss.dropped() : 1;
                pendingLoss += lost;
                totalDropped += lost;
                return false;
            }
            if (pendingLoss > 0) {
                events.addLast(takeLoss());
            }
            events.addLast(event);
            filled.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The next event, or null when nothing waits. */
    public @Nullable Event poll() {
        lock.lock();
        try {
            Event event = events.pollFirst();
            return event == null && pendingLoss > 0 ? takeLoss() : event;
        } finally {
            lock.unlock();
        }
    }

    /** The next event; waits for one, and returns null when none came in time. */
    public @Nullable Event poll(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = timeout.toNanos();
            while (events.isEmpty() && pendingLoss == 0 && left > 0) {
                left = filled.awaitNanos(left);
            }
            return poll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a poll would return an event now. */
    public boolean isEmpty() {
        lock.lock();
        try {
            return events.isEmpty() && pendingLoss == 0;
        } finally {
            lock.unlock();
        }
    }

    /** How many events this queue has dropped since it was made. */
    public long dropped() {
        lock.lock();
        try {
            return totalDropped;
        } finally {
            lock.unlock();
        }
    }

    private Event takeLoss() {
        Event loss = new Event.Loss(clock.instant(), pendingLoss, name + " queue was full");
        pendingLoss = 0;
        return loss;
    }
}
