package beelab.sensor.wire;

/**
 * Names a process for as long as the machine runs, although pids are used again.
 *
 * @param tgid process id in the initial pid namespace
 * @param startNanos when its first thread was created, in nanoseconds since boot (suspend
 *     included). An execve does not change it. {@code /proc/PID/stat} shows it in field 22, cut to
 *     clock ticks
 */
public record ProcessId(int tgid, long startNanos) {}
