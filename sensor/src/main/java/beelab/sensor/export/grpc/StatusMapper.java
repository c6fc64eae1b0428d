package beelab.sensor.export.grpc;

import beelab.sensor.api.HookState;
import beelab.sensor.api.HookStatus;
import beelab.sensor.api.TracingPolicyActionCounters;
import beelab.sensor.api.TracingPolicyMode;
import beelab.sensor.api.TracingPolicySelectorActionCounters;
import beelab.sensor.api.TracingPolicyState;
import beelab.sensor.api.TracingPolicyStats;
import beelab.sensor.api.TracingPolicyStatus;
import beelab.sensor.policy.PolicyStatus;
import com.google.protobuf.UInt32Value;

/** A policy's status in the words of the public contract. */
final class StatusMapper {
    /** Name of the sensor that a section of a policy runs on, as clients know it. */
    private StatusMapper() {}

    static TracingPolicyStatus map(PolicyStatus policy) {
        TracingPolicyStatus.Builder status =
                TracingPolicyStatus.newBuilder()
                        .setId(policy.id())
                        .setName(policy.name())
                        .setNamespace(policy.namespace())
                        .setDomain(policy.domain())
                        .setFilterId(policy.filterId())
                        .setError(policy.error())
                        .setState(TracingPolicyState.valueOf("TP_STATE_" + policy.state().name()))
                        .setMode(TracingPolicyMode.valueOf("TP_MODE_" + policy.mode().name()))
                        .setKernelMemoryBytes(policy.kernelMemoryBytes())
                        .setPinned(policy.pinned())
                        .setStats(stats(policy));
        policy.hooks().stream()
                .map(hook -> PolicyStatus.HookStatus.sensor(hook.section()))
                .distinct()
                .forEach(status::addSensors);
        for (PolicyStatus.HookStatus hook : policy.hooks()) {
            status.addHookStatuses(
                    HookStatus.newBuilder()
                            .setSection(hook.section())
                            .setHookIdx(hook.index())
                            .setState(
                                    policy.state() == PolicyStatus.State.ENABLED
                                            ? HookState.STATUS_LOADED
                                            : HookState.STATUS_UNSPECIFIED)
                            .setHookDescription(hook.function() + ": " + hook.mechanism()));
        }
        return status.build();
    }

    private static TracingPolicyStats stats(PolicyStatus policy) {
        TracingPolicyStats.Builder stats =
                TracingPolicyStats.newBuilder().setActionCounters(counters(policy.counters()));
        for (PolicyStatus.SelectorCounters selector : policy.selectors()) {
            stats.addSelectorActionCounters(
                    TracingPolicySelectorActionCounters.newBuilder()
                            .setHook(selector.hook())
                            .setHookIndex(UInt32Value.of(selector.hookIndex()))
                            .setSelectorIndex(UInt32Value.of(selector.selectorIndex()))
                            .setActionCounters(counters(selector.counters())));
        }
        return stats.build();
    }

    private static TracingPolicyActionCounters counters(PolicyStatus.ActionCounters counters) {
        return TracingPolicyActionCounters.newBuilder()
                .setPost(counters.post())
                .setSignal(counters.signal())
                .setMonitorSignal(counters.monitorSignal())
                .setOverride(counters.override())
                .setMonitorOverride(counters.monitorOverride())
                .setNotifyEnforcer(counters.notifyEnforcer())
                .setMonitorNotifyEnforcer(counters.monitorNotifyEnforcer())
                .setSet(counters.set())
                .setMonitorSet(counters.monitorSet())
                .setNopost(counters.noPost())
                .build();
    }
}
