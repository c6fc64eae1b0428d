package beelab.sensor.compile;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Registers of user space on x86-64, by the names of assemblers. A slot is the register's offset in
 * {@code struct pt_regs} (arch/x86/include/uapi/asm/ptrace.h), divided by 8.
 */
final class Registers {
    static final int R9 = 8;
    static final int RAX = 10;
    static final int RIP = 16;
    static final int RSP = 19;

    private static final Map<String, Part> BY_NAME = new HashMap<>();

    static {
        int slot = 0;
        for (String name : List.of("r15", "r14", "r13", "r12", "bp", "bx", "r11", "r10")) {
            put(name, slot++);
        }
        for (String name : List.of("r9", "r8", "ax", "cx", "dx", "si", "di")) {
            put(name, slot++);
        }
        BY_NAME.put("rip", new Part(RIP, 8));
        BY_NAME.put("eflags", new Part(18, 8));
        put("sp", RSP);
    }

    private Registers() {}

    /**
     * A register, or the low part of one.
     *
     * @param bytes 1, 2, 4 or 8
     */
    record Part(int slot, int bytes) {}

    private static void put(String name, int slot) {
        if (Character.isDigit(name.charAt(1))) {
            BY_NAME.put(name, new Part(slot, 8));
            BY_NAME.put(name + "d", new Part(slot, 4));
            BY_NAME.put(name + "w", new Part(slot, 2));
            BY_NAME.put(name + "b", new Part(slot, 1));
            return;
        }
        BY_NAME.put("r" + name, new Part(slot, 8));
        BY_NAME.put("e" + name, new Part(slot, 4));
        BY_NAME.put(name, new Part(slot, 2));
        BY_NAME.put((name.endsWith("x") ? name.substring(0, 1) : name) + "l", new Part(slot, 1));
    }

    /** The register of that name, such as {@code rax}, {@code eax} or {@code r8d}. */
    static Optional<Part> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
    }
}
