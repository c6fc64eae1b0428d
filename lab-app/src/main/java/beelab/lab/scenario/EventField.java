package beelab.lab.scenario;

import static beelab.lab.feed.EventKind.PROCESS_EXIT;
import static beelab.lab.feed.EventKind.PROCESS_KPROBE;
import static beelab.lab.feed.EventKind.PROCESS_LSM;
import static beelab.lab.feed.EventKind.PROCESS_TRACEPOINT;
import static beelab.lab.feed.EventKind.PROCESS_UPROBE;
import static beelab.lab.feed.EventKind.PROCESS_USDT;

import beelab.lab.feed.EventKind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The fields of an event that an expectation can name. */
public enum EventField {
    /** Kubernetes namespace of the pod. */
    NAMESPACE("namespace"),
    /** Name of the pod; the empty text means "no pod". */
    POD("pod"),
    /** Name of the container. */
    CONTAINER("container"),
    /** Node that reported the event. */
    NODE("node"),
    /** Path of the program. */
    BINARY("binary"),
    /** Its arguments, joined by spaces. */
    ARGUMENTS("arguments"),
    /** Path of the parent's program. */
    PARENT("parent"),
    /** Effective user id. */
    UID("uid"),
    /** Name of the policy that caused the event. */
    POLICY("policy", PROCESS_KPROBE, PROCESS_TRACEPOINT, PROCESS_LSM, PROCESS_UPROBE, PROCESS_USDT),
    /** Function, without the architecture's prefix: {@code sys_symlinkat}. */
    FUNCTION(
            "function",
            PROCESS_KPROBE,
            PROCESS_TRACEPOINT,
            PROCESS_LSM,
            PROCESS_UPROBE,
            PROCESS_USDT),
    /** One argument by its index. */
    ARGS("args", PROCESS_KPROBE, PROCESS_TRACEPOINT, PROCESS_LSM, PROCESS_UPROBE, PROCESS_USDT),
    /** Last action of the selector that matched: {@code POST}, {@code SIGKILL}. */
    ACTION("action", PROCESS_KPROBE, PROCESS_TRACEPOINT, PROCESS_LSM, PROCESS_UPROBE, PROCESS_USDT),
    /** Return value of the function. */
    RETURN("return", PROCESS_KPROBE),
    /** Signal that ended the process: {@code SIGKILL}; empty when it exited by itself. */
    SIGNAL("signal", PROCESS_EXIT),
    /** Exit status of the process. */
    STATUS("status", PROCESS_EXIT);

    private final String key;
    private final Set<EventKind> kinds;

    EventField(String key, EventKind... kinds) {
        this.key = key;
        this.kinds =
                kinds.length == 0 ? EnumSet.allOf(EventKind.class) : EnumSet.copyOf(List.of(kinds));
    }

    /** The key in scenario.yaml. */
    public String key() {
        return key;
    }

    /** Whether events of that kind have this field. */
    public boolean isIn(EventKind kind) {
        return kinds.contains(kind);
    }

    /** The field of that key. */
    public static Optional<EventField> of(String key) {
        return Arrays.stream(values()).filter(field -> field.key.equals(key)).findFirst();
    }
}
