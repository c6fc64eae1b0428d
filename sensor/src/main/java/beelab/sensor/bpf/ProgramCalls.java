package beelab.sensor.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.List;

/** libbpf's functions on {@code struct bpf_program} and {@code struct bpf_link}. */
final class ProgramCalls {
    // struct bpf_uprobe_opts of libbpf 1.1
    private static final long UPROBE_OPTS_SIZE = 40;
    private static final int ALL_PROCESSES = -1;
    // struct bpf_tracepoint_opts, bpf_kprobe_opts and bpf_kprobe_multi_opts of libbpf 1.1
    private static final long TRACEPOINT_OPTS_SIZE = 16;
    private static final long KPROBE_OPTS_SIZE = 32;
    private static final long COOKIE = 8;
    private static final long KPROBE_RETURN = 24;
    private static final long MULTI_OPTS_SIZE = 48;
    private static final long MULTI_SYMBOLS = 8;
    private static final long MULTI_COOKIES = 24;
    private static final long MULTI_COUNT = 32;
    private static final long MULTI_RETURN = 40;

    private static final Handles C =
            NativeLoader.load(MethodHandles.lookup(), Handles.class, NativeLoader.libbpf());

    private record Handles(
            @NativeSignature(
                            name = "bpf_program__name",
                            returns = MemorySegment.class,
                            takes = MemorySegment.class)
                    MethodHandle name,
            @NativeSignature(
                            name = "bpf_program__section_name",
                            returns = MemorySegment.class,
                            takes = MemorySegment.class)
                    MethodHandle sectionName,
            @NativeSignature(
                            name = "bpf_program__fd",
                            returns = int.class,
                            takes = MemorySegment.class)
                    MethodHandle fd,
            @NativeSignature(
                            name = "bpf_program__set_autoload",
                            returns = int.class,
                            takes = {MemorySegment.class, boolean.class})
                    MethodHandle setAutoload,
            @NativeSignature(
                            name = "bpf_program__set_attach_target",
                            returns = int.class,
                            takes = {MemorySegment.class, int.class, MemorySegment.class})
                    MethodHandle setAttachTarget,
            @NativeSignature(
                            name = "bpf_program__set_expected_attach_type",
                            returns = int.class,
                            takes = {MemorySegment.class, int.class})
                    MethodHandle setExpectedAttachType,
            @NativeSignature(
                            name = "bpf_program__attach",
                            returns = MemorySegment.class,
                            takes = MemorySegment.class,
                            errno = true)
                    MethodHandle attach,
            @NativeSignature(
                            name = "bpf_program__attach_tracepoint_opts",
                            returns = MemorySegment.class,
                            takes = {
                                MemorySegment.class,
                                MemorySegment.class,
                                MemorySegment.class,
                                MemorySegment.class
                            },
                            errno = true)
                    MethodHandle attachTracepoint,
            @NativeSignature(
                            name = "bpf_program__attach_raw_tracepoint",
                            returns = MemorySegment.class,
                            takes = {MemorySegment.class, MemorySegment.class},
                            errno = true)
                    MethodHandle attachRawTracepoint,
            @NativeSignature(
                            name = "bpf_program__attach_kprobe_opts",
                            returns = MemorySegment.class,
                            takes = {MemorySegment.class, MemorySegment.class, MemorySegment.class},
                            errno = true)
                    MethodHandle attachKprobe,
            @NativeSignature(
                            name = "bpf_program__attach_kprobe_multi_opts",
                            returns = MemorySegment.class,
                            takes = {MemorySegment.class, MemorySegment.class, MemorySegment.class},
                            errno = true)
                    MethodHandle attachKprobeMulti,
            @NativeSignature(
                            name = "bpf_program__attach_uprobe_opts",
                            returns = MemorySegment.class,
                            takes = {
                                MemorySegment.class,
                                int.class,
                                MemorySegment.class,
                                long.class,
                                MemorySegment.class
                            },
                            errno = true)
                    MethodHandle attachUprobe,
            @NativeSignature(
                            name = "bpf_program__attach_trace",
                            returns = MemorySegment.class,
                            takes = MemorySegment.class,
                            errno = true)
                    MethodHandle attachTrace,
            @NativeSignature(
                            name = "bpf_program__attach_lsm",
                            returns = MemorySegment.class,
                            takes = MemorySegment.class,
                            errno = true)
                    MethodHandle attachLsm,
            @NativeSignature(
                            name = "bpf_link__fd",
                            returns = int.class,
                            takes = MemorySegment.class)
                    MethodHandle linkDescriptor,
            @NativeSignature(
                            name = "bpf_link__destroy",
                            returns = int.class,
                            takes = MemorySegment.class)
                    MethodHandle destroyLink) {}

    private ProgramCalls() {}

    static String name(MemorySegment program) {
        return Native.string(
                ObjectCalls.pointer(() -> (MemorySegment) C.name().invokeExact(program)));
    }

    static String sectionName(MemorySegment program) {
        return Native.string(
                ObjectCalls.pointer(() -> (MemorySegment) C.sectionName().invokeExact(program)));
    }

    static int fd(MemorySegment program) {
        return Native.plain(() -> (int) C.fd().invokeExact(program));
    }

    static void setAutoload(MemorySegment program, boolean autoload) throws BpfException {
        int ignored =
                Native.checked(
                        "choose programs to load",
                        () -> (int) C.setAutoload().invokeExact(program, autoload));
    }

    static void setAttachTarget(MemorySegment program, String function) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(function);
            int ignored =
                    Native.checked(
                            "find " + function + " in the kernel's BTF",
                            () -> (int) C.setAttachTarget().invokeExact(program, 0, name));
        }
    }

    static MemorySegment attachBySection(MemorySegment program) throws BpfException {
        return Native.pointer(
                "attach to " + sectionName(program),
                errno -> (MemorySegment) C.attach().invokeExact(errno, program));
    }

    static MemorySegment attachTracepoint(
            MemorySegment program, String category, String name, long cookie) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment opts = arena.allocate(TRACEPOINT_OPTS_SIZE, 8);
            opts.set(ValueLayout.JAVA_LONG, 0, TRACEPOINT_OPTS_SIZE);
            opts.set(ValueLayout.JAVA_LONG, COOKIE, cookie);
            MemorySegment categoryText = arena.allocateFrom(category);
            MemorySegment nameText = arena.allocateFrom(name);
            return Native.pointer(
                    "attach to tracepoint " + category + "/" + name,
                    errno ->
                            (MemorySegment)
                                    C.attachTracepoint()
                                            .invokeExact(
                                                    errno, program, categoryText, nameText, opts));
        }
    }

    static MemorySegment attachRawTracepoint(MemorySegment program, String name)
            throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(name);
            return Native.pointer(
                    "attach to raw tracepoint " + name,
                    errno ->
                            (MemorySegment)
                                    C.attachRawTracepoint().invokeExact(errno, program, text));
        }
    }

    static MemorySegment attachKprobe(
            MemorySegment program, boolean onReturn, String function, long cookie)
            throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment opts = arena.allocate(KPROBE_OPTS_SIZE, 8);
            opts.set(ValueLayout.JAVA_LONG, 0, KPROBE_OPTS_SIZE);
            opts.set(ValueLayout.JAVA_LONG, COOKIE, cookie);
            opts.set(ValueLayout.JAVA_BOOLEAN, KPROBE_RETURN, onReturn);
            MemorySegment text = arena.allocateFrom(function);
            return Native.pointer(
                    "attach to " + (onReturn ? "kretprobe " : "kprobe ") + function,
                    errno ->
                            (MemorySegment)
                                    C.attachKprobe().invokeExact(errno, program, text, opts));
        }
    }

    /** The cookie of each function is its position in the list. */
    static MemorySegment attachKprobeMulti(
            MemorySegment program, boolean onReturn, List<String> functions) throws BpfException {
        int count = functions.size();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment names = arena.allocate(ValueLayout.ADDRESS, count);
            MemorySegment cookies = arena.allocate(ValueLayout.JAVA_LONG, count);
            for (int i = 0; i < count; i++) {
                names.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(functions.get(i)));
                cookies.setAtIndex(ValueLayout.JAVA_LONG, i, i);
            }
            MemorySegment opts = arena.allocate(MULTI_OPTS_SIZE, 8);
            opts.set(ValueLayout.JAVA_LONG, 0, MULTI_OPTS_SIZE);
            opts.set(ValueLayout.ADDRESS, MULTI_SYMBOLS, names);
            opts.set(ValueLayout.ADDRESS, MULTI_COOKIES, cookies);
            opts.set(ValueLayout.JAVA_LONG, MULTI_COUNT, count);
            opts.set(ValueLayout.JAVA_BOOLEAN, MULTI_RETURN, onReturn);
            return Native.pointer(
                    "attach to " + count + " functions by kprobe.multi",
                    errno ->
                            (MemorySegment)
                                    C.attachKprobeMulti()
                                            .invokeExact(errno, program, MemorySegment.NULL, opts));
        }
    }

    static void setExpectedAttachType(MemorySegment program, int type) throws BpfException {
        int ignored =
                Native.checked(
                        "choose how the program is attached",
                        () -> (int) C.setExpectedAttachType().invokeExact(program, type));
    }

    static MemorySegment attachUprobe(
            MemorySegment program, String binary, long offset, BpfProgram.ProbeOptions options)
            throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(binary);
            MemorySegment opts = arena.allocate(UPROBE_OPTS_SIZE, 8);
            opts.set(ValueLayout.JAVA_LONG, 0, UPROBE_OPTS_SIZE);
            opts.set(ValueLayout.JAVA_LONG, 8, options.counterOffset());
            opts.set(ValueLayout.JAVA_LONG, 16, options.cookie());
            opts.set(ValueLayout.JAVA_BOOLEAN, 24, options.onReturn());
            return Native.pointer(
                    "attach to " + binary + " at 0x" + Long.toHexString(offset),
                    errno ->
                            (MemorySegment)
                                    C.attachUprobe()
                                            .invokeExact(
                                                    errno,
                                                    program,
                                                    ALL_PROCESSES,
                                                    text,
                                                    offset,
                                                    opts));
        }
    }

    static MemorySegment attachTrace(MemorySegment program, String function) throws BpfException {
        return Native.pointer(
                "attach a trampoline to " + function,
                errno -> (MemorySegment) C.attachTrace().invokeExact(errno, program));
    }

    static MemorySegment attachLsm(MemorySegment program, String hook) throws BpfException {
        return Native.pointer(
                "attach to LSM hook " + hook,
                errno -> (MemorySegment) C.attachLsm().invokeExact(errno, program));
    }

    static int linkDescriptor(MemorySegment link) {
        return Native.plain(() -> (int) C.linkDescriptor().invokeExact(link));
    }

    static int destroyLink(MemorySegment link) {
        return Native.plain(() -> (int) C.destroyLink().invokeExact(link));
    }
}
