package beelab.sensor.process;

/**
 * The fields of {@code /proc/PID/stat} that the scan needs, proc_pid_stat(5).
 *
 * @param name command name without its parentheses
 * @param parent pid of the parent, 0 for the first processes
 * @param startTicks field 22: start after boot in clock ticks
 * @param kernelThread whether it never ran a program, PF_KTHREAD of field 9
 */
record ProcStat(String name, int parent, long startTicks, boolean kernelThread) {
    private static final long PF_KTHREAD = 0x00200000L;

    /** Nanoseconds of a clock tick: USER_HZ is 100 on every architecture that matters here. */
    static final long TICK_NANOS = 10_000_000L;

    /**
     * @throws IllegalArgumentException when the text is no such line
     */
    static ProcStat parse(String text) {
        // The name may hold blanks and parentheses: the fields begin behind the last one.
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        if (open < 0 || close < open) {
            throw new IllegalArgumentException("no command name in: " + text);
        }
        String[] fields = text.substring(close + 2).split(" ");
        if (fields.length < 20) {
            throw new IllegalArgumentException("too few fields in: " + text);
        }
        return new ProcStat(
                text.substring(open + 1, close),
                Integer.parseInt(fields[1]),
                Long.parseLong(fields[19]),
                (Long.parseLong(fields[6]) & PF_KTHREAD) != 0);
    }

    long startNanos() {
        return startTicks * TICK_NANOS;
    }
}
