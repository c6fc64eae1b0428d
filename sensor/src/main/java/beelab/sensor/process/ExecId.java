package beelab.sensor.process;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The public name of an execution. */
final class ExecId {
    private ExecId() {}

    /**
     * Base64 of {@code node:ktime:pid}.
     *
     * @param ktime nanoseconds since boot of the execve, or of the clone when there was none
     * @param pid thread group id
     */
    static String of(String nodeName, long ktime, int pid) {
        String name = nodeName + ":" + ktime + ":" + Integer.toUnsignedString(pid);
        return Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }
}
