package beelab.sensor.event;

/**
 * One return address of a stack trace.
 *
 * @param address in the kernel or the process; 0 when addresses are not to be shown, or when it is
 *     known only where in its file it lies
 * @param offset behind {@code symbol} in the kernel; of a program in {@code module}
 * @param symbol the function; empty when it is not known
 * @param module kernel module, or the program's or library's path; empty for the kernel itself and
 *     for code of no known file
 */
public record StackFrame(long address, long offset, String symbol, String module) {}
