package beelab.sensor.attach;

import beelab.sensor.policy.LabelSelector;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Labels of the node that the agent runs on, for the field {@code nodeSelector} of policies. */
@FunctionalInterface
public interface NodeLabels {
    /** Outside of Kubernetes a machine has no labels that anybody knows. */
    NodeLabels UNKNOWN = Optional::empty;

    /** The labels; empty when they are not known. */
    Optional<Map<String, String>> read();

    /**
     * Whether a policy is for this node. Where labels are not known it is: a policy that watches
     * too many nodes is better than one that watches none.
     *
     * @param selector null for a policy that is for all nodes
     */
    default boolean select(@Nullable LabelSelector selector) {
        return selector == null || read().map(selector::matches).orElse(true);
    }
}
