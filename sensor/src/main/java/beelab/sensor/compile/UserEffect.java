package beelab.sensor.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a selector does to the program at a user-space probe.
 *
 * @param registers set before the program goes on, at most {@link #MAX_REGISTERS}
 * @param memory of the action Set
 */
public record UserEffect(List<RegisterWrite> registers, Optional<MemoryWrite> memory) {
    public static final int MAX_REGISTERS = 8;

    /** The first selectors of a program, which may have an effect on user space. */
    public static final int MAX_SELECTORS = 16;

    /** Changes nothing. */
    public static final UserEffect NONE = new UserEffect(List.of(), Optional.empty());

    public UserEffect {
        registers = List.copyOf(registers);
    }

    /** Both effects. */
    UserEffect and(UserEffect other) {
        List<RegisterWrite> both = new ArrayList<>(registers);
        both.addAll(other.registers);
        return new UserEffect(both, memory.or(() -> other.memory));
    }

    public boolean isEmpty() {
        return registers.isEmpty() && memory.isEmpty();
    }

    /**
     * A register that the program goes on with.
     *
     * @param slot see {@link Registers}
     * @param bytes low bytes that change: 1, 2, 4 or 8
     * @param value computed from the registers as they were at the probe
     */
    public record RegisterWrite(int slot, int bytes, ArgSource value) {}

    /** Four bytes of user memory that are written. */
    public record MemoryWrite(ArgSource.UserMemory target, int value) {}
}
