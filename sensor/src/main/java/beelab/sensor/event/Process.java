package beelab.sensor.event;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A process as it was at the time of an event. Unsigned 32-bit numbers are kept in {@code int}.
 *
 * @param execId name of this execution, unique in the cluster; empty for an unknown process
 * @param pid thread group id in the host's pid namespace
 * @param tid thread that caused the event; the pid for exec and exit
 * @param uid effective user id
 * @param auid login user id, -1 (4294967295) when there was no login
 * @param binary absolute path of the program, {@code <kernel>} for pid 0
 * @param arguments the arguments after the program's name in one string
 * @param flags words in the order of the contract, such as {@code execve rootcwd clone}
 * @param startTime when this execution began
 * @param pod null for processes of the host, and while the pod is not known
 * @param docker container id cut to 31 characters; empty outside containers
 * @param parentExecId empty when the parent is not known
 * @param refCount how many cached things still point here; an internal number that users see
 * @param inInitTree whether it descends from the first process of its container
 * @param capabilities null unless credentials were asked for
 * @param credentials null unless credentials were asked for
 * @param namespaces null unless namespaces were asked for
 * @param binaryProperties only in exec events, null unless credentials were asked for
 * @param environment null unless environment variables were asked for
 * @param userName name of the user; empty unless asked for, and for processes in namespaces of
 *     their own
 * @param known false when the cache had never seen it: then only pid, start time and flags count
 */
public record Process(
        String execId,
        int pid,
        int tid,
        int uid,
        int auid,
        String cwd,
        String binary,
        String arguments,
        String flags,
        Instant startTime,
        @Nullable Pod pod,
        String docker,
        String parentExecId,
        int refCount,
        boolean inInitTree,
        @Nullable Capabilities capabilities,
        @Nullable Credentials credentials,
        @Nullable Namespaces namespaces,
        @Nullable BinaryProperties binaryProperties,
        @Nullable List<Variable> environment,
        String userName,
        boolean known) {

    /** Flags of a process that the cache has never seen. */
    public static final String UNKNOWN_FLAGS = "unknown";

    /** A process of which only the number and the start are known. */
    public static Process unknown(int pid, int tid, Instant startTime) {
        return new Process(
                "",
                pid,
                tid,
                0,
                0,
                "",
                "",
                "",
                UNKNOWN_FLAGS,
                startTime,
                null,
                "",
                "",
                0,
                false,
                null,
                null,
                null,
                null,
                null,
                "",
                false);
    }

    /** The same process in the words of another event: another thread, another count. */
    public Process seenBy(int thread, int references) {
        return new Process(
                execId,
                pid,
                thread,
                uid,
                auid,
                cwd,
                binary,
                arguments,
                flags,
                startTime,
                pod,
                docker,
                parentExecId,
                references,
                inInitTree,
                capabilities,
                credentials,
                namespaces,
                binaryProperties,
                environment,
                userName,
                known);
    }

    /** The same process with its pod, or without properties that only its exec event carries. */
    public Process with(@Nullable Pod newPod, @Nullable BinaryProperties newProperties) {
        return new Process(
                execId,
                pid,
                tid,
                uid,
                auid,
                cwd,
                binary,
                arguments,
                flags,
                startTime,
                newPod,
                docker,
                parentExecId,
                refCount,
                inInitTree,
                capabilities,
                credentials,
                namespaces,
                newProperties,
                environment,
                userName,
                known);
    }

    /** An environment variable. */
    public record Variable(String name, String value) {}

    /** Capability sets as bit masks: bit n is the capability with number n. */
    public record Capabilities(long permitted, long effective, long inheritable) {}

    /**
     * User and group ids, each unsigned 32 bits, and the bits of {@code prctl(PR_SET_SECUREBITS)}.
     */
    public record Credentials(
            int uid,
            int gid,
            int euid,
            int egid,
            int suid,
            int sgid,
            int fsuid,
            int fsgid,
            int secureBits,
            Capabilities capabilities,
            @Nullable UserNamespace userNamespace) {}

    /** The user namespace of a credential: depth, owner, and the namespace itself. */
    public record UserNamespace(int level, int uid, int gid, Namespace namespace) {}

    /** A namespace by its inode number. */
    public record Namespace(int inode, boolean host) {}

    /** All namespaces of a process; null where the kernel has none of the kind. */
    public record Namespaces(
            @Nullable Namespace uts,
            @Nullable Namespace ipc,
            @Nullable Namespace mnt,
            @Nullable Namespace pid,
            @Nullable Namespace pidForChildren,
            @Nullable Namespace net,
            @Nullable Namespace time,
            @Nullable Namespace timeForChildren,
            @Nullable Namespace cgroup,
            @Nullable Namespace user) {}

    /** How an execution got more rights than its caller had. */
    public enum PrivilegeChange {
        RAISED_EXEC_FILE_CAP,
        RAISED_EXEC_FILE_SETUID,
        RAISED_EXEC_FILE_SETGID
    }

    /**
     * What is special about the executed file.
     *
     * @param setuid the id that the file's mode gave, null when it gave none
     * @param setgid likewise for the group
     * @param inode number of the inode, 0 unless the file has no name any more
     */
    public record BinaryProperties(
            @Nullable Integer setuid,
            @Nullable Integer setgid,
            Set<PrivilegeChange> privilegesChanged,
            long inode,
            int links) {}
}
