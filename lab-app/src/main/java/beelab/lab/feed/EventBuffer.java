package beelab.lab.feed;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongFunction;

/**
 * The newest events, oldest first, at most {@link #capacity()} of them. Table and checks read the
 * same buffer, so they cannot disagree. What falls out and what never arrived is counted.
 *
 * <p>Safe for use by several threads; the threads of the feed write, everybody else reads.
 */
public final class EventBuffer {

    private final int capacity;
    private final ArrayDeque<EventRow> rows = new ArrayDeque<>();
    private final List<Loss> losses = new ArrayList<>();
    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();
    private final LabPrograms labPrograms = new LabPrograms();
    private long lastSequence;
    private long evicted;

    /**
     * @param capacity number of rows to keep, at least 1
     */
    public EventBuffer(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1: " + capacity);
        }
        this.capacity = capacity;
    }

    /** Hears of changes on the thread that causes them; must return quickly and not throw. */
    public interface Listener {
        /** A row was added. */
        void added(EventRow row);

        /** Events were lost. */
        default void lost(Loss loss) {}
    }

    /** An open subscription. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Rows after a position, and how many of them are not there any more.
     *
     * @param rows oldest first
     * @param missed rows after the position that already fell out of the buffer
     */
    public record Slice(List<EventRow> rows, long missed) {}

    /** Number of rows kept. */
    public int capacity() {
        return capacity;
    }

    /**
     * Adds a row.
     *
     * @param make makes the row of the sequence number that it gets
     */
    void add(LongFunction<EventRow> make) {
        EventRow row;
        synchronized (this) {
            row = make.apply(++lastSequence);
            labPrograms.note(row);
            if (rows.size() == capacity) {
                rows.removeFirst();
                evicted++;
            }
            rows.addLast(row);
        }
        for (Listener listener : listeners) {
            listener.added(row);
        }
    }

    /** Notes that events were lost. */
    void lost(Loss.Where where, long count, String detail) {
        Loss loss;
        synchronized (this) {
            loss = new Loss(lastSequence, Instant.now(), where, count, detail);
            losses.add(loss);
        }
        for (Listener listener : listeners) {
            listener.lost(loss);
        }
    }

    /** Which of the rows the lab itself caused. */
    public LabPrograms labPrograms() {
        return labPrograms;
    }

    /** Calls the listener for everything from now on. */
    public Subscription listen(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Every row in the buffer, oldest first. */
    public synchronized List<EventRow> snapshot() {
        return List.copyOf(rows);
    }

    /** The rows whose sequence is greater than the given one. */
    public synchronized Slice since(long sequence) {
        long present = Math.min(rows.size(), Math.max(0, lastSequence - sequence));
        List<EventRow> found = new ArrayList<>((int) present);
        var newestFirst = rows.descendingIterator();
        for (long i = 0; i < present; i++) {
            found.add(newestFirst.next());
        }
        return new Slice(
                List.copyOf(found.reversed()), Math.max(0, lastSequence - sequence) - present);
    }

    /** Sequence of the newest row; 0 when there was none yet. */
    public synchronized long lastSequence() {
        return lastSequence;
    }

    /** Rows that fell out because the buffer was full. */
    public synchronized long evicted() {
        return evicted;
    }

    /** Losses noted, oldest first. */
    public synchronized List<Loss> losses() {
        return List.copyOf(losses);
    }

    /** Number of losses noted so far; a mark for {@link #lossesSince}. */
    public synchronized int lossCount() {
        return losses.size();
    }

    /** Losses noted after the given mark. */
    public synchronized List<Loss> lossesSince(int mark) {
        return List.copyOf(losses.subList(Math.min(mark, losses.size()), losses.size()));
    }

    /**
     * Events known to be lost on the way to the lab, those that fell out of the buffer not
     * included.
     */
    public synchronized long dropped() {
        return losses.stream().mapToLong(Loss::count).sum();
    }
}
