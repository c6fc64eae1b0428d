package beelab.sensor.wire;

import java.lang.foreign.MemorySegment;

/**
 * Records of the kernel's perf events about executable mappings, as include/uapi/linux/perf_event.h
 * lays them out:
 *
 * <pre>
 *  0      4      6      8     12    16     24     32       40           64     68      72
 *  +------+------+------+-----+-----+------+------+--------+------------+------+-------+----------+----
 *  | type | misc | size | pid | tid | addr | len  | offset | build id   | prot | flags | path, 0… | …
 *  +------+------+------+-----+-----+------+------+--------+------------+------+-------+----------+----
 *   … | pid | tid | time |    the last 16 bytes
 * </pre>
 *
 * The build id is a length, three bytes, and 20 bytes; without the flag in misc the file has none.
 */
public final class MappingDecoder {
    private static final int MMAP2 = 10;
    private static final int LOST = 2;
    private static final int HAS_BUILD_ID = 1 << 14;
    private static final int BUILD_ID = 40;
    private static final int MAX_BUILD_ID = 20;
    private static final int PATH = 72;
    private static final int TRAILER = 16;

    private MappingDecoder() {}

    /** What a record says. */
    public sealed interface Decoded {

        /** A file was mapped. */
        record Mapped(KernelEvent.Mapped event) implements Decoded {}

        /** Records are missing here. */
        record Lost(long count) implements Decoded {}

        /** Nothing of interest: memory without a file, or another kind of record. */
        record Nothing() implements Decoded {}
    }

    /**
     * Decodes one record.
     *
     * @param record its bytes, header included. Read only during the call
     */
    public static Decoded decode(MemorySegment record) throws MalformedRecordException {
        RecordReader in = new RecordReader(record, record.byteSize());
        return switch (in.i32(0)) {
            case MMAP2 -> mapped(in, record.byteSize());
            case LOST -> new Decoded.Lost(in.i64(16));
            default -> new Decoded.Nothing();
        };
    }

    private static Decoded mapped(RecordReader in, long size) throws MalformedRecordException {
        long trailer = size - TRAILER;
        long end = PATH;
        while (end < trailer && in.u8(end) != 0) {
            end++;
        }
        String path = in.text(PATH, (int) (end - PATH));
        // [vdso], //anon and the like are no files.
        if (!path.startsWith("/") || path.startsWith("//")) {
            return new Decoded.Nothing();
        }
        byte[] buildId = new byte[0];
        if ((in.u16(4) & HAS_BUILD_ID) != 0) {
            buildId = in.bytes(BUILD_ID + 4, Math.min(in.u8(BUILD_ID), MAX_BUILD_ID));
        }
        return new Decoded.Mapped(
                new KernelEvent.Mapped(
                        new ProcessId(in.i32(8), 0),
                        in.i32(12),
                        in.i64(trailer + 8),
                        path,
                        buildId));
    }
}
