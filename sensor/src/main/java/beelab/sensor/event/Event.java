package beelab.sensor.event;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that happened, complete and immutable: what every sink receives. */
public sealed interface Event {

    /** When it happened in the kernel, not when it arrived here. */
    Instant time();

    EventKind kind();

    /** An event that a process caused. */
    sealed interface OfProcess extends Event {
        Process process();

        /** Null when the parent is not known, as for the first process of the machine. */
        @Nullable Process parent();

        /** Grandparent first; empty unless asked for with {@code --enable-ancestors}. */
        List<Process> ancestors();
    }

    /** An event that a hook of a policy caused. */
    sealed interface OfPolicy extends OfProcess {
        Hit hit();
    }

    /**
     * What all policy events have in common.
     *
     * @param policyName {@code metadata.name} of the policy
     * @param message the hook's {@code message}, empty when it has none
     * @param tags the hook's {@code tags}
     * @param args collected arguments in the order of the policy's {@code args}
     * @param action the last action of the selector that matched
     */
    record Hit(
            String policyName,
            String message,
            List<String> tags,
            List<Argument> args,
            Action action) {
        public Hit {
            tags = List.copyOf(tags);
            args = List.copyOf(args);
        }
    }

    /** A program was executed, or was already running when the sensor started. */
    record Exec(Instant time, Process process, @Nullable Process parent, List<Process> ancestors)
            implements OfProcess {
        @Override
        public EventKind kind() {
            return EventKind.PROCESS_EXEC;
        }
    }

    /**
     * The last thread of a process ended.
     *
     * @param signal name such as {@code SIGKILL}; empty when it was not killed
     * @param status exit code 0 to 255
     */
    record Exit(
            Instant time,
            Process process,
            @Nullable Process parent,
            List<Process> ancestors,
            String signal,
            int status)
            implements OfProcess {
        @Override
        public EventKind kind() {
            return EventKind.PROCESS_EXIT;
        }
    }

    /**
     * A kernel function or system call was entered (and, when asked for, left).
     *
     * @param functionName the symbol, {@code __x64_sys_symlinkat} for a system call
     * @param returnValue null when the policy did not ask for it
     * @param data values of {@code data:} entries
     * @param kernelStack the innermost function first; empty when the policy did not ask for it
     * @param userStack the same of the program
     */
    record Kprobe(
            Instant time,
            Process process,
            @Nullable Process parent,
            List<Process> ancestors,
            Hit hit,
            String functionName,
            @Nullable Argument returnValue,
            Action returnAction,
            List<Argument> data,
            List<StackFrame> kernelStack,
            List<StackFrame> userStack)
            implements OfPolicy {
        public Kprobe {
            kernelStack = List.copyOf(kernelStack);
            userStack = List.copyOf(userStack);
        }

        /** A call whose policy did not ask for stack traces. */
        public Kprobe(
                Instant time,
                Process process,
                @Nullable Process parent,
                List<Process> ancestors,
                Hit hit,
                String functionName,
                @Nullable Argument returnValue,
                Action returnAction,
                List<Argument> data) {
            this(
                    time,
                    process,
                    parent,
                    ancestors,
                    hit,
                    functionName,
                    returnValue,
                    returnAction,
                    data,
                    List.of(),
                    List.of());
        }

        @Override
        public EventKind kind() {
            return EventKind.PROCESS_KPROBE;
        }
    }

    /** A tracepoint that a policy names was hit. */
    record Tracepoint(
            Instant time,
            Process process,
            @Nullable Process parent,
            List<Process> ancestors,
            Hit hit,
            String subsystem,
            String event)
            implements OfPolicy {
        @Override
        public EventKind kind() {
            return EventKind.PROCESS_TRACEPOINT;
        }
    }

    /** An LSM hook that a policy names was hit. */
    record Lsm(
            Instant time,
            Process process,
            @Nullable Process parent,
            List<Process> ancestors,
            Hit hit,
            String functionName,
            String imaHash)
            implements OfPolicy {
        @Override
        public EventKind kind() {
            return EventKind.PROCESS_LSM;
        }
    }

    /**
     * A function of a program or library was called.
     *
     * @param path the file as the policy names it
     * @param symbol the function as the policy names it; empty when it names an offset or address
     * @param offset of the probe in the file
     * @param counterOffset of its reference counter in the file; 0 when it has none
     * @param data values of {@code data:} entries
     */
    record Uprobe(
            Instant time,
            Process process,
            @Nullable Process parent,
            List<Process> ancestors,
            Hit hit,
            String path,
            String symbol,
            long offset,
            long counterOffset,
            List<Argument> data)
            implements OfPolicy {
        @Override
        public EventKind kind() {
            return EventKind.PROCESS_UPROBE;
        }
    }

    /** A static probe of a program or library was passed. */
    record Usdt(
            Instant time,
            Process process,
            @Nullable Process parent,
            List<Process> ancestors,
            Hit hit,
            String path,
            String provider,
            String name)
            implements OfPolicy {
        @Override
        public EventKind kind() {
            return EventKind.PROCESS_USDT;
        }
    }

    /**
     * A library or program text was mapped.
     *
     * @param buildId the file's build id, read-only
     */
    record Loader(
            Instant time,
            Process process,
            @Nullable Process parent,
            List<Process> ancestors,
            String path,
            ByteBuffer buildId)
            implements OfProcess {
        @Override
        public EventKind kind() {
            return EventKind.PROCESS_LOADER;
        }
    }

    /** Events of a cgroup are being, or no longer being, held back. */
    record Throttle(Instant time, boolean start, String cgroup) implements Event {
        @Override
        public EventKind kind() {
            return EventKind.PROCESS_THROTTLE;
        }
    }

    /**
     * Events are missing here. Goes out in the stream, so that nobody mistakes silence for absence.
     *
     * @param dropped how many events are known to be missing, at least 1
     * @param cause where they were lost, for log and metrics; the wire carries only the number
     */
    record Loss(Instant time, long dropped, String cause) implements Event {
        @Override
        public EventKind kind() {
            return EventKind.RATE_LIMIT_INFO;
        }
    }
}
