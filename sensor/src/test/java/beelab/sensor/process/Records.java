package beelab.sensor.process;

import beelab.sensor.wire.Credentials;
import beelab.sensor.wire.KernelEvent;
import beelab.sensor.wire.KernelText;
import beelab.sensor.wire.NamespaceIds;
import beelab.sensor.wire.ProcessId;
import java.util.List;

/** Kernel records to test with. */
public final class Records {
    public static final NamespaceIds HOST = new NamespaceIds(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    public static final Credentials ROOT = new Credentials(0, 0, 0, 0, 0, 0, 0, 0, 0, -1L, -1L, 0);

    private Records() {}

    /** A process by pid; the start is the pid in milliseconds since boot. */
    public static ProcessId id(int pid) {
        return new ProcessId(pid, pid * 1_000_000L);
    }

    public static KernelEvent.Fork fork(int parent, int child) {
        return new KernelEvent.Fork(
                id(child), child, child * 1_000_000L, id(parent), 1, child, false);
    }

    public static KernelEvent.Exec exec(int parent, int pid, String... argv) {
        return exec(parent, pid, pid, "", argv);
    }

    public static KernelEvent.Exec exec(
            int parent, int pid, int namespacePid, String cgroup, String... argv) {
        return new KernelEvent.Exec(
                id(pid),
                pid,
                pid * 1_000_000L + 5,
                id(parent),
                0xffff_ffffL,
                ROOT,
                HOST,
                77,
                1234,
                1,
                namespacePid,
                KernelText.of(argv[0]),
                KernelText.of(argv[0]),
                KernelText.of("/root"),
                KernelText.of(cgroup),
                new KernelEvent.Arguments(List.of(argv), false, 0),
                new KernelEvent.ExecFlags(false, false, false, false));
    }

    public static KernelEvent.Exit exit(int pid, int code) {
        return new KernelEvent.Exit(id(pid), pid, pid * 1_000_000L + 9, code);
    }
}
