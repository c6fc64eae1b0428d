package beelab.lab.ui.events;

import beelab.lab.feed.EventKind;
import beelab.lab.feed.EventRow;
import beelab.lab.feed.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Turns events of the feed into lines of the table. Pure; runs on the feed's threads. */
public final class EventLines {
    private static final Set<String> NETWORK_PREFIXES =
            Set.of("tcp_", "udp_", "inet_", "sock_", "security_socket_", "ip_");
    private static final List<String> FILE_WORDS =
            List.of(
                    "file",
                    "open",
                    "read",
                    "write",
                    "link",
                    "unlink",
                    "rename",
                    "mkdir",
                    "rmdir",
                    "path",
                    "mmap",
                    "truncate",
                    "fd_install",
                    "close",
                    "mount",
                    "chmod",
                    "chown");
    private static final List<String> CODE_WORDS = List.of("bpf", "perf_event", "module");

    private EventLines() {}

    /**
     * The line of an event.
     *
     * @param byLab whether the lab itself caused it
     */
    public static EventLine of(EventRow event, boolean byLab) {
        return new EventLine(
                event.sequence(),
                event.time(),
                event.source(),
                look(event),
                verb(event),
                event.binary(),
                byLab ? detail(event) + "  ·  by the lab, to check a step" : detail(event),
                event.function(),
                event.policy(),
                actionWord(event.action()),
                verdict(event),
                byLab,
                facts(event, byLab),
                event.compact(),
                () -> PrettyJson.format(event.json()));
    }

    /**
     * The line that stands where events were lost.
     *
     * @param id number of the line; negative, so that it never equals an event's
     */
    public static EventLine of(long id, Loss loss) {
        String count = loss.count() == 0 ? "An unknown number of" : "%,d".formatted(loss.count());
        String where =
                switch (loss.where()) {
                    case SENSOR -> "in the sensor";
                    case CONNECTION -> "on the way from the sensor";
                    case BUFFER -> "in the lab's buffer";
                };
        String text = "%s events were lost %s. %s".formatted(count, where, loss.detail());
        return new EventLine(
                id,
                loss.time(),
                "lab",
                EventLook.NOTICE,
                "lost",
                "",
                text,
                "",
                "",
                "",
                Verdict.LOST,
                false,
                List.of(new EventLine.Fact("What", text)),
                text,
                () -> "");
    }

    private static EventLook look(EventRow event) {
        return switch (event.kind()) {
            case PROCESS_EXEC -> EventLook.EXEC;
            case PROCESS_EXIT -> EventLook.EXIT;
            case PROCESS_LSM -> EventLook.SECURITY;
            case PROCESS_LOADER -> EventLook.CODE;
            case PROCESS_KPROBE, PROCESS_TRACEPOINT, PROCESS_UPROBE, PROCESS_USDT ->
                    lookOfFunction(event.function());
        };
    }

    private static EventLook lookOfFunction(String function) {
        if (NETWORK_PREFIXES.stream().anyMatch(function::startsWith)) {
            return EventLook.NETWORK;
        }
        if (CODE_WORDS.stream().anyMatch(function::contains)) {
            return EventLook.CODE;
        }
        return FILE_WORDS.stream().anyMatch(function::contains) ? EventLook.FILE : EventLook.CALL;
    }

    private static String verb(EventRow event) {
        return switch (event.kind()) {
            case PROCESS_EXEC -> "start";
            case PROCESS_EXIT -> "exit";
            case PROCESS_LOADER -> "load";
            case PROCESS_KPROBE, PROCESS_TRACEPOINT, PROCESS_LSM, PROCESS_UPROBE, PROCESS_USDT ->
                    event.function().replaceFirst("^sys_", "");
        };
    }

    private static String detail(EventRow event) {
        return switch (event.kind()) {
            case PROCESS_EXEC -> event.arguments();
            case PROCESS_EXIT -> {
                String outcome =
                        event.signal().isEmpty() ? "status " + event.status() : event.signal();
                yield event.arguments().isEmpty() ? outcome : outcome + "  ·  " + event.arguments();
            }
            case PROCESS_KPROBE,
                    PROCESS_TRACEPOINT,
                    PROCESS_LSM,
                    PROCESS_LOADER,
                    PROCESS_UPROBE,
                    PROCESS_USDT ->
                    verb(event) + "(" + String.join(", ", event.args()) + ")";
        };
    }

    /** {@code SIGKILL} becomes {@code Sigkill}, as it is written in a policy. */
    static String actionWord(String action) {
        String lower = action.toLowerCase(Locale.ROOT);
        return lower.isEmpty() ? "" : Character.toUpperCase(lower.charAt(0)) + lower.substring(1);
    }

    private static Verdict verdict(EventRow event) {
        if (event.kind() == EventKind.PROCESS_EXIT) {
            if (event.signal().equals("SIGKILL")) {
                return Verdict.KILLED;
            }
            return event.status() == 0 && event.signal().isEmpty() ? Verdict.NONE : Verdict.FAILED;
        }
        if (event.kind() == EventKind.PROCESS_EXEC) {
            return Verdict.NONE;
        }
        return switch (event.action()) {
            case "SIGKILL", "SIGNAL", "NOTIFYENFORCER" -> Verdict.KILLED;
            case "OVERRIDE" -> Verdict.DENIED;
            default -> Verdict.OBSERVED;
        };
    }

    private static List<EventLine.Fact> facts(EventRow event, boolean byLab) {
        List<EventLine.Fact> facts = new ArrayList<>();
        add(facts, "Caused by", byLab ? "the lab itself, to look whether a step is done" : "");
        add(facts, "Program", event.binary());
        add(facts, "Arguments", event.arguments());
        add(facts, "Function", event.function());
        for (int i = 0; i < event.args().size(); i++) {
            add(facts, "Argument " + i, event.args().get(i));
        }
        add(facts, "Returned", event.returned());
        add(facts, "Policy", event.policy());
        add(facts, "Action", actionWord(event.action()));
        add(facts, "Signal", event.signal());
        if (event.kind() == EventKind.PROCESS_EXIT && event.signal().isEmpty()) {
            add(facts, "Exit status", Integer.toString(event.status()));
        }
        add(facts, "Pod", event.pod().isEmpty() ? "" : event.namespace() + "/" + event.pod());
        add(facts, "Container", event.container());
        add(facts, "Process id", event.pid() == 0 ? "" : Long.toString(event.pid()));
        add(facts, "User id", event.uid() < 0 ? "" : Long.toString(event.uid()));
        add(facts, "Started by", event.parentBinary());
        add(facts, "Node", event.node());
        return facts;
    }

    private static void add(List<EventLine.Fact> facts, String label, String value) {
        if (!value.isEmpty()) {
            facts.add(new EventLine.Fact(label, value));
        }
    }
}
