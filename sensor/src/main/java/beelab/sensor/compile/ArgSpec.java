package beelab.sensor.compile;

/**
 * One argument to collect.
 *
 * @param index under which the record carries it: position of the argument in the policy's {@code
 *     args}, 0 to 4, or {@link #RETURN}
 * @param type how it is read
 * @param source where its raw value comes from
 * @param size of {@link ArgType#CHAR_BUF}: its bytes; otherwise {@link ArgSource.Constant} 0
 * @param maxData of strings and buffers: bytes to keep, 1 to {@link #MAX_DATA}
 * @param memory where strings and buffers lie
 */
public record ArgSpec(
        int index, ArgType type, ArgSource source, ArgSource size, int maxData, Memory memory) {

    /** Index of the return value. */
    public static final int RETURN = 255;

    /** Most bytes of one string, path or buffer. */
    public static final int MAX_DATA = 4096;

    /**
     * Address spaces. Arguments of system calls lie in user memory, those of functions mostly not.
     */
    public enum Memory {
        KERNEL,
        USER
    }

    /** An argument that needs neither a size nor a limit. */
    public static ArgSpec of(int index, ArgType type, ArgSource source, Memory memory) {
        return new ArgSpec(index, type, source, new ArgSource.Constant(0), MAX_DATA, memory);
    }
}
