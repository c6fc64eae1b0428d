package beelab.sensor.agent;

import beelab.sensor.enrich.WaitingRoom;
import beelab.sensor.process.ProcessCache;
import beelab.sensor.wire.KernelEvent;
import java.util.List;
import java.util.Map;

/**
 * What the reader thread counted, copied by it about once a second.
 *
 * @param malformed records that could not be decoded
 * @param unattributed records of policies that nobody knows
 * @param records by kind, {@link #KINDS}
 */
record ReaderNumbers(
        ProcessCache.Statistics cache,
        WaitingRoom.Statistics waiting,
        long malformed,
        long unattributed,
        List<Long> records) {

    /** Kinds of records, and what metrics call them. */
    static final List<String> KINDS = List.of("exec", "fork", "exit", "hook", "mapped");

    static final ReaderNumbers NONE =
            new ReaderNumbers(
                    new ProcessCache.Statistics(0, 0, 0, 0),
                    new WaitingRoom.Statistics(0, 0, Map.of()),
                    0,
                    0,
                    List.of(0L, 0L, 0L, 0L, 0L));

    static int kind(KernelEvent record) {
        return switch (record) {
            case KernelEvent.Exec _ -> 0;
            case KernelEvent.Fork _ -> 1;
            case KernelEvent.Exit _ -> 2;
            case KernelEvent.HookHit _ -> 3;
            case KernelEvent.Mapped _ -> 4;
        };
    }
}
