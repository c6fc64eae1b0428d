package beelab.sensor.process;

import java.time.Instant;

/** Turns the kernel's nanoseconds since boot into wall-clock time. */
@FunctionalInterface
public interface KernelClock {
    Instant at(long nanosSinceBoot);
}
