package beelab.sensor.export;

import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.api.KprobeAction;
import beelab.sensor.api.ProcessExec;
import beelab.sensor.api.ProcessExit;
import beelab.sensor.api.ProcessKprobe;
import beelab.sensor.api.ProcessLoader;
import beelab.sensor.api.ProcessLsm;
import beelab.sensor.api.ProcessThrottle;
import beelab.sensor.api.ProcessTracepoint;
import beelab.sensor.api.ProcessUprobe;
import beelab.sensor.api.ProcessUsdt;
import beelab.sensor.api.RateLimitInfo;
import beelab.sensor.api.StackTraceEntry;
import beelab.sensor.api.ThrottleType;
import beelab.sensor.event.Action;
import beelab.sensor.event.Argument;
import beelab.sensor.event.Event;
import beelab.sensor.event.StackFrame;
import com.google.protobuf.ByteString;
import java.util.Map;

/**
 * Turns events into {@link GetEventsResponse} messages. Immutable; any thread may use it.
 *
 * <p>Field for field the public contract of {@code sensor/src/main/protobuf}: what is empty or zero
 * stays unset, what is a wrapper there is set even when it is zero or false.
 */
public final class EventMapper {
    private final String nodeName;
    private final String clusterName;
    private final Map<String, String> nodeLabels;

    /**
     * @param nodeName goes into every event
     * @param clusterName likewise, empty when there is none
     */
    public EventMapper(String nodeName, String clusterName, Map<String, String> nodeLabels) {
        this.nodeName = nodeName;
        this.clusterName = clusterName;
        this.nodeLabels = Map.copyOf(nodeLabels);
    }

    /** The message of one event. */
    public GetEventsResponse map(Event event) {
        GetEventsResponse.Builder response =
                GetEventsResponse.newBuilder()
                        .setNodeName(nodeName)
                        .setClusterName(clusterName)
                        .putAllNodeLabels(nodeLabels)
                        .setTime(ProcessMapper.timestamp(event.time()));
        switch (event) {
            case Event.Exec exec -> response.setProcessExec(exec(exec));
            case Event.Exit exit -> response.setProcessExit(exit(exit));
            case Event.Kprobe kprobe -> response.setProcessKprobe(kprobe(kprobe));
            case Event.Tracepoint point -> response.setProcessTracepoint(tracepoint(point));
            case Event.Lsm lsm -> response.setProcessLsm(lsm(lsm));
            case Event.Uprobe uprobe -> response.setProcessUprobe(uprobe(uprobe));
            case Event.Usdt usdt -> response.setProcessUsdt(usdt(usdt));
            case Event.Loader loader -> {
                response.clearTime(); // The contract has none here.
                response.setProcessLoader(loader(loader));
            }
            case Event.Throttle throttle ->
                    response.setProcessThrottle(
                            ProcessThrottle.newBuilder()
                                    .setType(
                                            throttle.start()
                                                    ? ThrottleType.THROTTLE_START
                                                    : ThrottleType.THROTTLE_STOP)
                                    .setCgroup(throttle.cgroup()));
            case Event.Loss loss ->
                    response.setRateLimitInfo(
                            RateLimitInfo.newBuilder()
                                    .setNumberOfDroppedProcessEvents(loss.dropped()));
        }
        return response.build();
    }

    private static ProcessExec exec(Event.Exec event) {
        ProcessExec.Builder exec =
                ProcessExec.newBuilder().setProcess(ProcessMapper.map(event.process()));
        if (event.parent() != null) {
            exec.setParent(ProcessMapper.map(event.parent()));
        }
        event.ancestors().forEach(a -> exec.addAncestors(ProcessMapper.map(a)));
        return exec.build();
    }

    private static ProcessExit exit(Event.Exit event) {
        ProcessExit.Builder exit =
                ProcessExit.newBuilder()
                        .setProcess(ProcessMapper.map(event.process()))
                        .setSignal(event.signal())
                        .setStatus(event.status())
                        .setTime(ProcessMapper.timestamp(event.time()));
        if (event.parent() != null) {
            exit.setParent(ProcessMapper.map(event.parent()));
        }
        event.ancestors().forEach(a -> exit.addAncestors(ProcessMapper.map(a)));
        return exit.build();
    }

    private static ProcessKprobe kprobe(Event.Kprobe event) {
        ProcessKprobe.Builder kprobe =
                ProcessKprobe.newBuilder()
                        .setProcess(ProcessMapper.map(event.process()))
                        .setFunctionName(event.functionName())
                        .setAction(action(event.hit().action()))
                        .setReturnAction(action(event.returnAction()))
                        .setPolicyName(event.hit().policyName())
                        .setMessage(event.hit().message())
                        .addAllTags(event.hit().tags());
        if (event.parent() != null) {
            kprobe.setParent(ProcessMapper.map(event.parent()));
        }
        event.ancestors().forEach(a -> kprobe.addAncestors(ProcessMapper.map(a)));
        event.hit().args().forEach(a -> kprobe.addArgs(ArgumentMapper.map(a)));
        event.data().forEach(a -> kprobe.addData(ArgumentMapper.map(a)));
        event.kernelStack().forEach(f -> kprobe.addKernelStackTrace(frame(f)));
        event.userStack().forEach(f -> kprobe.addUserStackTrace(frame(f)));
        Argument returned = event.returnValue();
        if (returned != null) {
            kprobe.setReturn(ArgumentMapper.map(returned));
        }
        return kprobe.build();
    }

    private static ProcessTracepoint tracepoint(Event.Tracepoint event) {
        ProcessTracepoint.Builder tracepoint =
                ProcessTracepoint.newBuilder()
                        .setProcess(ProcessMapper.map(event.process()))
                        .setSubsys(event.subsystem())
                        .setEvent(event.event())
                        .setAction(action(event.hit().action()))
                        .setPolicyName(event.hit().policyName())
                        .setMessage(event.hit().message())
                        .addAllTags(event.hit().tags());
        if (event.parent() != null) {
            tracepoint.setParent(ProcessMapper.map(event.parent()));
        }
        event.ancestors().forEach(a -> tracepoint.addAncestors(ProcessMapper.map(a)));
        event.hit().args().forEach(a -> tracepoint.addArgs(ArgumentMapper.map(a)));
        return tracepoint.build();
    }

    private static ProcessLsm lsm(Event.Lsm event) {
        ProcessLsm.Builder lsm =
                ProcessLsm.newBuilder()
                        .setProcess(ProcessMapper.map(event.process()))
                        .setFunctionName(event.functionName())
                        .setAction(action(event.hit().action()))
                        .setPolicyName(event.hit().policyName())
                        .setMessage(event.hit().message())
                        .addAllTags(event.hit().tags())
                        .setImaHash(event.imaHash());
        if (event.parent() != null) {
            lsm.setParent(ProcessMapper.map(event.parent()));
        }
        event.ancestors().forEach(a -> lsm.addAncestors(ProcessMapper.map(a)));
        event.hit().args().forEach(a -> lsm.addArgs(ArgumentMapper.map(a)));
        return lsm.build();
    }

    private static ProcessUprobe uprobe(Event.Uprobe event) {
        ProcessUprobe.Builder uprobe =
                ProcessUprobe.newBuilder()
                        .setProcess(ProcessMapper.map(event.process()))
                        .setPath(event.path())
                        .setSymbol(event.symbol())
                        .setOffset(event.offset())
                        .setRefCtrOffset(event.counterOffset())
                        .setAction(action(event.hit().action()))
                        .setPolicyName(event.hit().policyName())
                        .setMessage(event.hit().message())
                        .addAllTags(event.hit().tags());
        if (event.parent() != null) {
            uprobe.setParent(ProcessMapper.map(event.parent()));
        }
        event.ancestors().forEach(a -> uprobe.addAncestors(ProcessMapper.map(a)));
        event.hit().args().forEach(a -> uprobe.addArgs(ArgumentMapper.map(a)));
        event.data().forEach(a -> uprobe.addData(ArgumentMapper.map(a)));
        return uprobe.build();
    }

    private static ProcessUsdt usdt(Event.Usdt event) {
        ProcessUsdt.Builder usdt =
                ProcessUsdt.newBuilder()
                        .setProcess(ProcessMapper.map(event.process()))
                        .setPath(event.path())
                        .setProvider(event.provider())
                        .setName(event.name())
                        .setAction(action(event.hit().action()))
                        .setPolicyName(event.hit().policyName())
                        .setMessage(event.hit().message())
                        .addAllTags(event.hit().tags());
        if (event.parent() != null) {
            usdt.setParent(ProcessMapper.map(event.parent()));
        }
        event.ancestors().forEach(a -> usdt.addAncestors(ProcessMapper.map(a)));
        event.hit().args().forEach(a -> usdt.addArgs(ArgumentMapper.map(a)));
        return usdt.build();
    }

    private static ProcessLoader loader(Event.Loader event) {
        ProcessLoader.Builder loader =
                ProcessLoader.newBuilder()
                        .setProcess(ProcessMapper.map(event.process()))
                        .setPath(event.path())
                        .setBuildid(ByteString.copyFrom(event.buildId().duplicate()));
        if (event.parent() != null) {
            loader.setParent(ProcessMapper.map(event.parent()));
        }
        event.ancestors().forEach(a -> loader.addAncestors(ProcessMapper.map(a)));
        return loader.build();
    }

    private static StackTraceEntry frame(StackFrame frame) {
        return StackTraceEntry.newBuilder()
                .setAddress(frame.address())
                .setOffset(frame.offset())
                .setSymbol(frame.symbol())
                .setModule(frame.module())
                .build();
    }

    private static KprobeAction action(Action action) {
        return KprobeAction.forNumber(action.ordinal());
    }
}
