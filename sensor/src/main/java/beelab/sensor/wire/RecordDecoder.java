package beelab.sensor.wire;

import static beelab.sensor.wire.Layouts.offset;
import static beelab.sensor.wire.WireLayouts.EXIT_RECORD;
import static beelab.sensor.wire.WireLayouts.FORK_RECORD;
import static beelab.sensor.wire.WireLayouts.RECORD_HEADER;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of the ring buffer to {@link KernelEvent}. Keeps pieces of large buffers until the record
 * that they belong to, so one decoder serves one ring buffer, in one thread.
 *
 * <pre>
 *  0       2       4               8               16      20      24              32
 *  +-------+-------+---------------+---------------+-------+-------+---------------+---------- - -
 *  | kind  | flags | size          | ktime         | tgid  | tid   | start_key     | of the kind
 *  +-------+-------+---------------+---------------+-------+-------+---------------+---------- - -
 * </pre>
 */
public final class RecordDecoder {
    private static final long KIND = offset(RECORD_HEADER, "kind");
    private static final long FLAGS = offset(RECORD_HEADER, "flags");
    private static final long KTIME = offset(RECORD_HEADER, "ktime");
    private static final long TGID = offset(RECORD_HEADER, "tgid");
    private static final long TID = offset(RECORD_HEADER, "tid");
    private static final long START_KEY = offset(RECORD_HEADER, "start_key");
    private static final long FORK_PARENT_KEY = offset(FORK_RECORD, "parent_start_key");
    private static final long FORK_PARENT = offset(FORK_RECORD, "parent_tgid");
    private static final long FORK_CGROUP = offset(FORK_RECORD, "cgroup_id");
    private static final long FORK_NS_TGID = offset(FORK_RECORD, "ns_tgid");
    private static final long EXIT_CODE = offset(EXIT_RECORD, "code");

    /** Some hundred of the largest buffers. */
    private static final long MAX_WAITING = 32L << 20;

    private final ChunkStore chunks = new ChunkStore(MAX_WAITING);

    /**
     * Decodes one record.
     *
     * @param record its bytes; may be longer than the record. Read only during the call
     * @return null when it is a piece of a record that comes later
     * @throws MalformedRecordException when they are not a record of a known kind
     */
    public @Nullable KernelEvent decode(MemorySegment record) throws MalformedRecordException {
        RecordReader in = RecordReader.of(record);
        int kind = in.u16(KIND);
        return switch (kind) {
            case WireLayouts.RECORD_EXEC -> ExecDecoder.decode(in, head(in));
            case WireLayouts.RECORD_FORK -> fork(in, head(in));
            case WireLayouts.RECORD_EXIT -> exit(in, head(in));
            case WireLayouts.RECORD_HOOK -> HookDecoder.decode(in, head(in), chunks);
            case WireLayouts.RECORD_CHUNK -> {
                chunks.add(in, head(in));
                yield null;
            }
            default -> throw new MalformedRecordException("record of unknown kind " + kind);
        };
    }

    /** Large buffers that lost what lies behind their first 4096 bytes: too many were waiting. */
    public long droppedBuffers() {
        return chunks.dropped();
    }

    /** The header, taken apart. */
    record Head(int flags, long ktime, ProcessId process, int tid) {
        boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }

    private static Head head(RecordReader in) throws MalformedRecordException {
        return new Head(
                in.u16(FLAGS),
                in.i64(KTIME),
                new ProcessId(in.i32(TGID), in.i64(START_KEY)),
                in.i32(TID));
    }

    private static KernelEvent fork(RecordReader in, Head head) throws MalformedRecordException {
        return new KernelEvent.Fork(
                head.process(),
                head.tid(),
                head.ktime(),
                new ProcessId(in.i32(FORK_PARENT), in.i64(FORK_PARENT_KEY)),
                in.i64(FORK_CGROUP),
                in.i32(FORK_NS_TGID),
                head.has(WireLayouts.FORK_KERNEL_THREAD));
    }

    private static KernelEvent exit(RecordReader in, Head head) throws MalformedRecordException {
        return new KernelEvent.Exit(head.process(), head.tid(), head.ktime(), in.i32(EXIT_CODE));
    }
}
