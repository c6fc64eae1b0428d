package beelab.sensor.compile;

import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/** Writes the fields of one structure, by their C names, into bytes that start as zeros. */
final class StructWriter {
    private final MemorySegment segment;
    private final StructLayout layout;

    private StructWriter(MemorySegment segment, StructLayout layout) {
        this.segment = segment;
        this.layout = layout;
    }

    /** A structure of its own. */
    static StructWriter of(StructLayout layout) {
        byte[] bytes = new byte[Math.toIntExact(layout.byteSize())];
        return new StructWriter(MemorySegment.ofArray(bytes), layout);
    }

    /** A structure inside this one. */
    StructWriter in(String field) {
        PathElement element = PathElement.groupElement(field);
        return new StructWriter(
                segment.asSlice(layout.byteOffset(element)), (StructLayout) layout.select(element));
    }

    /** A structure of an array inside this one. */
    StructWriter in(String array, int index) {
        PathElement[] path = {PathElement.groupElement(array), PathElement.sequenceElement(index)};
        return new StructWriter(
                segment.asSlice(layout.byteOffset(path)),
                (StructLayout)
                        layout.select(
                                PathElement.groupElement(array), PathElement.sequenceElement()));
    }

    /** An integer field of any width; it must fit, as a signed or as an unsigned number. */
    StructWriter put(String field, long value) {
        PathElement element = PathElement.groupElement(field);
        write((ValueLayout) layout.select(element), layout.byteOffset(element), field, value);
        return this;
    }

    /** An element of an array of integers. */
    StructWriter put(String array, int index, long value) {
        long offset =
                layout.byteOffset(
                        PathElement.groupElement(array), PathElement.sequenceElement(index));
        ValueLayout element =
                (ValueLayout)
                        layout.select(
                                PathElement.groupElement(array), PathElement.sequenceElement());
        write(element, offset, array, value);
        return this;
    }

    /** The first bytes of an array of bytes. */
    StructWriter put(String array, byte[] bytes) {
        long offset = layout.byteOffset(PathElement.groupElement(array));
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, offset, bytes.length);
        return this;
    }

    /** The whole structure, as another writer made it. */
    StructWriter copy(byte[] bytes) {
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return this;
    }

    /** All bytes of the structure. */
    byte[] bytes() {
        return segment.toArray(ValueLayout.JAVA_BYTE);
    }

    private void write(ValueLayout type, long offset, String field, long value) {
        int bits = Math.toIntExact(8 * type.byteSize());
        if (bits < 64 && (value < -(1L << (bits - 1)) || value >= 1L << bits)) {
            throw new IllegalArgumentException(
                    layout.name().orElse("struct") + "." + field + " cannot hold " + value);
        }
        switch (type) {
            case ValueLayout.OfByte t -> segment.set(t, offset, (byte) value);
            case ValueLayout.OfShort t -> segment.set(t, offset, (short) value);
            case ValueLayout.OfInt t -> segment.set(t, offset, (int) value);
            case ValueLayout.OfLong t -> segment.set(t, offset, value);
            default -> throw new IllegalArgumentException(field + " is no integer");
        }
    }
}
