package beelab.sensor.export;

import beelab.sensor.api.CapabilitiesType;
import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.event.Container;
import beelab.sensor.event.EventKind;
import beelab.sensor.event.Pod;
import beelab.sensor.event.Process;
import beelab.sensor.filter.Subject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads back from a wire message what filters look at, so that a recorded stream can be filtered
 * like a live one.
 */
public final class ProtoSubject {
    private ProtoSubject() {}

    /** The view of a message; null for messages without an event that we know. */
    public static @Nullable Subject of(GetEventsResponse response) {
        return switch (response.getEventCase()) {
            case PROCESS_EXEC -> {
                var e = response.getProcessExec();
                yield subject(
                        EventKind.PROCESS_EXEC,
                        e.getProcess(),
                        e.hasParent() ? e.getParent() : null,
                        e.getAncestorsList(),
                        "",
                        response);
            }
            case PROCESS_EXIT -> {
                var e = response.getProcessExit();
                yield subject(
                        EventKind.PROCESS_EXIT,
                        e.getProcess(),
                        e.hasParent() ? e.getParent() : null,
                        e.getAncestorsList(),
                        "",
                        response);
            }
            case PROCESS_KPROBE -> {
                var e = response.getProcessKprobe();
                yield subject(
                        EventKind.PROCESS_KPROBE,
                        e.getProcess(),
                        e.hasParent() ? e.getParent() : null,
                        e.getAncestorsList(),
                        e.getPolicyName(),
                        response);
            }
            case PROCESS_TRACEPOINT -> {
                var e = response.getProcessTracepoint();
                yield subject(
                        EventKind.PROCESS_TRACEPOINT,
                        e.getProcess(),
                        e.hasParent() ? e.getParent() : null,
                        e.getAncestorsList(),
                        e.getPolicyName(),
                        response);
            }
            case PROCESS_LSM -> {
                var e = response.getProcessLsm();
                yield subject(
                        EventKind.PROCESS_LSM,
                        e.getProcess(),
                        e.hasParent() ? e.getParent() : null,
                        e.getAncestorsList(),
                        e.getPolicyName(),
                        response);
            }
            case PROCESS_UPROBE -> {
                var e = response.getProcessUprobe();
                yield subject(
                        EventKind.PROCESS_UPROBE,
                        e.getProcess(),
                        e.hasParent() ? e.getParent() : null,
                        e.getAncestorsList(),
                        e.getPolicyName(),
                        response);
            }
            case PROCESS_USDT -> {
                var e = response.getProcessUsdt();
                yield subject(
                        EventKind.PROCESS_USDT,
                        e.getProcess(),
                        e.hasParent() ? e.getParent() : null,
                        e.getAncestorsList(),
                        e.getPolicyName(),
                        response);
            }
            case PROCESS_LOADER -> {
                var e = response.getProcessLoader();
                yield subject(
                        EventKind.PROCESS_LOADER,
                        e.getProcess(),
                        e.hasParent() ? e.getParent() : null,
                        e.getAncestorsList(),
                        "",
                        response);
            }
            case PROCESS_THROTTLE ->
                    new Subject(EventKind.PROCESS_THROTTLE, null, null, List.of(), "", response);
            case RATE_LIMIT_INFO ->
                    new Subject(EventKind.RATE_LIMIT_INFO, null, null, List.of(), "", response);
            case TEST, EVENT_NOT_SET -> null;
        };
    }

    private static Subject subject(
            EventKind kind,
            beelab.sensor.api.Process process,
            beelab.sensor.api.@Nullable Process parent,
            List<beelab.sensor.api.Process> ancestors,
            String policyName,
            GetEventsResponse response) {
        return new Subject(
                kind,
                process(process),
                parent == null ? null : process(parent),
                ancestors.stream().map(ProtoSubject::process).toList(),
                policyName,
                response);
    }

    private static Process process(beelab.sensor.api.Process process) {
        return new Process(
                process.getExecId(),
                process.getPid().getValue(),
                process.getTid().getValue(),
                process.getUid().getValue(),
                process.getAuid().getValue(),
                process.getCwd(),
                process.getBinary(),
                process.getArguments(),
                process.getFlags(),
                Instant.ofEpochSecond(
                        process.getStartTime().getSeconds(), process.getStartTime().getNanos()),
                process.hasPod() ? pod(process.getPod()) : null,
                process.getDocker(),
                process.getParentExecId(),
                process.getRefcnt(),
                process.getInInitTree().getValue(),
                process.hasCap()
                        ? new Process.Capabilities(
                                mask(process.getCap().getPermittedList()),
                                mask(process.getCap().getEffectiveList()),
                                mask(process.getCap().getInheritableList()))
                        : null,
                null,
                null,
                null,
                null,
                process.getUser().getName(),
                !process.getExecId().isEmpty());
    }

    private static Pod pod(beelab.sensor.api.Pod pod) {
        beelab.sensor.api.Container container = pod.getContainer();
        return new Pod(
                pod.getNamespace(),
                pod.getName(),
                pod.getUid(),
                new Container(
                        container.getId(),
                        container.getName(),
                        container.getImage().getId(),
                        container.getImage().getName(),
                        null,
                        container.hasPid() ? container.getPid().getValue() : null,
                        container.getMaybeExecProbe(),
                        null),
                pod.getPodLabelsMap(),
                pod.getWorkload(),
                pod.getWorkloadKind(),
                pod.getPodAnnotationsMap());
    }

    private static long mask(List<CapabilitiesType> capabilities) {
        long mask = 0;
        for (CapabilitiesType capability : capabilities) {
            if (capability != CapabilitiesType.UNRECOGNIZED) {
                mask |= 1L << capability.getNumber();
            }
        }
        return mask;
    }
}
