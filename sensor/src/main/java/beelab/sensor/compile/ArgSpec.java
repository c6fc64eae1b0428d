package beelab.sensor.compile;

/**
 * One argument to collect.
 *
 * @param index under which the record carries it: position of the argument in the policy's {@code
 *     args}, {@link #DATA} + position in its {@code data}, or {@link #RETURN}
 * @param type how it is read
 * @param kind what it is in the event
 * @param source where its raw value comes from
 * @param path from the raw value to the member that is read
 * @param size of {@link ArgType#CHAR_BUF} and {@link ArgType#ARRAY}: its bytes; of {@link
 *     ArgType#IOVEC}: its segments; otherwise {@link ArgSource.Constant} 0
 * @param maxData of strings and buffers: bytes to keep, 1 to {@link #MAX_DATA}, of {@link
 *     ArgType#CHAR_BUF} to {@link #MAX_LARGE}
 * @param memory where strings and buffers lie, and the structures on the path
 */
public record ArgSpec(
        int index,
        ArgType type,
        ValueKind kind,
        ArgSource source,
        ValuePath path,
        ArgSource size,
        int maxData,
        Memory memory) {

    /** Index of the first entry of {@code data}. */
    public static final int DATA = 128;

    /** Index of the return value. */
    public static final int RETURN = 255;

    /** Most bytes of one string, path or buffer. */
    public static final int MAX_DATA = 4096;

    /** Most bytes of a buffer with {@code maxData: true}. */
    public static final int MAX_LARGE = 327_360;

    /**
     * Address spaces. Arguments of system calls lie in user memory, those of functions mostly not.
     */
    public enum Memory {
        KERNEL,
        USER
    }

    /** An argument of the kind that its type has by itself, read at the raw value. */
    public ArgSpec(
            int index, ArgType type, ArgSource source, ArgSource size, int maxData, Memory memory) {
        this(index, type, ArgTypes.kind(type), source, ValuePath.NONE, size, maxData, memory);
    }

    /** An argument that needs neither a size nor a limit. */
    public static ArgSpec of(int index, ArgType type, ArgSource source, Memory memory) {
        return new ArgSpec(index, type, source, new ArgSource.Constant(0), MAX_DATA, memory);
    }

    /** The same, read from another place. */
    ArgSpec from(ArgSource other, ArgSource otherSize) {
        return new ArgSpec(index, type, kind, other, path, otherSize, maxData, memory);
    }
}
