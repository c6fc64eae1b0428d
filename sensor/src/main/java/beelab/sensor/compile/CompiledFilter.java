package beelab.sensor.compile;

/**
 * One filter on an argument.
 *
 * <p>An argument that could not be read is in no set and in no range: a filter on it does not hold,
 * and a negated one does, so that an allow list cannot be passed by unreadable memory.
 *
 * @param argument index of an {@link ArgSpec} of the same program
 * @param field what of the argument is looked at
 * @param test what must hold
 * @param negated whether it must not hold
 */
public record CompiledFilter(int argument, Field field, FilterTest test, boolean negated) {

    /** What of an argument is looked at. */
    public enum Field {
        /** The number. */
        NUMBER,
        /** The string, the buffer or the path. */
        TEXT,
        /** {@code mode & S_IFMT} of a file, as a number. */
        FILE_TYPE,
        SOCK_FAMILY,
        SOCK_PROTOCOL,
        SOCK_STATE,
        /** Local port. */
        SOCK_SOURCE_PORT,
        /** Remote port. */
        SOCK_DESTINATION_PORT,
        /** Local address. */
        SOCK_SOURCE_ADDRESS,
        /** Remote address. */
        SOCK_DESTINATION_ADDRESS
    }
}
