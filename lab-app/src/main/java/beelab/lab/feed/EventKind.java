package beelab.lab.feed;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Kinds of events that have a process, named as in the JSON events. */
public enum EventKind {
    /** A program was executed. */
    PROCESS_EXEC,
    /** A process ended. */
    PROCESS_EXIT,
    /** A kernel function or system call that a policy asked for. */
    PROCESS_KPROBE,
    /** A tracepoint that a policy asked for. */
    PROCESS_TRACEPOINT,
    /** A hook of the Linux security modules. */
    PROCESS_LSM,
    /** A program file or library was mapped. */
    PROCESS_LOADER,
    /** A function of a program in user space. */
    PROCESS_UPROBE,
    /** A probe that a program in user space declares. */
    PROCESS_USDT;

    /** The key in a JSON event and in scenario.yaml: {@code process_exec}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of that key. */
    public static Optional<EventKind> of(String key) {
        return Arrays.stream(values()).filter(kind -> kind.key().equals(key)).findFirst();
    }
}
