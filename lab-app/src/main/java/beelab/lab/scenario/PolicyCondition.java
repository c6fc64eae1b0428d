package beelab.lab.scenario;

import java.util.Locale;

/**
 * What the sensors say about a policy.
 *
 * @param name {@code metadata.name} of the policy
 * @param namespace namespace of a TracingPolicyNamespaced; empty for a cluster-wide one
 * @param state what every sensor must report
 */
public record PolicyCondition(String name, String namespace, State state, String message, Mark mark)
        implements ClusterCondition {

    /** What a policy can be required to be. */
    public enum State {
        /** Loaded and attached on every node. */
        ENABLED,
        /** Known to a sensor, and refused with a reason. */
        LOAD_ERROR,
        /** Not known to any sensor. */
        ABSENT
    }

    @Override
    public String describe() {
        return "policy %s is %s".formatted(name, state.name().toLowerCase(Locale.ROOT));
    }
}
