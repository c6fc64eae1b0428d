package beelab.sensor.compile;

/** One thing that a kernel may be able to do, and what its absence costs the user. */
public enum KernelFeature {
    /** BTF of the running kernel; CO-RE needs it. */
    BTF("kernel type information (BTF)", "no BPF program of the sensor can be loaded"),
    /** BPF_MAP_TYPE_RINGBUF, Linux 5.8. */
    RING_BUFFER(
            "BPF ring buffer", "the sensor cannot hand events to user space: it does not start"),
    /** Programs on tracepoints of tracefs, by perf_event_open. */
    TRACEPOINT("tracepoints", "no process events and no tracepoint hooks"),
    /** Programs on raw tracepoints, BPF_RAW_TRACEPOINT_OPEN. */
    RAW_TRACEPOINT("raw tracepoints", "no process events; the sensor does not start"),
    /** Tracepoints {@code syscalls/sys_enter_*} and {@code sys_exit_*}, CONFIG_FTRACE_SYSCALLS. */
    SYSCALL_TRACEPOINT(
            "system call tracepoints",
            "system calls can only be hooked where kprobes or fentry work"),
    /** Programs on any kernel function, CONFIG_KPROBE_EVENTS. */
    KPROBE(
            "kprobes",
            "kernel functions are hooked by fentry or by a tracepoint substitute; others are refused"),
    /** One program on a list of functions, Linux 5.18 with CONFIG_FPROBE. */
    KPROBE_MULTI("kprobe.multi", "lists of functions are attached one by one, which is slower"),
    /** Trampolines before and after a function: fentry and fexit. */
    FENTRY("fentry and fexit", "function hooks use the slower kprobes or a tracepoint substitute"),
    /**
     * Trampolines that replace a return value: {@code security_*} and error injectable functions.
     */
    FMOD_RET("fmod_ret", "action Override on security_* functions needs the BPF LSM instead"),
    /** BPF_PROG_TYPE_LSM can be loaded and {@code bpf} is an active security module. */
    LSM("BPF LSM", "lsmhooks are refused: nothing can be prevented by a security hook"),
    /** The helper {@code bpf_override_return}, CONFIG_BPF_KPROBE_OVERRIDE. */
    OVERRIDE_RETURN("bpf_override_return", "action Override on system calls is refused"),
    /** Programs on functions of user-space binaries. */
    UPROBE("uprobes", "uprobes and usdts of policies are refused"),
    /** One program on many functions of a binary, Linux 6.6. */
    UPROBE_MULTI("uprobe.multi", "functions of programs are attached one by one, which is slower"),
    /** Programs at functions of binaries that may wait for memory, Linux 6.0. */
    UPROBE_SLEEPABLE(
            "sleepable uprobes",
            "texts in memory that a program has not touched yet cannot be read in uprobes and usdts"),
    /** Programs that change the registers of user space, after Linux 6.18. */
    UPROBE_REGISTERS("uprobes that change registers", "action Override in uprobes is refused"),
    /** Perf events that tell executable mappings with their build ids, Linux 5.12. */
    MAPPING_EVENTS("perf events with build ids", "loader in policies is refused"),
    /** BPF iterators over tasks, Linux 5.8. */
    TASK_ITERATOR("task iterator", "processes older than the sensor are read from /proc only"),
    /** The helper {@code bpf_send_signal}, Linux 5.3. */
    SEND_SIGNAL("bpf_send_signal", "actions Sigkill and Signal are refused"),
    /** {@code bpf_probe_write_user} is not locked down. */
    WRITE_USER("bpf_probe_write_user", "action Set in usdts is refused"),
    /** Run time statistics of programs by {@code kernel.bpf_stats_enabled}. */
    RUN_STATS("BPF run time statistics", "`bee debug progs` shows no run times");

    private final String label;
    private final String cost;

    KernelFeature(String label, String cost) {
        this.label = label;
        this.cost = cost;
    }

    /** What people call it. */
    public String label() {
        return label;
    }

    /** What a user loses where it is missing, as part of a sentence. */
    public String costOfAbsence() {
        return cost;
    }
}
