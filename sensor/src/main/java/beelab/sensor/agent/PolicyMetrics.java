package beelab.sensor.agent;

import beelab.sensor.attach.BaseSensor;
import beelab.sensor.attach.PolicyProgram;
import beelab.sensor.attach.PolicyRegistry;
import beelab.sensor.bpf.BpfException;
import beelab.sensor.metrics.Metric;
import beelab.sensor.metrics.Samples;
import beelab.sensor.policy.PolicyStatus;
import beelab.sensor.policy.PolicyStatus.ActionCounters;
import beelab.sensor.policy.PolicyStatus.SelectorCounters;
import java.util.Locale;

/** The numbers of policies, and of the programs that are always there. */
final class PolicyMetrics {
    private PolicyMetrics() {}

    private record Of(PolicyStatus policy, SelectorCounters selector) {}

    /**
     * Asks for all of them.
     *
     * @return false when the kernel did not tell everything
     */
    static boolean into(Samples samples, PolicyRegistry policies, BaseSensor sensor) {
        for (PolicyStatus.State state : PolicyStatus.State.values()) {
            samples.put(Metric.POLICIES, 0, lower(state));
        }
        for (PolicyStatus policy : policies.list()) {
            samples.put(Metric.POLICIES, 1, lower(policy.state()));
            samples.put(
                    Metric.POLICY_MEMORY,
                    policy.kernelMemoryBytes(),
                    policy.name(),
                    policy.namespace());
            for (SelectorCounters selector : policy.selectors()) {
                actions(samples, new Of(policy, selector), selector.counters());
            }
        }
        return programs(samples, policies, sensor);
    }

    private static String lower(PolicyStatus.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static void actions(Samples samples, Of of, ActionCounters counters) {
        action(samples, of, "post", counters.post());
        action(samples, of, "nopost", counters.noPost());
        action(samples, of, "rate_limited", counters.rateLimited());
        action(samples, of, "signal", counters.signal());
        action(samples, of, "monitor_signal", counters.monitorSignal());
        action(samples, of, "override", counters.override());
        action(samples, of, "monitor_override", counters.monitorOverride());
        action(samples, of, "notify_enforcer", counters.notifyEnforcer());
        action(samples, of, "monitor_notify_enforcer", counters.monitorNotifyEnforcer());
        action(samples, of, "set", counters.set());
        action(samples, of, "monitor_set", counters.monitorSet());
        action(samples, of, "track_sock", counters.trackSock());
        action(samples, of, "untrack_sock", counters.untrackSock());
    }

    /** Those that never ran are left out: most selectors have one or two actions. */
    private static void action(Samples samples, Of of, String action, long count) {
        if (count > 0) {
            samples.put(
                    Metric.SELECTOR_ACTIONS,
                    count,
                    of.policy.name(),
                    of.policy.namespace(),
                    of.selector.hook(),
                    Integer.toString(of.selector.hookIndex()),
                    Integer.toString(of.selector.selectorIndex()),
                    "",
                    action);
        }
    }

    /** False when the kernel did not tell everything. */
    private static boolean programs(Samples samples, PolicyRegistry policies, BaseSensor sensor) {
        PolicyRegistry.Programs ofPolicies = policies.programs();
        ofPolicies.programs().forEach(program -> program(samples, program));
        try {
            sensor.programs().forEach(program -> program(samples, program));
        } catch (BpfException _) {
            return false;
        }
        return ofPolicies.unreadable() == 0;
    }

    private static void program(Samples samples, PolicyProgram program) {
        String[] labels = {
            program.policy(),
            program.namespace(),
            PolicyStatus.HookStatus.sensor(program.section()),
            program.elfSection(),
            program.attach()
        };
        samples.put(Metric.OVERHEAD_RUNS, program.info().runCount(), labels);
        samples.put(Metric.OVERHEAD_SECONDS, program.info().runTimeNanos() / 1e9, labels);
        samples.put(
                Metric.MISSED_PROGRAMS,
                program.info().recursionMisses(),
                program.policy(),
                program.attach());
    }
}
