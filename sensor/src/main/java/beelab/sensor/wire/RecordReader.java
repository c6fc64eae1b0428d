package beelab.sensor.wire;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Reads fields of one record, each within its bounds. Nothing that it returns refers to the
 * record's memory.
 *
 * @param data the record, at least {@code size} bytes
 * @param size as the record's header tells
 */
record RecordReader(MemorySegment data, long size) {

    /** Starts at the header, and takes the size from there. */
    static RecordReader of(MemorySegment data) throws MalformedRecordException {
        long header = WireLayouts.RECORD_HEADER.byteSize();
        if (data.byteSize() < header) {
            throw new MalformedRecordException(
                    "record of " + data.byteSize() + " bytes; its header alone has " + header);
        }
        long size =
                Integer.toUnsignedLong(
                        data.get(Layouts.U32, Layouts.offset(WireLayouts.RECORD_HEADER, "size")));
        if (size < header || size > data.byteSize()) {
            throw new MalformedRecordException(
                    "record of " + data.byteSize() + " bytes says that it has " + size);
        }
        return new RecordReader(data, size);
    }

    int u8(long offset) throws MalformedRecordException {
        check(offset, 1);
        return Byte.toUnsignedInt(data.get(Layouts.U8, offset));
    }

    int u16(long offset) throws MalformedRecordException {
        check(offset, 2);
        return Short.toUnsignedInt(data.get(Layouts.U16, offset));
    }

    int i32(long offset) throws MalformedRecordException {
        check(offset, 4);
        return data.get(Layouts.U32, offset);
    }

    long u32(long offset) throws MalformedRecordException {
        return Integer.toUnsignedLong(i32(offset));
    }

    long i64(long offset) throws MalformedRecordException {
        check(offset, 8);
        return data.get(Layouts.U64, offset);
    }

    byte[] bytes(long offset, long length) throws MalformedRecordException {
        check(offset, length);
        return data.asSlice(offset, length).toArray(Layouts.U8);
    }

    String text(long offset, long length) throws MalformedRecordException {
        return new String(bytes(offset, length), StandardCharsets.UTF_8);
    }

    private void check(long offset, long length) throws MalformedRecordException {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new MalformedRecordException(
                    "field of " + length + " bytes at " + offset + " in a record of " + size);
        }
    }
}
