package beelab.sensor.wire;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One record of the ring buffer. Immutable, and independent of the buffer that it came from. */
public sealed interface KernelEvent {

    /** The process that the record is about: of a fork the child. */
    ProcessId process();

    /** Thread that did it, in the initial pid namespace. */
    int tid();

    /** When, in nanoseconds since boot, suspend included. */
    long ktime();

    /**
     * A program was executed. The process keeps its id; what it was before is over.
     *
     * @param parent the process that wait(2) would tell about it
     * @param loginUid auid as an unsigned 32-bit number, 4294967295 when unset
     * @param cgroupId inode of the directory in the hierarchy of the agent's choice, 0 when unknown
     * @param inode number of the executable's inode
     * @param links number of its names; 0 when it was deleted or never had one
     * @param namespacePid the pid that its own pid namespace shows
     * @param filename as given to execve, so perhaps relative or a script
     * @param executable resolved path of the mapped executable, of a script its interpreter
     * @param workingDirectory resolved path
     * @param cgroupName last component of the cgroup's path, such as a container id
     * @param arguments argv, argv[0] included
     * @param flags what is special about it
     */
    record Exec(
            ProcessId process,
            int tid,
            long ktime,
            ProcessId parent,
            long loginUid,
            Credentials credentials,
            NamespaceIds namespaces,
            long cgroupId,
            long inode,
            int links,
            int namespacePid,
            KernelText filename,
            KernelText executable,
            KernelText workingDirectory,
            KernelText cgroupName,
            Arguments arguments,
            ExecFlags flags)
            implements KernelEvent {}

    /**
     * What is special about an execution.
     *
     * @param setUid the file has the set-user-id bit
     * @param setGid the file has the set-group-id bit
     * @param workingDirectoryUnresolved the working directory cannot be reached from the root
     * @param privilegesGained the kernel set AT_SECURE
     */
    record ExecFlags(
            boolean setUid,
            boolean setGid,
            boolean workingDirectoryUnresolved,
            boolean privilegesGained) {}

    /**
     * argv of an execution.
     *
     * @param values argv, argv[0] first; empty when it could not be read
     * @param cut whether there was more than the record can hold: the last value is incomplete
     * @param errno why it could not be read, 0 when it could
     */
    record Arguments(List<String> values, boolean cut, int errno) {
        public Arguments {
            values = List.copyOf(values);
        }
    }

    /**
     * A process was created. Everything else is as its parent's until it executes a program.
     *
     * @param parent as in {@link Exec}; of a child made with CLONE_PARENT not the caller of clone
     * @param cgroupId as in {@link Exec}
     * @param namespacePid the pid that its own pid namespace shows
     * @param kernelThread whether it will never run a program
     */
    record Fork(
            ProcessId process,
            int tid,
            long ktime,
            ProcessId parent,
            long cgroupId,
            int namespacePid,
            boolean kernelThread)
            implements KernelEvent {}

    /**
     * The last thread of a process left.
     *
     * @param code as wait(2) tells it: exit status in bits 8 to 15, signal in bits 0 to 6, core
     *     dump in bit 7
     */
    record Exit(ProcessId process, int tid, long ktime, int code) implements KernelEvent {

        /** Exit status, 0 to 255. */
        public int status() {
            return (code >> 8) & 0xff;
        }

        /** Number of the signal that killed it, 0 when none did. */
        public int signal() {
            return code & 0x7f;
        }
    }

    /**
     * A hook of a policy fired and a selector matched.
     *
     * @param policyId id of the policy
     * @param hookId position in {@link beelab.sensor.compile.CompiledPolicy#hooks()}
     * @param selector position of the first selector that matched; empty when the hook has none
     * @param action the last action of that selector
     * @param returnAction the same of the return selectors; UNKNOWN when there are none
     * @param enforcement what came of Sigkill, Signal and Override
     * @param arguments in ascending order of their index; one that could not be read is a {@link
     *     KernelValue.ReadError}, so that they never shift
     * @param returnValue of a call whose return was asked for
     * @param extras stack traces and the hash of a file
     */
    record HookHit(
            ProcessId process,
            int tid,
            long ktime,
            int policyId,
            int hookId,
            OptionalInt selector,
            HookAction action,
            HookAction returnAction,
            Enforcement enforcement,
            List<HookArgument> arguments,
            Optional<KernelValue> returnValue,
            HookExtras extras)
            implements KernelEvent {
        public HookHit {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * A file was mapped as executable memory: a program, or a library that it needs. Not from the
     * ring buffer, but from the kernel's perf events.
     *
     * @param process its start is not told: 0
     * @param path as the process sees it
     * @param buildId of the file; empty when it has none
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, and wrapped read-only there
    record Mapped(ProcessId process, int tid, long ktime, String path, byte[] buildId)
            implements KernelEvent {}

    /**
     * One argument of a hook.
     *
     * @param index position in the policy's {@code args}, from 0; of an entry of {@code data}
     *     {@link #DATA} + its position there
     */
    record HookArgument(int index, KernelValue value) {

        /** Index of the first entry of {@code data}. */
        public static final int DATA = WireLayouts.ARG_DATA;
    }
}
