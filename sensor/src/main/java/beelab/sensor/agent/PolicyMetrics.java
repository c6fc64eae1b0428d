package beelab.sensor.agent;

import beelab.sensor.metrics.Metric;
import beelab.sensor.metrics.Metric.Kind;
import beelab.sensor.policy.PolicyStatus;
import beelab.sensor.policy.PolicyStatus.ActionCounters;
import beelab.sensor.policy.PolicyStatus.SelectorCounters;
import java.util.List;

/** The numbers of policies. */
final class PolicyMetrics {
    private PolicyMetrics() {}

    /** Metrics of one name stand together. */
    static void add(List<Metric> all, List<PolicyStatus> policies) {
        for (PolicyStatus policy : policies) {
            all.add(
                    new Metric(
                            "beelab_tracingpolicy_kernel_memory_bytes",
                            Kind.GAUGE,
                            "Memory of a policy's programs and maps.",
                            labels(policy),
                            policy.kernelMemoryBytes()));
        }
        policies.forEach(policy -> selectors(all, policy));
    }

    private static String labels(PolicyStatus policy) {
        return "policy=\"%s\",policy_namespace=\"%s\",domain=\"%s\""
                .formatted(policy.name(), policy.namespace(), policy.domain());
    }

    private static void selectors(List<Metric> all, PolicyStatus policy) {
        String labels = labels(policy);
        for (SelectorCounters selector : policy.selectors()) {
            String of =
                    labels
                            + ",hook=\"%s\",hook_index=\"%d\",selector_index=\"%d\""
                                    .formatted(
                                            selector.hook(),
                                            selector.hookIndex(),
                                            selector.selectorIndex());
            actions(all, of, selector.counters());
        }
    }

    private static void actions(List<Metric> all, String labels, ActionCounters counters) {
        action(all, labels, "post", counters.post());
        action(all, labels, "nopost", counters.noPost());
        action(all, labels, "rate_limited", counters.rateLimited());
        action(all, labels, "signal", counters.signal());
        action(all, labels, "monitor_signal", counters.monitorSignal());
        action(all, labels, "override", counters.override());
        action(all, labels, "monitor_override", counters.monitorOverride());
        action(all, labels, "notify_enforcer", counters.notifyEnforcer());
        action(all, labels, "monitor_notify_enforcer", counters.monitorNotifyEnforcer());
        action(all, labels, "set", counters.set());
        action(all, labels, "monitor_set", counters.monitorSet());
        action(all, labels, "track_sock", counters.trackSock());
        action(all, labels, "untrack_sock", counters.untrackSock());
    }

    /** Those that never ran are left out: most selectors have one or two actions. */
    private static void action(List<Metric> all, String labels, String action, long count) {
        if (count > 0) {
            all.add(
                    new Metric(
                            "beelab_tracingpolicy_selector_actions_total",
                            Kind.COUNTER,
                            "Actions that ran, by selector.",
                            labels + ",action=\"" + action + "\"",
                            count));
        }
    }
}
