package beelab.sensor.bpf;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** An attached program; closing detaches it. */
public final class BpfLink implements AutoCloseable {
    private final String target;
    private final MemorySegment handle;
    private final int descriptor;
    private boolean closed;

    BpfLink(String target, MemorySegment handle) {
        this(target, handle, -1);
    }

    private BpfLink(String target, MemorySegment handle, int descriptor) {
        this.target = target;
        this.handle = handle;
        this.descriptor = descriptor;
    }

    /** A link that the kernel made without libbpf: it lives as long as its file descriptor. */
    static BpfLink ofDescriptor(String target, int descriptor) {
        return new BpfLink(target, MemorySegment.NULL, descriptor);
    }

    /** Where it is attached, such as {@code tracepoint syscalls/sys_enter_openat}. */
    public String target() {
        return target;
    }

    /**
     * Gives it a name in a {@link BpfFs}: it then stays attached when this process ends, unless it
     * was closed before. Whoever closes it deletes the name first: what closing does to a named
     * link differs from kind to kind.
     */
    public synchronized void pin(Path name) throws BpfException {
        if (closed) {
            throw new IllegalStateException("the link " + target + " is closed");
        }
        int fd = descriptor >= 0 ? descriptor : ProgramCalls.linkDescriptor(handle);
        BpfFs.pin("the link " + target, fd, name);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (descriptor >= 0) {
                KernelCalls.close(descriptor);
                return;
            }
            int ignored = ProgramCalls.destroyLink(handle);
        }
    }
}
