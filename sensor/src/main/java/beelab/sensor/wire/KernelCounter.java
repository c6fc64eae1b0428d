package beelab.sensor.wire;

/**
 * Reasons for which the kernel side loses or cuts data: index ({@link #ordinal}) into the per-CPU
 * array map {@code counters}, whose values are unsigned 64-bit numbers. Mirrors {@code enum
 * kernel_counter} of {@code bpf/include/counters.h}.
 */
public enum KernelCounter {
    LOST_EXEC("exec records lost: ring buffer full", true),
    LOST_FORK("fork records lost: ring buffer full", true),
    LOST_EXIT("exit records lost: ring buffer full", true),
    LOST_HOOK("hook records lost: ring buffer full", true),
    SCRATCH_BUSY("records not made: all work areas of the CPU in use", true),
    RECORD_FULL("arguments left out: record full", true),
    PENDING_FULL("calls not remembered until their return: table full", true),
    PENDING_LOST("remembered calls that never returned", true),
    READ_FAULT("arguments whose memory could not be read", false),
    PATH_CUT("paths longer than 4096 bytes", false),
    PATH_UNRESOLVED("paths not reachable from the process's root", false),
    TEXT_CUT("strings or buffers longer than their limit", false),
    BINARY_UNKNOWN("selectors that could not learn the executable", false),
    SIGNAL_FAILED("signals that the kernel refused to send", false),
    STACK_FAILED("stack traces that could not be taken", true),
    SOCKS_TRACKED("sockets that got an owner", false),
    SOCKS_UNTRACKED("sockets that lost their owner by UntrackSock", false),
    SOCK_TRACK_FAILED("sockets that could not be tracked: no memory", true),
    LOST_CHUNK("pieces of large buffers lost: ring buffer full", true),
    ORIGIN_UNKNOWN("processes whose script, ancestors or first rights were not noted", true);

    private final String label;
    private final boolean loss;

    KernelCounter(String label, boolean loss) {
        this.label = label;
        this.loss = loss;
    }

    /** What is counted, for people. */
    public String label() {
        return label;
    }

    /** Whether it means that a record or a part of one is missing, not only shortened. */
    public boolean isLoss() {
        return loss;
    }
}
