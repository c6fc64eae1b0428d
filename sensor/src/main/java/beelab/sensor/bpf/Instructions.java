package beelab.sensor.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The few BPF instructions that trials need, encoded as in the kernel's instruction set document.
 */
final class Instructions {
    private static final int MOV_IMMEDIATE = 0xb7;
    private static final int MOV_REGISTER = 0xbf;
    private static final int ADD_IMMEDIATE = 0x07;
    private static final int STORE_IMMEDIATE_64 = 0x7a;
    private static final int STORE_REGISTER_64 = 0x7b;
    private static final int CALL = 0x85;
    private static final int EXIT = 0x95;
    private static final int CONTEXT = 1;
    private static final int FRAME_POINTER = 10;

    private Instructions() {}

    static MemorySegment returnZero(Arena arena) {
        return code(arena, mov(0, 0), op(EXIT, 0, 0, 0, 0));
    }

    /** {@code bpf_override_return(ctx, 0)}. */
    static MemorySegment override(Arena arena, int helper) {
        return code(arena, mov(2, 0), call(helper), mov(0, 0), op(EXIT, 0, 0, 0, 0));
    }

    /** {@code bpf_send_signal(9)}; the program is loaded, never run. */
    static MemorySegment signal(Arena arena, int helper) {
        return code(arena, mov(1, 9), call(helper), mov(0, 0), op(EXIT, 0, 0, 0, 0));
    }

    /** {@code bpf_probe_write_user(NULL, &zero, 8)}; the program is loaded, never run. */
    static MemorySegment writeUser(Arena arena, int helper) {
        return code(
                arena,
                op(STORE_IMMEDIATE_64, FRAME_POINTER, 0, -8, 0),
                mov(1, 0),
                op(MOV_REGISTER, 2, FRAME_POINTER, 0, 0),
                op(ADD_IMMEDIATE, 2, 0, 0, -8),
                mov(3, 8),
                call(helper),
                mov(0, 0),
                op(EXIT, 0, 0, 0, 0));
    }

    /** Sets the first register of {@code struct pt_regs} to 0; the program is loaded, never run. */
    static MemorySegment storeFirstRegister(Arena arena) {
        return code(
                arena, mov(0, 0), op(STORE_REGISTER_64, CONTEXT, 0, 0, 0), op(EXIT, 0, 0, 0, 0));
    }

    private static long mov(int register, int value) {
        return op(MOV_IMMEDIATE, register, 0, 0, value);
    }

    private static long call(int helper) {
        return op(CALL, 0, 0, 0, helper);
    }

    /** Little endian: opcode 8 bits, destination 4, source 4, offset 16, immediate 32. */
    private static long op(int opcode, int destination, int source, int offset, int immediate) {
        return opcode
                | (long) destination << 8
                | (long) source << 12
                | (long) (offset & 0xffff) << 16
                | (long) immediate << 32;
    }

    private static MemorySegment code(Arena arena, long... instructions) {
        return arena.allocateFrom(ValueLayout.JAVA_LONG, instructions);
    }
}
