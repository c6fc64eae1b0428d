package beelab.sensor.compile;

import java.util.List;

/** Where a program is attached. The kind decides which object of {@code bpf/hook} is opened. */
public sealed interface AttachPoint {

    /**
     * Classic tracepoint {@code syscalls/sys_enter_NAME}; object {@code syscall}, program {@code
     * hook_syscall}.
     *
     * @param name without prefix, such as {@code symlinkat}
     */
    record SyscallEnter(String name) implements AttachPoint {}

    /**
     * Classic tracepoint {@code syscalls/sys_exit_NAME}; object {@code syscall}, program {@code
     * hook_syscall}.
     */
    record SyscallExit(String name) implements AttachPoint {}

    /** Classic tracepoint; object {@code tracepoint}, program {@code hook_tracepoint}. */
    record Tracepoint(String category, String event) implements AttachPoint {}

    /** Raw tracepoint; object {@code rawtp}, program {@code hook_rawtp}. */
    record RawTracepoint(String name) implements AttachPoint {}

    /** Entry of a kernel function; object {@code kprobe}, program {@code hook_kprobe}. */
    record Kprobe(String symbol) implements AttachPoint {}

    /** Return of a kernel function; object {@code kprobe}, program {@code hook_kprobe}. */
    record Kretprobe(String symbol) implements AttachPoint {}

    /**
     * BPF LSM hook, {@code bpf_program__set_attach_target(prog, 0, NAME)} before loading; object
     * {@code lsm}, program {@code hook_lsm}.
     *
     * @param name without prefix, such as {@code path_symlink}
     */
    record LsmHook(String name) implements AttachPoint {}

    /** Entry of a kernel function by a trampoline; object {@code trampoline}. */
    record Fentry(String function) implements AttachPoint {}

    /** Return of a kernel function by a trampoline; object {@code trampoline}. */
    record Fexit(String function) implements AttachPoint {}

    /**
     * Before a kernel function, with the right to return an errno instead of running it; object
     * {@code trampoline}.
     */
    record FmodRet(String function) implements AttachPoint {}

    /**
     * Entry of many kernel functions at once, by kprobe.multi; object {@code kprobe}. The cookie of
     * each is its position.
     */
    record KprobeMulti(List<String> symbols) implements AttachPoint {
        public KprobeMulti {
            symbols = List.copyOf(symbols);
        }
    }

    /** The same of their return. */
    record KretprobeMulti(List<String> symbols) implements AttachPoint {
        public KretprobeMulti {
            symbols = List.copyOf(symbols);
        }
    }

    /**
     * An offset in a program or library, in every process that maps it; object {@code uprobe},
     * program {@code hook_uprobe}.
     *
     * @param file as the sensor reaches it
     * @param offset in the file, of the first byte of an instruction
     * @param counterOffset in the file, of the 16-bit counter that the kernel raises while the
     *     probe is attached; 0 for none
     * @param onReturn whether the return of the function that begins there is meant
     * @param site added to the hook id of records, for a program that serves several hooks
     */
    record Uprobe(String file, long offset, long counterOffset, boolean onReturn, int site)
            implements AttachPoint {}

    /**
     * Several of them in one file at once, by one link (Linux 6.6); their program must be loaded
     * for it.
     *
     * @param probes at least one, all of the same file and the same {@code onReturn}
     */
    record UprobeMulti(List<Uprobe> probes) implements AttachPoint {
        public UprobeMulti {
            probes = List.copyOf(probes);
        }
    }

    /** How a point of the kernel is called in plans. */
    static String describe(AttachPoint point) {
        return switch (point) {
            case SyscallEnter(String name) -> "tracepoint syscalls/sys_enter_" + name;
            case SyscallExit(String name) -> "tracepoint syscalls/sys_exit_" + name;
            case Tracepoint(String category, String event) ->
                    "tracepoint " + category + "/" + event;
            case RawTracepoint(String name) -> "raw tracepoint " + name;
            case Kprobe(String symbol) -> "kprobe " + symbol;
            case Kretprobe(String symbol) -> "kretprobe " + symbol;
            case LsmHook(String name) -> "LSM hook " + name;
            case Fentry(String function) -> "fentry " + function;
            case Fexit(String function) -> "fexit " + function;
            case FmodRet(String function) -> "fmod_ret " + function;
            case KprobeMulti(List<String> symbols) ->
                    "kprobe.multi on " + symbols.size() + " functions";
            case KretprobeMulti(List<String> symbols) ->
                    "kretprobe.multi on " + symbols.size() + " functions";
            case Uprobe probe -> "uprobe " + probe.file();
            case UprobeMulti multi -> "uprobes on " + multi.probes().getFirst().file();
        };
    }

    /** Name of the object file on the class path: {@code /beelab/bpf/OBJECT.bpf.o}. */
    default String object() {
        return switch (this) {
            case SyscallEnter _, SyscallExit _ -> "syscall";
            case Tracepoint _ -> "tracepoint";
            case RawTracepoint _ -> "rawtp";
            case Kprobe _, Kretprobe _, KprobeMulti _, KretprobeMulti _ -> "kprobe";
            case Fentry _, Fexit _, FmodRet _ -> "trampoline";
            case LsmHook _ -> "lsm";
            case Uprobe _, UprobeMulti _ -> "uprobe";
        };
    }

    /** Name of the program in the object that is the hook. */
    default String program() {
        return "hook_" + object();
    }
}
