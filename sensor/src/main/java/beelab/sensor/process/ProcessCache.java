package beelab.sensor.process;

import beelab.sensor.event.Process;
import beelab.sensor.wire.KernelEvent;
import beelab.sensor.wire.ProcessId;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every process that runs, and those that ended a moment ago. One thread writes and reads it: the
 * one that reads the ring buffer.
 *
 * <p>A pid names at most one process here. When a record tells of a process with the same pid but
 * another start, the older one has ended and its exit record was lost; it is ended then.
 */
public final class ProcessCache {
    private static final int COLLECTIONS_BEFORE_REMOVAL = 2;

    private final ExecutionFactory factory;
    private final int capacity;

    /** By pid, the longest untouched first. */
    private final LinkedHashMap<Integer, Execution> byPid = new LinkedHashMap<>(1024, 0.75f, true);

    private long evicted;
    private long missedExits;
    private long unknown;

    public ProcessCache(ProcessOptions options, KernelClock clock) {
        this.factory = new ExecutionFactory(options, clock);
        this.capacity = options.capacity();
    }

    /** A process that was there before the sensor; parents come before their children. */
    public Execution scanned(KernelEvent.Exec process) {
        Execution parent = find(process.parent());
        Execution found = factory.executed(process, parent, null, true);
        put(found);
        return found;
    }

    /** A process executed a program: what it was before is over. */
    public Execution executed(KernelEvent.Exec exec) {
        Execution before = find(exec.process());
        Execution parent = find(exec.parent());
        if (parent == null && before != null) {
            parent = before.parent;
        }
        Execution now = factory.executed(exec, parent, before, false);
        if (before != null) {
            end(before);
        }
        put(now);
        return now;
    }

    /** A process was created, so far a copy of its parent. */
    public Execution cloned(KernelEvent.Fork fork) {
        Execution child = factory.cloned(fork, find(fork.parent()));
        put(child);
        return child;
    }

    /** The last thread of a process ended; null when the process was not known. */
    public @Nullable Execution ended(KernelEvent.Exit exit) {
        Execution execution = find(exit.process());
        if (execution == null) {
            unknown++;
            return null;
        }
        end(execution);
        return execution;
    }

    /** The process of a record; null when it is not known. Ended ones are found for a while. */
    public @Nullable Execution find(ProcessId id) {
        Execution execution = byPid.get(id.tgid());
        return execution != null && same(execution, id) ? execution : null;
    }

    /**
     * The latest process with that pid, for records that do not tell when it began; null for none.
     */
    public @Nullable Execution latest(int pid) {
        return byPid.get(pid);
    }

    /** Like {@link #find}, and counts when there is none. */
    public @Nullable Execution lookUp(ProcessId id) {
        Execution execution = find(id);
        if (execution == null) {
            unknown++;
        }
        return execution;
    }

    /** Removes what nothing has referred to since the collection before the last. */
    public void collect() {
        for (Iterator<Execution> all = byPid.values().iterator(); all.hasNext(); ) {
            Execution execution = all.next();
            if (execution.references > 0) {
                execution.collectionsAtZero = 0;
            } else if (++execution.collectionsAtZero > COLLECTIONS_BEFORE_REMOVAL) {
                all.remove();
                // Otherwise each generation of a daemon would keep all before it in memory.
                execution.parent = null;
            }
        }
    }

    /** Every process that is kept, as it is now. */
    public List<Kept> kept() {
        return byPid.values().stream()
                .map(each -> new Kept(each.asRelative(), each.references, each.ended))
                .toList();
    }

    /**
     * @param references what {@code refcnt} counts
     * @param ended whether only late records can still refer to it
     */
    public record Kept(Process process, int references, boolean ended) {}

    /** What the cache has done so far. */
    public Statistics statistics() {
        return new Statistics(byPid.size(), evicted, missedExits, unknown);
    }

    /**
     * @param size processes in the cache
     * @param evicted processes that had to go because the cache was full
     * @param missedExits processes whose end was concluded from their pid's next use
     * @param unknown records of processes that the cache did not know
     */
    public record Statistics(int size, long evicted, long missedExits, long unknown) {}

    private static boolean same(Execution execution, ProcessId id) {
        return execution.id.startNanos() == id.startNanos()
                || (execution.scanned
                        && ProcessScan.tick(execution.id.startNanos())
                                == ProcessScan.tick(id.startNanos()));
    }

    private void put(Execution execution) {
        Execution before = byPid.put(execution.id.tgid(), execution);
        if (before != null && before != execution && !before.ended) {
            missedExits++;
            end(before);
        }
        if (execution.parent != null) {
            execution.parent.references++;
        }
        if (byPid.size() > capacity) {
            evict();
        }
    }

    private void end(Execution execution) {
        if (!execution.ended) {
            execution.ended = true;
            execution.references--;
            if (execution.parent != null) {
                execution.parent.references--;
            }
        }
    }

    /** Removes the process that was silent longest. */
    private void evict() {
        Iterator<Map.Entry<Integer, Execution>> all = byPid.entrySet().iterator();
        Execution oldest = all.next().getValue();
        all.remove();
        evicted++;
        end(oldest);
        oldest.parent = null;
    }

    /**
     * Compares all counts with what they count.
     *
     * @throws IllegalStateException naming the first process whose count is wrong
     */
    void checkInvariants() {
        Map<Execution, Integer> expected = new IdentityHashMap<>();
        for (Map.Entry<Integer, Execution> entry : byPid.entrySet()) {
            Execution execution = entry.getValue();
            require(entry.getKey() == execution.id.tgid(), "filed under a wrong pid", execution);
            if (!execution.ended) {
                expected.merge(execution, 1, Integer::sum);
                if (execution.parent != null) {
                    expected.merge(execution.parent, 1, Integer::sum);
                }
            }
        }
        for (Execution execution : byPid.values()) {
            require(
                    execution.references == expected.getOrDefault(execution, 0),
                    "counts "
                            + expected.getOrDefault(execution, 0)
                            + " references, but says "
                            + execution.references,
                    execution);
        }
        require(byPid.size() <= capacity, "cache is too large", null);
    }

    private static void require(boolean condition, String problem, @Nullable Execution execution) {
        if (!condition) {
            Process data = execution == null ? null : execution.data();
            throw new IllegalStateException(
                    problem + (data == null ? "" : ": " + data.pid() + " " + data.binary()));
        }
    }
}
