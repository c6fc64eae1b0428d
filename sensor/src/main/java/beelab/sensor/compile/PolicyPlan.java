package beelab.sensor.compile;

import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.TracingPolicy;
import java.util.List;

/**
 * What loading a policy on one kernel would mean.
 *
 * @param hooks how each hook that can be attached would be
 * @param refusals why the policy cannot be loaded; empty when it can
 * @param warnings what its author should know
 */
public record PolicyPlan(
        TracingPolicy policy,
        List<HookPlan> hooks,
        List<PolicyProblem> refusals,
        List<PolicyProblem> warnings) {
    public PolicyPlan {
        hooks = List.copyOf(hooks);
        refusals = List.copyOf(refusals);
        warnings = List.copyOf(warnings);
    }

    /** Whether every hook can be attached and every action done. */
    public boolean loadable() {
        return refusals.isEmpty();
    }
}
