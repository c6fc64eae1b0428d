package beelab.sensor.export.grpc;

import beelab.sensor.api.ConfigFlag;
import beelab.sensor.api.CreateContainer;
import beelab.sensor.api.DumpProcessCacheReqArgs;
import beelab.sensor.api.DumpProcessCacheResArgs;
import beelab.sensor.api.GetDebugRequest;
import beelab.sensor.api.GetDebugResponse;
import beelab.sensor.api.GetInfoResponse;
import beelab.sensor.api.ListSensorsResponse;
import beelab.sensor.api.LogLevel;
import beelab.sensor.api.ProcessInternal;
import beelab.sensor.api.RuntimeHookRequest;
import beelab.sensor.api.SensorStatus;
import beelab.sensor.api.SetDebugRequest;
import beelab.sensor.api.SetDebugResponse;
import beelab.sensor.api.TracingPolicyStatus;
import beelab.sensor.export.ProcessMapper;
import beelab.sensor.policy.PolicyStatus;
import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.StringValue;
import com.google.protobuf.UInt32Value;
import java.util.List;
import java.util.Locale;

/** Answers about the agent itself, in the words of the contract. */
final class AgentCalls {
    private static final String NAME = "beelab";
    private static final String BASE = "__base__";

    private AgentCalls() {}

    static GetInfoResponse info(AgentControl.Facts facts) {
        GetInfoResponse.Builder info =
                GetInfoResponse.newBuilder().setVersion(facts.version()).setName(NAME);
        facts.kernelFeatures()
                .forEach((name, enabled) -> {
                    GetInfoResponse.Probe.Builder probe =
                            GetInfoResponse.Probe.newBuilder().setName(name);
                    if (enabled != null) {
                        probe.setEnabled(BoolValue.of(enabled));
                    }
                    info.addProbes(probe);
                });
        facts.flags()
                .forEach((name, value) ->
                        info.addConf(
                                GetInfoResponse.ConfVal.newBuilder()
                                        .setKey(name)
                                        .setValue(Any.pack(StringValue.of(value)))));
        return info.setBuild(GetInfoResponse.BuildInfo.newBuilder().setGoVersion(facts.runtime()))
                .build();
    }

    /** The base sensor, and each that a policy made. */
    static ListSensorsResponse sensors(List<PolicyStatus> policies) {
        ListSensorsResponse.Builder response =
                ListSensorsResponse.newBuilder()
                        .addSensors(
                                SensorStatus.newBuilder()
                                        .setName(BASE)
                                        .setEnabled(true)
                                        .setCollection(BASE));
        for (PolicyStatus policy : policies) {
            TracingPolicyStatus mapped = StatusMapper.map(policy);
            for (String sensor : mapped.getSensorsList()) {
                response.addSensors(
                        SensorStatus.newBuilder()
                                .setName(sensor)
                                .setEnabled(policy.state() == PolicyStatus.State.ENABLED)
                                .setCollection(policy.name()));
            }
        }
        return response.build();
    }

    static GetDebugResponse debug(GetDebugRequest request, AgentControl agent) {
        GetDebugResponse.Builder response =
                GetDebugResponse.newBuilder().setFlag(request.getFlag());
        return switch (request.getFlag()) {
            case CONFIG_FLAG_LOG_LEVEL -> response.setLevel(level(agent.logLevel())).build();
            case CONFIG_FLAG_DUMP_PROCESS_CACHE ->
                    response.setProcesses(processes(agent, request.getDump())).build();
            case UNRECOGNIZED -> throw unknown(request.getFlagValue());
        };
    }

    private static DumpProcessCacheResArgs processes(
            AgentControl agent, DumpProcessCacheReqArgs wanted) {
        DumpProcessCacheResArgs.Builder all = DumpProcessCacheResArgs.newBuilder();
        for (AgentControl.CachedProcess cached : agent.processes()) {
            if (cached.references() > 0 || !wanted.getSkipZeroRefcnt()) {
                all.addProcesses(
                        ProcessInternal.newBuilder()
                                .setProcess(ProcessMapper.map(cached.process()))
                                .setColor(cached.state())
                                .setRefcnt(UInt32Value.of(cached.references())));
            }
        }
        return all.build();
    }

    static SetDebugResponse setDebug(SetDebugRequest request, AgentControl agent) {
        return switch (request.getFlag()) {
            case CONFIG_FLAG_LOG_LEVEL -> {
                if (!request.hasLevel() || request.getLevel() == LogLevel.UNRECOGNIZED) {
                    throw new IllegalArgumentException(
                            "level: expected a log level, such as LOG_LEVEL_DEBUG");
                }
                agent.setLogLevel(
                        switch (request.getLevel()) {
                            // Java's loggers have no level above ERROR.
                            case LOG_LEVEL_PANIC, LOG_LEVEL_FATAL -> "ERROR";
                            case LOG_LEVEL_ERROR,
                                    LOG_LEVEL_WARN,
                                    LOG_LEVEL_INFO,
                                    LOG_LEVEL_DEBUG,
                                    LOG_LEVEL_TRACE,
                                    UNRECOGNIZED ->
                                    request.getLevel().name().substring("LOG_LEVEL_".length());
                        });
                yield SetDebugResponse.newBuilder()
                        .setFlag(ConfigFlag.CONFIG_FLAG_LOG_LEVEL)
                        .setLevel(level(agent.logLevel()))
                        .build();
            }
            case CONFIG_FLAG_DUMP_PROCESS_CACHE ->
                    throw new IllegalArgumentException(
                            "flag: the process cache can be read, not set");
            case UNRECOGNIZED -> throw unknown(request.getFlagValue());
        };
    }

    private static IllegalArgumentException unknown(int flag) {
        return new IllegalArgumentException(
                "flag: "
                        + flag
                        + " is not known; expected CONFIG_FLAG_LOG_LEVEL or"
                        + " CONFIG_FLAG_DUMP_PROCESS_CACHE");
    }

    private static LogLevel level(String name) {
        return LogLevel.valueOf("LOG_LEVEL_" + name.toUpperCase(Locale.ROOT));
    }

    static void runtimeHook(RuntimeHookRequest request, AgentControl agent) {
        if (!request.hasCreateContainer()) {
            throw new IllegalArgumentException("event: expected createContainer");
        }
        CreateContainer container = request.getCreateContainer();
        agent.containerCreated(
                new AgentControl.NewContainer(
                        container.getCgroupsPath(),
                        container.getContainerID(),
                        container.getContainerName(),
                        container.getContainerImage(),
                        container.getPodNamespace(),
                        container.getPodName(),
                        container.getPodUID(),
                        container.getAnnotationsMap()));
    }
}
