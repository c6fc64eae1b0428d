package beelab.sensor.process;

import beelab.sensor.event.Pod;
import beelab.sensor.event.Process;
import beelab.sensor.event.Process.BinaryProperties;
import beelab.sensor.event.Process.Capabilities;
import beelab.sensor.event.Process.Credentials;
import beelab.sensor.event.Process.Namespace;
import beelab.sensor.event.Process.Namespaces;
import beelab.sensor.event.Process.PrivilegeChange;
import beelab.sensor.wire.KernelEvent;
import beelab.sensor.wire.NamespaceIds;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes executions from what the kernel told. */
final class ExecutionFactory {
    private static final String KERNEL = "<kernel>";
    private static final String EMPTY_EXEC_ID = "";
    private static final int NO_LOGIN = -1;

    private final ProcessOptions options;
    private final KernelClock clock;

    ExecutionFactory(ProcessOptions options, KernelClock clock) {
        this.options = options;
        this.clock = clock;
    }

    Execution executed(
            KernelEvent.Exec exec,
            @Nullable Execution parent,
            @Nullable Execution before,
            boolean scanned) {
        String containerId = ContainerId.of(exec.cgroupName().value());
        boolean initTree = inInitTree(exec.namespacePid(), exec.process().tgid(), parent, before);
        boolean clone = before != null && before.cloned;
        int pid = exec.process().tgid();
        String binary = binary(exec, scanned);
        Process data =
                new Process(
                        ExecId.of(options.nodeName(), exec.ktime(), pid),
                        pid,
                        pid,
                        (int) exec.credentials().euid(),
                        (int) exec.loginUid(),
                        exec.workingDirectory().value(),
                        binary,
                        options.redaction()
                                .apply(binary, ArgumentLine.of(exec.arguments().values())),
                        ExecFlagWords.of(
                                exec, scanned, clone, !scanned && before == null, initTree),
                        clock.at(exec.ktime()),
                        null,
                        shortId(containerId),
                        parent == null ? EMPTY_EXEC_ID : parent.data().execId(),
                        1,
                        initTree,
                        options.credentials() ? capabilities(exec.credentials()) : null,
                        options.credentials() ? credentials(exec.credentials()) : null,
                        options.namespaces() ? namespaces(exec.namespaces()) : null,
                        options.credentials() && !scanned ? properties(exec) : null,
                        null,
                        userName(exec),
                        true);
        return new Execution(
                exec.process(), false, scanned, containerId, exec.namespacePid(), data, parent);
    }

    Execution cloned(KernelEvent.Fork fork, @Nullable Execution parent) {
        int pid = fork.process().tgid();
        boolean initTree = inInitTree(fork.namespacePid(), pid, parent, null);
        Process copied = parent == null ? null : parent.data();
        Process data =
                new Process(
                        ExecId.of(options.nodeName(), fork.ktime(), pid),
                        pid,
                        pid,
                        copied == null ? 0 : copied.uid(),
                        copied == null ? NO_LOGIN : copied.auid(),
                        copied == null ? "" : copied.cwd(),
                        fork.kernelThread() ? KERNEL : copied == null ? "" : copied.binary(),
                        copied == null ? "" : copied.arguments(),
                        ExecFlagWords.ofClone(initTree),
                        clock.at(fork.ktime()),
                        null,
                        copied == null ? "" : copied.docker(),
                        copied == null ? EMPTY_EXEC_ID : copied.execId(),
                        1,
                        initTree,
                        copied == null ? null : copied.capabilities(),
                        copied == null ? null : copied.credentials(),
                        copied == null ? null : copied.namespaces(),
                        null,
                        null,
                        copied == null ? "" : copied.userName(),
                        true);
        Execution child =
                new Execution(
                        fork.process(),
                        true,
                        false,
                        parent == null ? "" : parent.containerId(),
                        fork.namespacePid(),
                        data,
                        parent);
        if (parent != null && parent.pod() != null) {
            Pod pod = parent.pod();
            Integer namespacePid = fork.namespacePid() == 0 ? null : fork.namespacePid();
            child.setPod(pod.in(pod.container().of(namespacePid, false)));
        }
        return child;
    }

    /**
     * The program as it was called, which is what people recognise: of a script the script, of a
     * multi-call binary the name that was used. What was called by descriptor has no such name.
     */
    private static String binary(KernelEvent.Exec exec, boolean scanned) {
        String called = exec.filename().value();
        if (scanned || called.isEmpty() || called.startsWith("/dev/fd/")) {
            if (exec.executable().known()) {
                return exec.executable().value();
            }
            return scanned && exec.arguments().values().isEmpty() ? KERNEL : called;
        }
        if (called.startsWith("/") || !exec.workingDirectory().known()) {
            return called;
        }
        return Path.of(exec.workingDirectory().value(), called).normalize().toString();
    }

    private static String shortId(String containerId) {
        return containerId.isEmpty() ? "" : containerId.substring(0, ContainerId.SHORT_LENGTH);
    }

    /** The first process of a pid namespace of its own, and whatever it starts. */
    private static boolean inInitTree(
            int namespacePid, int pid, @Nullable Execution parent, @Nullable Execution before) {
        return (namespacePid == 1 && pid != 1)
                || (before != null && before.data().inInitTree())
                || (before == null && parent != null && parent.data().inInitTree());
    }

    /** Numbers of users mean something else in namespaces of their own. */
    private String userName(KernelEvent.Exec exec) {
        UserNames names = options.userNames();
        return names != null
                        && exec.namespaces().user() == options.host().user()
                        && exec.namespaces().mnt() == options.host().mnt()
                ? names.of((int) exec.credentials().euid())
                : "";
    }

    private static Capabilities capabilities(beelab.sensor.wire.Credentials ids) {
        return new Capabilities(ids.permitted(), ids.effective(), ids.inheritable());
    }

    private static Credentials credentials(beelab.sensor.wire.Credentials ids) {
        return new Credentials(
                (int) ids.uid(),
                (int) ids.gid(),
                (int) ids.euid(),
                (int) ids.egid(),
                (int) ids.suid(),
                (int) ids.sgid(),
                (int) ids.fsuid(),
                (int) ids.fsgid(),
                ids.securebits(),
                capabilities(ids),
                null);
    }

    private Namespaces namespaces(NamespaceIds ids) {
        NamespaceIds host = options.host();
        return new Namespaces(
                namespace(ids.uts(), host.uts()),
                namespace(ids.ipc(), host.ipc()),
                namespace(ids.mnt(), host.mnt()),
                namespace(ids.pid(), host.pid()),
                namespace(ids.pidForChildren(), host.pidForChildren()),
                namespace(ids.net(), host.net()),
                namespace(ids.time(), host.time()),
                namespace(ids.timeForChildren(), host.timeForChildren()),
                namespace(ids.cgroup(), host.cgroup()),
                namespace(ids.user(), host.user()));
    }

    private static @Nullable Namespace namespace(long id, long host) {
        return id == 0 ? null : new Namespace((int) id, id == host);
    }

    private static @Nullable BinaryProperties properties(KernelEvent.Exec exec) {
        KernelEvent.ExecFlags flags = exec.flags();
        Set<PrivilegeChange> changes = EnumSet.noneOf(PrivilegeChange.class);
        if (flags.privilegesGained() && flags.setUid()) {
            changes.add(PrivilegeChange.RAISED_EXEC_FILE_SETUID);
        }
        if (flags.privilegesGained() && flags.setGid()) {
            changes.add(PrivilegeChange.RAISED_EXEC_FILE_SETGID);
        }
        if (flags.privilegesGained() && changes.isEmpty()) {
            changes.add(PrivilegeChange.RAISED_EXEC_FILE_CAP);
        }
        boolean nameless = exec.links() == 0 && exec.inode() != 0;
        if (!flags.setUid() && !flags.setGid() && changes.isEmpty() && !nameless) {
            return null;
        }
        return new BinaryProperties(
                flags.setUid() ? (int) exec.credentials().euid() : null,
                flags.setGid() ? (int) exec.credentials().egid() : null,
                changes,
                nameless ? exec.inode() : 0,
                exec.links());
    }
}
