package beelab.sensor.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a hook section: what to observe, which arguments to report, when, and what to do.
 */
public sealed interface Hook {

    /** Place of the hook in its policy. */
    Position position();

    /** Text of the author that is repeated in each event; empty for none. */
    String message();

    /** Arguments in the order of the event. */
    List<HookArgument> args();

    /** Tried in order; the first that matches decides. Empty means every call is reported. */
    List<Selector> selectors();

    /** Tags repeated in each event. */
    List<String> tags();

    /** Values that are not arguments; empty where the section has none. */
    default List<HookArgument> data() {
        return List.of();
    }

    /** Whether the return value is reported. */
    default boolean returns() {
        return false;
    }

    /** Type of the return value; null when not given. */
    default @Nullable HookArgument returnArg() {
        return null;
    }

    /**
     * What the policy names: a function, {@code subsystem/event}, an LSM hook, a program's symbol.
     */
    String target();

    /**
     * Place of a hook in its policy.
     *
     * @param section the hook section
     * @param index number in the section, from 0
     */
    record Position(Section section, int index) {
        /** Field path of the hook, such as {@code spec.kprobes[0]}. */
        public String path() {
            return "spec." + section.yamlName() + "[" + index + "]";
        }

        /** Field path of one of the hook's fields. */
        public String path(String field) {
            return path() + "." + field;
        }
    }

    /** The sections that hold hooks; a policy may fill several of them. */
    enum Section {
        KPROBES("kprobes"),
        FENTRIES("fentries"),
        TRACEPOINTS("tracepoints"),
        LSMHOOKS("lsmhooks"),
        UPROBES("uprobes"),
        USDTS("usdts");

        private final String yamlName;

        Section(String yamlName) {
            this.yamlName = yamlName;
        }

        public String yamlName() {
            return yamlName;
        }
    }

    /**
     * A kernel function: an entry of {@code kprobes} or {@code fentries}.
     *
     * @param call function, system call such as {@code sys_symlinkat}, or {@code list:NAME}
     * @param syscall whether {@code call} is a system call; true unless the policy says otherwise
     * @param returns whether the return value is reported
     * @param returnArg type of the return value; null when not given
     * @param returnArgAction {@code TrackSock}, {@code UntrackSock} or empty
     * @param data further values that are not arguments of the function
     * @param callMayBeMissing whether the policy still loads when there is no such function
     */
    record Function(
            Position position,
            String call,
            boolean syscall,
            boolean returns,
            String message,
            List<HookArgument> args,
            List<HookArgument> data,
            @Nullable HookArgument returnArg,
            String returnArgAction,
            List<Selector> selectors,
            List<String> tags,
            boolean callMayBeMissing)
            implements Hook {
        @Override
        public String target() {
            return call;
        }
    }

    /** A tracepoint; {@code raw} passes the arguments of its prototype instead of format fields. */
    record Tracepoint(
            Position position,
            String subsystem,
            String event,
            boolean raw,
            String message,
            List<HookArgument> args,
            List<Selector> selectors,
            List<String> tags)
            implements Hook {
        @Override
        public String target() {
            return subsystem + "/" + event;
        }
    }

    /**
     * A hook of the Linux security modules, named without {@code security_} or {@code bpf_lsm_}.
     */
    record Lsm(
            Position position,
            String hook,
            String message,
            List<HookArgument> args,
            List<Selector> selectors,
            List<String> tags)
            implements Hook {
        @Override
        public String target() {
            return hook;
        }
    }

    /**
     * Functions of a program or library.
     *
     * @param file path of the program or library
     * @param typesFile file with type information (BTF); empty for none
     * @param symbols functions by name, perhaps with {@code +OFFSET} behind it; exclusive with
     *     {@code offsets} and {@code addresses}
     * @param offsets functions by offset in the file
     * @param addresses functions by virtual address
     * @param counterOffsets file offsets of reference counters, one for each function; empty for
     *     none
     * @param digests such as {@code sha256:HEX}, of which the file must have one; empty for any
     *     file
     * @param digestMayDiffer whether the policy still loads, without this hook, when it has none
     */
    record Uprobe(
            Position position,
            String file,
            String typesFile,
            List<String> symbols,
            List<Long> offsets,
            List<Long> addresses,
            List<Long> counterOffsets,
            List<String> digests,
            boolean digestMayDiffer,
            boolean returns,
            String message,
            List<HookArgument> args,
            List<HookArgument> data,
            @Nullable HookArgument returnArg,
            List<Selector> selectors,
            List<String> tags)
            implements Hook {
        @Override
        public String target() {
            return file + (symbols.isEmpty() ? "" : ":" + String.join(",", symbols));
        }
    }

    /**
     * A static probe that a program's author compiled in.
     *
     * @param typesFile file with type information (BTF); empty for none
     */
    record Usdt(
            Position position,
            String file,
            String typesFile,
            String provider,
            String name,
            String message,
            List<HookArgument> args,
            List<Selector> selectors,
            List<String> tags)
            implements Hook {
        @Override
        public String target() {
            return file + ":" + provider + ":" + name;
        }
    }
}
