package beelab.sensor.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.time.Instant;

/**
 * Where {@code bpf_ktime_get_boot_ns} stands in wall-clock time. The distance moves when somebody
 * sets the clock, so a long-running program asks for it again from time to time.
 */
public final class BootClock {
    private static final int CLOCK_BOOTTIME = 7; // include/uapi/linux/time.h
    private static final long TIMESPEC_BYTES = 16;
    private static final long NANOS = 1_000_000_000L;
    private static final Handles C =
            NativeLoader.load(MethodHandles.lookup(), Handles.class, NativeLoader.libc());

    private record Handles(
            @NativeSignature(
                            name = "clock_gettime",
                            returns = int.class,
                            takes = {int.class, MemorySegment.class})
                    MethodHandle clockGettime) {}

    private BootClock() {}

    /** Nanoseconds from boot (suspend included) until now. */
    public static long nanosSinceBoot() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(TIMESPEC_BYTES, Long.BYTES);
            int result =
                    Native.plain(() -> (int) C.clockGettime().invokeExact(CLOCK_BOOTTIME, time));
            if (result != 0) {
                throw new IllegalStateException("clock_gettime(CLOCK_BOOTTIME) failed");
            }
            return time.get(ValueLayout.JAVA_LONG, 0) * NANOS
                    + time.get(ValueLayout.JAVA_LONG, Long.BYTES);
        }
    }

    /** When the machine was booted, by the clock on the wall as it is set now. */
    public static Instant bootTime() {
        long before = nanosSinceBoot();
        Instant now = Instant.now();
        long after = nanosSinceBoot();
        return now.minusNanos(before + (after - before) / 2);
    }
}
