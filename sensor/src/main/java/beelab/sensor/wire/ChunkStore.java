package beelab.sensor.wire;

import static beelab.sensor.wire.Layouts.offset;
import static beelab.sensor.wire.WireLayouts.CHUNK_RECORD;

import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Pieces of large buffers until their hook record comes. The kernel sends them before it and in
 * order, and stops at the first that it cannot send, so what is here is always a beginning. A
 * record that was lost leaves its pieces behind, and one that waits for its call to return may be
 * long in coming: what waits is bounded, and the oldest goes first, counted.
 */
final class ChunkStore {
    private static final long POLICY = offset(CHUNK_RECORD, "policy_id");
    private static final long HOOK = offset(CHUNK_RECORD, "hook_id");
    private static final long INDEX = offset(CHUNK_RECORD, "index");
    private static final long LENGTH = offset(CHUNK_RECORD, "length");

    private final long capacity;
    private final Map<Key, ByteArrayOutputStream> waiting = new LinkedHashMap<>();
    private long bytes;
    private long dropped;

    /**
     * @param capacity bytes that may wait
     */
    ChunkStore(long capacity) {
        this.capacity = capacity;
    }

    /** One buffer of one record. */
    record Key(int tid, long ktime, int policy, int hook, int argument) {}

    void add(RecordReader in, RecordDecoder.Head head) throws MalformedRecordException {
        Key key = new Key(head.tid(), head.ktime(), in.i32(POLICY), in.u16(HOOK), in.u8(INDEX));
        byte[] piece = in.bytes(CHUNK_RECORD.byteSize(), in.u32(LENGTH));
        waiting.computeIfAbsent(key, _ -> new ByteArrayOutputStream()).writeBytes(piece);
        bytes += piece.length;
        Iterator<ByteArrayOutputStream> oldest = waiting.values().iterator();
        while (bytes > capacity && oldest.hasNext()) {
            bytes -= oldest.next().size();
            oldest.remove();
            dropped++;
        }
    }

    /**
     * The bytes behind a record's own, forgotten here.
     *
     * @param wanted bytes that the record says were sent
     */
    byte[] take(Key key, long wanted) {
        ByteArrayOutputStream found = wanted == 0 ? null : waiting.remove(key);
        if (found == null) {
            return new byte[0];
        }
        bytes -= found.size();
        return found.toByteArray();
    }

    /** Buffers that lost what lies behind their first piece, because too much was waiting. */
    long dropped() {
        return dropped;
    }
}
