package beelab.sensor.bpf;

import java.lang.foreign.MemorySegment;

/** An attached program; closing detaches it. */
public final class BpfLink implements AutoCloseable {
    private final String target;
    private final MemorySegment handle;
    private boolean closed;

    BpfLink(String target, MemorySegment handle) {
        this.target = target;
        this.handle = handle;
    }

    /** Where it is attached, such as {@code tracepoint syscalls/sys_enter_openat}. */
    public String target() {
        return target;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            int ignored = ProgramCalls.destroyLink(handle);
        }
    }
}
