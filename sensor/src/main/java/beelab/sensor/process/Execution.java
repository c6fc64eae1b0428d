package beelab.sensor.process;

import beelab.sensor.event.Pod;
import beelab.sensor.event.Process;
import beelab.sensor.wire.ProcessId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a program by a process: from its clone or execve to its end or next execve.
 *
 * <p>Reference counting, as users see it in {@code refcnt}: an execution counts itself while it
 * runs, and each running execution that has it as its parent. At zero nothing can refer to it any
 * more but records that are late, so it stays for two collections and then goes.
 */
public final class Execution {
    private static final int MAX_ANCESTORS = 64;

    final ProcessId id;
    final boolean cloned;
    final boolean scanned;
    private final String containerId;
    private final int namespacePid;
    private final Process data;
    @Nullable Execution parent;
    int references = 1;
    int collectionsAtZero;
    boolean ended;
    private @Nullable Pod pod;
    private @Nullable Process snapshot;

    /**
     * @param cloned nothing was executed since the clone
     * @param scanned found in /proc: the start is known to the clock tick only
     * @param containerId full id, empty outside containers
     */
    Execution(
            ProcessId id,
            boolean cloned,
            boolean scanned,
            String containerId,
            int namespacePid,
            Process data,
            @Nullable Execution parent) {
        this.id = id;
        this.cloned = cloned;
        this.scanned = scanned;
        this.containerId = containerId;
        this.namespacePid = namespacePid;
        this.data = data;
        this.parent = parent;
    }

    /** The process now, as its thread {@code tid} shows it. */
    public Process seenBy(int tid) {
        Process last = snapshot;
        if (last == null || last.tid() != tid || last.refCount() != references) {
            last = data.seenBy(tid, references).with(pod, null);
            snapshot = last;
        }
        return last;
    }

    /** The process in its own exec event, which alone tells what is special about the file. */
    public Process executed() {
        return data.seenBy(data.pid(), references).with(pod, data.binaryProperties());
    }

    /** The process in the events of others. */
    public Process asRelative() {
        return seenBy(data.pid());
    }

    /** What started it; null when that is not known, or not any more. */
    public @Nullable Execution parent() {
        return parent;
    }

    /** The parent's parent first, up to 64 of them. */
    public List<Process> ancestors() {
        List<Process> ancestors = new ArrayList<>();
        Execution next = parent == null ? null : parent.parent;
        while (next != null && ancestors.size() < MAX_ANCESTORS) {
            ancestors.add(next.asRelative());
            next = next.parent;
        }
        return ancestors;
    }

    /** Full id of its container, empty outside containers. */
    public String containerId() {
        return containerId;
    }

    /** Its pid in its own pid namespace, 0 when not known. */
    public int namespacePid() {
        return namespacePid;
    }

    /** Its pod, once somebody has found it. */
    public @Nullable Pod pod() {
        return pod;
    }

    public void setPod(Pod found) {
        pod = found;
        snapshot = null;
    }

    Process data() {
        return data;
    }
}
