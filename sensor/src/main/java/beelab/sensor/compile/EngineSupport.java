package beelab.sensor.compile;

import beelab.sensor.policy.Action;
import beelab.sensor.policy.Hook;
import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.PolicySpec;
import beelab.sensor.policy.Selector;
import beelab.sensor.policy.TracingPolicy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What the language knows and this version of the sensor does not do. A policy that uses it is
 * refused with the name of the feature: a part that is silently left out would make the policy mean
 * something else.
 */
final class EngineSupport {
    private static final Set<Action.Kind> ACTIONS =
            EnumSet.of(
                    Action.Kind.POST,
                    Action.Kind.NO_POST,
                    Action.Kind.SIGKILL,
                    Action.Kind.SIGNAL,
                    Action.Kind.OVERRIDE,
                    Action.Kind.NOTIFY_ENFORCER,
                    Action.Kind.CLEANUP_ENFORCER_NOTIFICATION,
                    Action.Kind.GET_URL,
                    Action.Kind.DNS_LOOKUP,
                    Action.Kind.TRACK_SOCK,
                    Action.Kind.UNTRACK_SOCK,
                    Action.Kind.SET);

    private final TracingPolicy policy;
    private final List<PolicyProblem> problems = new ArrayList<>();

    private EngineSupport(TracingPolicy policy) {
        this.policy = policy;
    }

    /** Everything in the policy that this version does not do. */
    static List<PolicyProblem> missing(TracingPolicy policy) {
        EngineSupport support = new EngineSupport(policy);
        support.spec();
        policy.spec().hooks().forEach(support::hook);
        return support.problems;
    }

    private void spec() {
        PolicySpec spec = policy.spec();
        when(
                spec.loader() && policy.selectsWorkloads(),
                "spec.loader",
                "loader for some workloads only",
                "use a cluster-wide policy without selectors, and filter its events"
                        + " (bee getevents --namespace)");
    }

    private void hook(Hook hook) {
        Hook.Position at = hook.position();
        switch (hook) {
            case Hook.Uprobe uprobe ->
                    when(!uprobe.typesFile().isEmpty(), at.path("btfPath"), "btfPath", "");
            case Hook.Usdt usdt ->
                    when(!usdt.typesFile().isEmpty(), at.path("btfPath"), "btfPath", "");
            case Hook.Function _, Hook.Tracepoint _, Hook.Lsm _ -> {}
        }
        hook.selectors().forEach(this::selector);
    }

    private void selector(Selector selector) {
        selector.allActions().forEach(this::action);
    }

    private void action(Action action) {
        String at = action.path();
        when(
                !ACTIONS.contains(action.kind()),
                at + ".action",
                "action " + action.kind().yamlName(),
                "");
        when(action.imaHash(), at + ".imaHash", "imaHash", "leave it out");
    }

    private void when(boolean used, String path, String feature, String hint) {
        if (used) {
            problems.add(
                    policy.problem(
                            path,
                            feature + " is not implemented in this version of the sensor",
                            hint));
        }
    }
}
