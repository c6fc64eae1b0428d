package beelab.sensor.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * One program on many offsets of a binary, by bpf(2) itself: libbpf knows such links from 1.3 on,
 * and Debian 12 has 1.1.
 */
final class UprobeMultiCalls {
    /** BPF_TRACE_UPROBE_MULTI of include/uapi/linux/bpf.h. */
    static final int ATTACH_TYPE = 48;

    private static final int LINK_CREATE = 28;
    private static final int ON_RETURN = 1;

    // union bpf_attr, the members of link_create
    private static final int ATTR_SIZE = 64;
    private static final long PROGRAM = 0;
    private static final long TYPE = 8;
    private static final long PATH = 16;
    private static final long OFFSETS = 24;
    private static final long COUNTER_OFFSETS = 32;
    private static final long COOKIES = 40;
    private static final long COUNT = 48;
    private static final long FLAGS = 52;

    private static final Handles C =
            NativeLoader.load(MethodHandles.lookup(), Handles.class, NativeLoader.libc());

    private record Handles(
            @NativeSignature(
                            name = "syscall",
                            returns = long.class,
                            takes = {long.class, long.class, MemorySegment.class, long.class},
                            errno = true,
                            variadicFrom = 1)
                    MethodHandle bpf) {}

    private UprobeMultiCalls() {}

    /** File descriptor of the link. */
    static int attach(
            int program,
            String binary,
            boolean onReturn,
            long[] offsets,
            long[] counterOffsets,
            long[] cookies)
            throws BpfException {
        long syscallNumber = System.getProperty("os.arch").equals("amd64") ? 321 : 280;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(ATTR_SIZE, 8);
            attr.set(ValueLayout.JAVA_INT, PROGRAM, program);
            attr.set(ValueLayout.JAVA_INT, TYPE, ATTACH_TYPE);
            attr.set(ValueLayout.JAVA_LONG, PATH, arena.allocateFrom(binary).address());
            attr.set(ValueLayout.JAVA_LONG, OFFSETS, longs(arena, offsets));
            attr.set(ValueLayout.JAVA_LONG, COUNTER_OFFSETS, longs(arena, counterOffsets));
            attr.set(ValueLayout.JAVA_LONG, COOKIES, longs(arena, cookies));
            attr.set(ValueLayout.JAVA_INT, COUNT, offsets.length);
            attr.set(ValueLayout.JAVA_INT, FLAGS, onReturn ? ON_RETURN : 0);
            return (int)
                    Native.system(
                            "attach to " + offsets.length + " places of " + binary,
                            errno ->
                                    (long)
                                            C.bpf()
                                                    .invokeExact(
                                                            errno,
                                                            syscallNumber,
                                                            (long) LINK_CREATE,
                                                            attr,
                                                            (long) ATTR_SIZE));
        }
    }

    private static long longs(Arena arena, long[] values) {
        return arena.allocateFrom(ValueLayout.JAVA_LONG, values).address();
    }
}
