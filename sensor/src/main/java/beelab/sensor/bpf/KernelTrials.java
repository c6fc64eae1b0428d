package beelab.sensor.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tries single abilities of the kernel with programs of two or three instructions. Every method
 * returns when the ability is there, throws the kernel's refusal otherwise, and leaves nothing
 * behind.
 */
public final class KernelTrials {
    // enum bpf_map_type, bpf_prog_type, bpf_attach_type of include/uapi/linux/bpf.h
    private static final int MAP_RINGBUF = 27;
    private static final int TRACE_KPROBE_MULTI = 42;
    private static final int TRACE_ITER = 28;

    // struct bpf_prog_load_opts of libbpf 1.1
    private static final long LOAD_OPTS_SIZE = 104;
    private static final long EXPECTED_ATTACH_TYPE = 12;
    private static final long PROGRAM_FLAGS = 20;
    private static final long ATTACH_BTF_ID = 32;
    private static final int SLEEPABLE = 1 << 4;

    // struct bpf_link_create_opts of libbpf 1.1
    private static final long LINK_OPTS_SIZE = 64;
    private static final long KPROBE_MULTI_COUNT = 36;
    private static final long KPROBE_MULTI_SYMBOLS = 40;

    // struct perf_event_attr, PERF_ATTR_SIZE_VER1
    private static final int PERF_ATTR_SIZE = 72;
    private static final int PERF_TYPE_TRACEPOINT = 2;

    // LSM_ID_* of include/uapi/linux/lsm.h, from 100 on
    private static final int FIRST_LSM_ID = 100;
    private static final List<String> LSM_NAMES =
            List.of(
                    "capability",
                    "selinux",
                    "smack",
                    "tomoyo",
                    "apparmor",
                    "yama",
                    "loadpin",
                    "safesetid",
                    "lockdown",
                    "bpf",
                    "landlock",
                    "ima",
                    "evm",
                    "ipe");

    private KernelTrials() {}

    /** Kinds of program that a trial may load. */
    public enum ProgramKind {
        KPROBE(2, 0),
        TRACEPOINT(5, 0),
        RAW_TRACEPOINT(17, 0),
        FENTRY(26, 24),
        FEXIT(26, 25),
        FMOD_RET(26, 26),
        LSM(29, 27);

        private final int type;
        private final int attachType;

        ProgramKind(int type, int attachType) {
            this.type = type;
            this.attachType = attachType;
        }
    }

    /** Helpers that depend on the kernel's configuration, with arguments that verify. */
    public enum Helper {
        /** {@code bpf_probe_write_user(dst, src, len)}. */
        PROBE_WRITE_USER(36),
        /** {@code bpf_override_return(regs, rc)}. */
        OVERRIDE_RETURN(58),
        /** {@code bpf_send_signal(sig)}. */
        SEND_SIGNAL(109);

        private final int number;

        Helper(int number) {
            this.number = number;
        }
    }

    /** Creates a ring buffer of one page. */
    public static void ringBuffer() throws BpfException {
        KernelCalls.close(KernelCalls.mapCreate("create a ring buffer", MAP_RINGBUF, 0, 0, 4096));
    }

    /** Attaches a program to a raw tracepoint. */
    public static void rawTracepoint(String event) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            int program = load(ProgramKind.RAW_TRACEPOINT, 0, Instructions.returnZero(arena));
            try {
                KernelCalls.close(
                        KernelCalls.rawTracepointOpen(
                                "attach to raw tracepoint " + event,
                                arena.allocateFrom(event),
                                program));
            } finally {
                KernelCalls.close(program);
            }
        }
    }

    /** Loads a tracepoint program and opens the event by its tracefs id, switched off. */
    public static void tracepoint(long id) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            KernelCalls.close(load(ProgramKind.TRACEPOINT, 0, Instructions.returnZero(arena)));
            MemorySegment attr = perfAttr(arena, PERF_TYPE_TRACEPOINT);
            attr.set(ValueLayout.JAVA_LONG, 8, id);
            KernelCalls.close(KernelCalls.perfEventOpen("open a tracepoint", attr));
        }
    }

    /**
     * Opens a kprobe or uprobe event, switched off.
     *
     * @param pmuType number in {@code /sys/bus/event_source/devices/kprobe/type} or {@code uprobe}
     * @param target function of the kernel, or path of a binary
     */
    public static void probe(int pmuType, String target) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            KernelCalls.close(load(ProgramKind.KPROBE, 0, Instructions.returnZero(arena)));
            MemorySegment attr = perfAttr(arena, pmuType);
            attr.set(ValueLayout.ADDRESS, 56, arena.allocateFrom(target));
            KernelCalls.close(KernelCalls.perfEventOpen("open a probe on " + target, attr));
        }
    }

    /** The same for a binary, at file offset 0, which is never executed. */
    public static void uprobe(int pmuType, Path binary) throws BpfException {
        probe(pmuType, binary.toString());
    }

    /**
     * Attaches one program to a list of places in a binary at once; the place is never executed.
     */
    public static void uprobeMulti(Path binary) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = Instructions.returnZero(arena);
            int program =
                    KernelCalls.progLoad(
                            "load a uprobe.multi program",
                            ProgramKind.KPROBE.type,
                            code,
                            code.byteSize() / 8,
                            loadOpts(arena, UprobeMultiCalls.ATTACH_TYPE, 0));
            try {
                KernelCalls.close(
                        UprobeMultiCalls.attach(
                                program,
                                binary.toString(),
                                false,
                                new long[] {0},
                                new long[] {0},
                                new long[] {0}));
            } finally {
                KernelCalls.close(program);
            }
        }
    }

    /** Loads a program for functions of binaries that may wait for memory. */
    public static void sleepableUprobe() throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment opts = loadOpts(arena, 0, 0);
            opts.set(ValueLayout.JAVA_INT, PROGRAM_FLAGS, SLEEPABLE);
            MemorySegment code = Instructions.returnZero(arena);
            KernelCalls.close(
                    KernelCalls.progLoad(
                            "load a sleepable uprobe program",
                            ProgramKind.KPROBE.type,
                            code,
                            code.byteSize() / 8,
                            opts));
        }
    }

    /** Loads a program that changes a register of user space. */
    public static void uprobeRegisters() throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            KernelCalls.close(load(ProgramKind.KPROBE, 0, Instructions.storeFirstRegister(arena)));
        }
    }

    /** Attaches one program to a list of functions at once. */
    public static void kprobeMulti(String function) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment opts = loadOpts(arena, TRACE_KPROBE_MULTI, 0);
            MemorySegment code = Instructions.returnZero(arena);
            int program =
                    KernelCalls.progLoad(
                            "load a kprobe.multi program",
                            ProgramKind.KPROBE.type,
                            code,
                            code.byteSize() / 8,
                            opts);
            try {
                MemorySegment link = arena.allocate(LINK_OPTS_SIZE, 8);
                link.set(ValueLayout.JAVA_LONG, 0, LINK_OPTS_SIZE);
                link.set(ValueLayout.JAVA_INT, KPROBE_MULTI_COUNT, 1);
                MemorySegment symbols = arena.allocate(ValueLayout.ADDRESS);
                symbols.set(ValueLayout.ADDRESS, 0, arena.allocateFrom(function));
                link.set(ValueLayout.ADDRESS, KPROBE_MULTI_SYMBOLS, symbols);
                KernelCalls.close(
                        KernelCalls.linkCreate(
                                "attach a kprobe.multi program to " + function,
                                program,
                                0,
                                TRACE_KPROBE_MULTI,
                                link));
            } finally {
                KernelCalls.close(program);
            }
        }
    }

    /** Loads and attaches a BTF-typed program: fentry, fexit, fmod_ret or LSM. */
    public static void trampoline(ProgramKind kind, Btf kernel, String function)
            throws BpfException {
        int id = functionId(kernel, function);
        try (Arena arena = Arena.ofConfined()) {
            int program = load(kind, id, Instructions.returnZero(arena));
            try {
                KernelCalls.close(
                        KernelCalls.rawTracepointOpen(
                                "attach to " + function, MemorySegment.NULL, program));
            } finally {
                KernelCalls.close(program);
            }
        }
    }

    /** Loads and attaches an iterator over tasks. */
    public static void taskIterator(Btf kernel) throws BpfException {
        int id = functionId(kernel, "bpf_iter_task");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = Instructions.returnZero(arena);
            int program =
                    KernelCalls.progLoad(
                            "load a task iterator",
                            ProgramKind.FENTRY.type,
                            code,
                            code.byteSize() / 8,
                            loadOpts(arena, TRACE_ITER, id));
            try {
                KernelCalls.close(
                        KernelCalls.linkCreate(
                                "create a task iterator",
                                program,
                                0,
                                TRACE_ITER,
                                MemorySegment.NULL));
            } finally {
                KernelCalls.close(program);
            }
        }
    }

    /** Loads a program that calls the helper. */
    public static void helper(ProgramKind kind, Helper helper) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code =
                    switch (helper) {
                        case PROBE_WRITE_USER -> Instructions.writeUser(arena, helper.number);
                        case OVERRIDE_RETURN -> Instructions.override(arena, helper.number);
                        case SEND_SIGNAL -> Instructions.signal(arena, helper.number);
                    };
            KernelCalls.close(load(kind, 0, code));
        }
    }

    /** Active security modules in order, by lsm_list_modules(2) of Linux 6.8. */
    public static List<String> securityModules() throws BpfException {
        List<String> names = new ArrayList<>();
        for (long id : KernelCalls.securityModuleIds()) {
            int index = (int) id - FIRST_LSM_ID;
            names.add(index >= 0 && index < LSM_NAMES.size() ? LSM_NAMES.get(index) : "lsm-" + id);
        }
        return names;
    }

    private static int functionId(Btf kernel, String function) throws BpfException {
        return kernel.functionId(function)
                .orElseThrow(
                        () -> new BpfException("the kernel's BTF has no function " + function));
    }

    private static int load(ProgramKind kind, int btfId, MemorySegment code) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            return KernelCalls.progLoad(
                    "load a program of kind " + kind.name().toLowerCase(Locale.ROOT),
                    kind.type,
                    code,
                    code.byteSize() / 8,
                    loadOpts(arena, kind.attachType, btfId));
        }
    }

    private static MemorySegment loadOpts(Arena arena, int attachType, int btfId) {
        MemorySegment opts = arena.allocate(LOAD_OPTS_SIZE, 8);
        opts.set(ValueLayout.JAVA_LONG, 0, LOAD_OPTS_SIZE);
        opts.set(ValueLayout.JAVA_INT, EXPECTED_ATTACH_TYPE, attachType);
        opts.set(ValueLayout.JAVA_INT, ATTACH_BTF_ID, btfId);
        return opts;
    }

    private static MemorySegment perfAttr(Arena arena, int type) {
        MemorySegment attr = arena.allocate(PERF_ATTR_SIZE, 8);
        attr.set(ValueLayout.JAVA_INT, 0, type);
        attr.set(ValueLayout.JAVA_INT, 4, PERF_ATTR_SIZE);
        attr.set(ValueLayout.JAVA_LONG, 40, 1L); // disabled: nothing is patched or counted
        return attr;
    }
}
