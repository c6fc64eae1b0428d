package beelab.sensor.wire;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * Words in which the contract headers are written down in Java. The layouts are unaligned, because
 * records and configurations live in byte arrays; the headers have no implicit padding.
 */
public final class Layouts {
    public static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
    public static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED;
    public static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED;
    public static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED;

    private Layouts() {}

    /** A structure under its C name. */
    public static StructLayout struct(String name, MemoryLayout... fields) {
        return MemoryLayout.structLayout(fields).withName(name);
    }

    /** An 8-bit field. */
    public static MemoryLayout u8(String name) {
        return U8.withName(name);
    }

    /** A 16-bit field. */
    public static MemoryLayout u16(String name) {
        return U16.withName(name);
    }

    /** A 32-bit field. */
    public static MemoryLayout u32(String name) {
        return U32.withName(name);
    }

    /** A 64-bit field. */
    public static MemoryLayout u64(String name) {
        return U64.withName(name);
    }

    /** An array field. */
    public static MemoryLayout array(String name, long count, MemoryLayout element) {
        return MemoryLayout.sequenceLayout(count, element).withName(name);
    }

    /** Offset of a field in bytes. */
    public static long offset(StructLayout struct, String field) {
        return struct.byteOffset(PathElement.groupElement(field));
    }
}
