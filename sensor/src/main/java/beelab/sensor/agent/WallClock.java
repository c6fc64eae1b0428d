package beelab.sensor.agent;

import beelab.sensor.bpf.BootClock;
import beelab.sensor.process.KernelClock;
import java.time.Instant;

/** The kernel's nanoseconds in wall-clock time; follows the clock when it is set. */
final class WallClock implements KernelClock {
    private volatile Instant boot = BootClock.bootTime();

    @Override
    public Instant at(long nanosSinceBoot) {
        return boot.plusNanos(nanosSinceBoot);
    }

    /** Looks at both clocks again. */
    void adjust() {
        boot = BootClock.bootTime();
    }
}
