package beelab.lab.feed;

import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.api.KprobeAction;
import beelab.sensor.api.KprobeArgument;
import beelab.sensor.api.Process;
import beelab.sensor.api.ProcessKprobe;
import beelab.sensor.api.ProcessLsm;
import beelab.sensor.api.ProcessTracepoint;
import beelab.sensor.api.ProcessUprobe;
import beelab.sensor.api.ProcessUsdt;
import beelab.sensor.export.json.ProtoJson;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Flattens an event of the sensor into a row. */
final class RowMapper {

    private static final Pattern SYSCALL_PREFIX =
            Pattern.compile(
                    "^__(x64|ia32|ia32_compat|arm64|arm64_compat|s390x|riscv|powerpc)_(?=sys_)");
    private static final String ACTION_PREFIX = "KPROBE_ACTION_";

    private RowMapper() {}

    /** The part of an event that depends on its kind. */
    private record Body(
            EventKind kind,
            Process process,
            Process parent,
            String function,
            List<KprobeArgument> args,
            String returned,
            String policy,
            KprobeAction action,
            String signal,
            int status) {

        static Body of(EventKind kind, Process process, Process parent) {
            return new Body(
                    kind,
                    process,
                    parent,
                    "",
                    List.of(),
                    "",
                    "",
                    KprobeAction.KPROBE_ACTION_UNKNOWN,
                    "",
                    0);
        }
    }

    /**
     * A maker of the row for its sequence number; empty for messages without a process, such as
     * loss records, and for kinds that this lab does not know.
     */
    static Optional<LongFunction<EventRow>> row(GetEventsResponse event, Instant received) {
        Body body = body(event);
        if (body == null) {
            return Optional.empty();
        }
        Process process = body.process();
        List<String> args = body.args().stream().map(ArgumentText::of).toList();
        String action =
                body.action() == KprobeAction.KPROBE_ACTION_UNKNOWN
                        ? ""
                        : body.action().name().substring(ACTION_PREFIX.length());
        String compact = CompactLines.of(event);
        return Optional.of(sequence ->
                new EventRow(
                        sequence,
                        event.hasTime() ? instant(event.getTime()) : received,
                        received,
                        body.kind(),
                        event.getNodeName(),
                        process.getPod().getNamespace(),
                        process.getPod().getName(),
                        process.getPod().getContainer().getName(),
                        process.getBinary(),
                        process.getArguments(),
                        process.getPid().getValue(),
                        process.hasUid() ? process.getUid().getValue() : -1,
                        process.getExecId(),
                        process.getParentExecId(),
                        body.parent().getBinary(),
                        SYSCALL_PREFIX.matcher(body.function()).replaceFirst(""),
                        args,
                        body.returned(),
                        body.policy(),
                        action,
                        body.signal(),
                        body.status(),
                        body.kind() == EventKind.PROCESS_EXEC
                                && process.getFlags().contains("procFS"),
                        compact,
                        () -> ProtoJson.print(event)));
    }

    private static @Nullable Body body(GetEventsResponse event) {
        return switch (event.getEventCase()) {
            case PROCESS_EXEC -> {
                var exec = event.getProcessExec();
                yield Body.of(EventKind.PROCESS_EXEC, exec.getProcess(), exec.getParent());
            }
            case PROCESS_EXIT -> {
                var exit = event.getProcessExit();
                yield new Body(
                        EventKind.PROCESS_EXIT,
                        exit.getProcess(),
                        exit.getParent(),
                        "",
                        List.of(),
                        "",
                        "",
                        KprobeAction.KPROBE_ACTION_UNKNOWN,
                        exit.getSignal(),
                        exit.getStatus());
            }
            case PROCESS_KPROBE -> kprobe(event.getProcessKprobe());
            case PROCESS_TRACEPOINT -> tracepoint(event.getProcessTracepoint());
            case PROCESS_LSM -> lsm(event.getProcessLsm());
            case PROCESS_UPROBE -> uprobe(event.getProcessUprobe());
            case PROCESS_USDT -> usdt(event.getProcessUsdt());
            case PROCESS_LOADER -> {
                var loader = event.getProcessLoader();
                yield Body.of(EventKind.PROCESS_LOADER, loader.getProcess(), loader.getParent());
            }
            case PROCESS_THROTTLE, RATE_LIMIT_INFO, TEST, EVENT_NOT_SET -> null;
        };
    }

    private static Body kprobe(ProcessKprobe e) {
        return hook(
                EventKind.PROCESS_KPROBE,
                e.getProcess(),
                e.getParent(),
                e.getFunctionName(),
                e.getArgsList(),
                e.hasReturn() ? ArgumentText.of(e.getReturn()) : "",
                e.getPolicyName(),
                e.getAction());
    }

    private static Body tracepoint(ProcessTracepoint e) {
        return hook(
                EventKind.PROCESS_TRACEPOINT,
                e.getProcess(),
                e.getParent(),
                e.getSubsys() + "/" + e.getEvent(),
                e.getArgsList(),
                "",
                e.getPolicyName(),
                e.getAction());
    }

    private static Body lsm(ProcessLsm e) {
        return hook(
                EventKind.PROCESS_LSM,
                e.getProcess(),
                e.getParent(),
                e.getFunctionName(),
                e.getArgsList(),
                "",
                e.getPolicyName(),
                e.getAction());
    }

    private static Body uprobe(ProcessUprobe e) {
        return hook(
                EventKind.PROCESS_UPROBE,
                e.getProcess(),
                e.getParent(),
                e.getSymbol(),
                e.getArgsList(),
                "",
                e.getPolicyName(),
                e.getAction());
    }

    private static Body usdt(ProcessUsdt e) {
        return hook(
                EventKind.PROCESS_USDT,
                e.getProcess(),
                e.getParent(),
                e.getProvider() + ":" + e.getName(),
                e.getArgsList(),
                "",
                e.getPolicyName(),
                e.getAction());
    }

    private static Body hook(
            EventKind kind,
            Process process,
            Process parent,
            String function,
            List<KprobeArgument> args,
            String returned,
            String policy,
            KprobeAction action) {
        return new Body(kind, process, parent, function, args, returned, policy, action, "", 0);
    }

    static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
