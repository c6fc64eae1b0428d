package beelab.sensor.compile;

/**
 * One filter on an argument, or on the process that calls.
 *
 * <p>An argument that could not be read is in no set and in no range: a filter on it does not hold,
 * and a negated one does, so that an allow list cannot be passed by unreadable memory. The same
 * goes for an executable that is not known.
 *
 * @param argument index of an {@link ArgSpec} of the same program; {@link #PROCESS} when the field
 *     is one of the process
 * @param field what is looked at
 * @param test what must hold
 * @param negated whether it must not hold
 */
public record CompiledFilter(int argument, FilterField field, FilterTest test, boolean negated) {
    /** Instead of an argument: the filter looks at the process. */
    public static final int PROCESS = -1;

    /** A filter on the process. */
    public static CompiledFilter ofProcess(FilterField field, FilterTest test, boolean negated) {
        return new CompiledFilter(PROCESS, field, test, negated);
    }
}
