package beelab.sensor.bpf;

import java.lang.foreign.MemorySegment;

/** Receives the records of a {@link RingBuffer}, always on its thread. */
public interface RingHandler {

    /**
     * One record.
     *
     * @param record its bytes; they belong to the ring and may be read during this call only. What
     *     is thrown is counted and the reader goes on.
     */
    void onRecord(MemorySegment record);

    /**
     * All records that were waiting have been handed over; called at least every {@link
     * RingBuffer#POLL_MILLIS}, also when there were none.
     */
    default void onBatchEnd() {}
}
