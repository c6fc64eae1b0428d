package beelab.lab.feed;

import beelab.sensor.api.Container;
import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.api.KprobeAction;
import beelab.sensor.api.KprobeArgument;
import beelab.sensor.api.Pod;
import beelab.sensor.api.Process;
import beelab.sensor.api.ProcessExec;
import beelab.sensor.api.ProcessExit;
import beelab.sensor.api.ProcessKprobe;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt32Value;
import java.time.Instant;

/** Events as a sensor sends them when somebody makes links in a pod. */
public final class Events {

    private Events() {}

    /** {@code ln} with these arguments, in a pod of namespace default. */
    public static Process ln(String pod, String arguments) {
        return Process.newBuilder()
                .setExecId("bGFiOjE6NDI=")
                .setPid(UInt32Value.of(42))
                .setUid(UInt32Value.of(0))
                .setBinary("/usr/bin/ln")
                .setArguments(arguments)
                .setFlags("execve clone")
                .setPod(
                        Pod.newBuilder()
                                .setNamespace("default")
                                .setName(pod)
                                .setContainer(Container.newBuilder().setName("workbench")))
                .build();
    }

    /** A start. */
    public static GetEventsResponse exec(Instant time, Process process) {
        return at(time).setProcessExec(ProcessExec.newBuilder().setProcess(process)).build();
    }

    /** An end, by a signal or with a status. */
    public static GetEventsResponse exit(Instant time, Process process, String signal, int status) {
        return at(time).setProcessExit(
                        ProcessExit.newBuilder()
                                .setProcess(process)
                                .setSignal(signal)
                                .setStatus(status))
                .build();
    }

    /** A call of symlinkat. */
    public static GetEventsResponse symlinkat(
            Instant time, Process process, String policy, KprobeAction action, String... paths) {
        return at(time).setProcessKprobe(
                        ProcessKprobe.newBuilder()
                                .setProcess(process)
                                .setFunctionName("__x64_sys_symlinkat")
                                .setPolicyName(policy)
                                .setAction(action)
                                .addArgs(KprobeArgument.newBuilder().setStringArg(paths[0]))
                                .addArgs(KprobeArgument.newBuilder().setIntArg(-100))
                                .addArgs(KprobeArgument.newBuilder().setStringArg(paths[1])))
                .build();
    }

    private static GetEventsResponse.Builder at(Instant time) {
        return GetEventsResponse.newBuilder()
                .setNodeName("lab")
                .setTime(
                        Timestamp.newBuilder()
                                .setSeconds(time.getEpochSecond())
                                .setNanos(time.getNano()));
    }
}
