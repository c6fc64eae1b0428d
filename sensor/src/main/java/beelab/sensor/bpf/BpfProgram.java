package beelab.sensor.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** A program of an object; the attach methods want it loaded. */
public final class BpfProgram {
    private final BpfObject owner;
    private final MemorySegment handle;

    BpfProgram(BpfObject owner, MemorySegment handle) {
        this.owner = owner;
        this.handle = handle;
    }

    /** Name of the C function. */
    public String name() {
        return ProgramCalls.name(pointer());
    }

    /** ELF section such as {@code tracepoint/syscalls/sys_enter_openat}. */
    public String sectionName() {
        return ProgramCalls.sectionName(pointer());
    }

    /** Whether loading the object loads this program. */
    public void setAutoload(boolean autoload) throws BpfException {
        ProgramCalls.setAutoload(pointer(), autoload);
    }

    /** Kinds of attachment that one section of an object may be loaded for. */
    public enum AttachKind {
        // enum bpf_attach_type of include/uapi/linux/bpf.h
        FENTRY(24),
        FEXIT(25),
        FMOD_RET(26),
        KPROBE_MULTI(42);

        private final int code;

        AttachKind(int code) {
            this.code = code;
        }
    }

    /** Chooses, before loading, how the program will be attached. */
    public void setAttachKind(AttachKind kind) throws BpfException {
        ProgramCalls.setExpectedAttachType(pointer(), kind.code);
    }

    /** Chooses, before loading, the kernel function or LSM hook of a BTF-typed program. */
    public void setAttachTarget(String function) throws BpfException {
        ProgramCalls.setAttachTarget(pointer(), function);
    }

    /** Attaches where the program's section says. */
    public BpfLink attach() throws BpfException {
        return new BpfLink(sectionName(), ProgramCalls.attachBySection(pointer()));
    }

    /** Attaches to {@code category/event} of tracefs. */
    public BpfLink attachTracepoint(String category, String event) throws BpfException {
        return attachTracepoint(category, event, 0);
    }

    /**
     * The same with a cookie.
     *
     * @param cookie what the program is told by {@code bpf_get_attach_cookie}; other than 0 needs
     *     Linux 5.15
     */
    public BpfLink attachTracepoint(String category, String event, long cookie)
            throws BpfException {
        return new BpfLink(
                "tracepoint " + category + "/" + event,
                ProgramCalls.attachTracepoint(pointer(), category, event, cookie));
    }

    /** Attaches to a raw tracepoint, which has no category. */
    public BpfLink attachRawTracepoint(String event) throws BpfException {
        return new BpfLink(
                "raw_tracepoint " + event, ProgramCalls.attachRawTracepoint(pointer(), event));
    }

    /** Attaches to the entry of a kernel function; the cookie as of a tracepoint. */
    public BpfLink attachKprobe(String function, long cookie) throws BpfException {
        return new BpfLink(
                "kprobe " + function,
                ProgramCalls.attachKprobe(pointer(), false, function, cookie));
    }

    /** Attaches to the return of a kernel function; the cookie as of a tracepoint. */
    public BpfLink attachKretprobe(String function, long cookie) throws BpfException {
        return new BpfLink(
                "kretprobe " + function,
                ProgramCalls.attachKprobe(pointer(), true, function, cookie));
    }

    /**
     * Attaches to the entry or return of many kernel functions at once; the cookie of each is its
     * position in the list. Loaded as {@link AttachKind#KPROBE_MULTI}.
     */
    public BpfLink attachKprobeMulti(List<String> functions, boolean onReturn) throws BpfException {
        return new BpfLink(
                "kprobe.multi on " + functions.size() + " functions",
                ProgramCalls.attachKprobeMulti(pointer(), onReturn, functions));
    }

    /**
     * How a program is attached to user space.
     *
     * @param onReturn at the return of the function that begins there
     * @param counterOffset file offset of the 16-bit counter that the kernel raises; 0 for none
     * @param cookie number that the program can ask for
     */
    public record ProbeOptions(boolean onReturn, long counterOffset, long cookie) {
        /** At the instruction itself. */
        public static final ProbeOptions PLAIN = new ProbeOptions(false, 0, 0);
    }

    /** Attaches to a file offset of a binary, in every process that maps it. */
    public BpfLink attachUprobe(String binary, long offset, ProbeOptions options)
            throws BpfException {
        return new BpfLink(
                (options.onReturn() ? "uretprobe " : "uprobe ") + binary,
                ProgramCalls.attachUprobe(pointer(), binary, offset, options));
    }

    /** Chooses, before loading, that the program is attached by {@link #attachUprobes}. */
    public void loadForManyUprobes() throws BpfException {
        ProgramCalls.setExpectedAttachType(pointer(), UprobeMultiCalls.ATTACH_TYPE);
    }

    /**
     * Attaches to many offsets of a binary at once (Linux 6.6).
     *
     * @param counterOffsets for each offset, as in {@link ProbeOptions}
     * @param cookies for each offset
     */
    public BpfLink attachUprobes(
            String binary, boolean onReturn, long[] offsets, long[] counterOffsets, long[] cookies)
            throws BpfException {
        return BpfLink.ofDescriptor(
                (onReturn ? "uretprobe.multi " : "uprobe.multi ") + binary,
                UprobeMultiCalls.attach(fd(), binary, onReturn, offsets, counterOffsets, cookies));
    }

    /** Attaches a trampoline (fentry, fexit, fmod_ret) to the target chosen before loading. */
    public BpfLink attachTrace(String function) throws BpfException {
        return new BpfLink("trampoline " + function, ProgramCalls.attachTrace(pointer(), function));
    }

    /** Attaches to the LSM hook chosen before loading. */
    public BpfLink attachLsm(String hook) throws BpfException {
        return new BpfLink("lsm " + hook, ProgramCalls.attachLsm(pointer(), hook));
    }

    /** What the kernel tells of the loaded program. */
    public ProgramInfo info() throws BpfException {
        int fd = fd();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(KernelCalls.PROG_INFO_SIZE, 8);
            KernelCalls.info(fd, info);
            return describe(name(), info, FdInfo.memlock(fd));
        }
    }

    static ProgramInfo describe(String name, MemorySegment info, long memoryBytes) {
        return new ProgramInfo(
                name,
                info.get(ValueLayout.JAVA_INT, KernelCalls.PROG_ID),
                info.get(ValueLayout.JAVA_INT, KernelCalls.PROG_XLATED_LENGTH),
                info.get(ValueLayout.JAVA_INT, KernelCalls.PROG_JITED_LENGTH),
                info.get(ValueLayout.JAVA_INT, KernelCalls.PROG_VERIFIED_INSNS),
                info.get(ValueLayout.JAVA_LONG, KernelCalls.PROG_RUN_TIME),
                info.get(ValueLayout.JAVA_LONG, KernelCalls.PROG_RUN_COUNT),
                info.get(ValueLayout.JAVA_LONG, KernelCalls.PROG_RECURSION_MISSES),
                memoryBytes);
    }

    /** The program's file descriptor; negative before loading. */
    public int fd() {
        return ProgramCalls.fd(pointer());
    }

    private MemorySegment pointer() {
        MemorySegment ignored = owner.pointer();
        return handle;
    }

    /**
     * A loaded program.
     *
     * @param name C function
     * @param id kernel-wide number, as in {@code bpftool prog}
     * @param xlatedBytes size after the verifier removed dead code, 8 bytes an instruction
     * @param jitedBytes size of the machine code; 0 without JIT
     * @param verifiedInstructions instructions that the verifier walked through
     * @param runTimeNanos time spent in it; 0 unless {@code kernel.bpf_stats_enabled} is set
     * @param runCount runs; 0 likewise
     * @param recursionMisses runs that the kernel left out because the program was running already
     * @param memoryBytes what the kernel charges for it
     */
    public record ProgramInfo(
            String name,
            int id,
            int xlatedBytes,
            int jitedBytes,
            int verifiedInstructions,
            long runTimeNanos,
            long runCount,
            long recursionMisses,
            long memoryBytes) {}
}
