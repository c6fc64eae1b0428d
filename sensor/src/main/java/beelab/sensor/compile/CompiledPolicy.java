package beelab.sensor.compile;

import java.util.List;

/**
 * A policy, planned for one kernel: everything that the loader needs and nothing that it must
 * decide.
 *
 * @param id number of the policy in this agent, from 1
 * @param name {@code metadata.name}
 * @param namespace of a TracingPolicyNamespaced; empty for a cluster-wide policy
 * @param workloadFilter whether only cgroups in the map {@code policy_cgroups} are looked at
 * @param hostToo whether processes outside of containers are looked at besides: that map then has
 *     the containers that are not
 * @param monitor whether enforcement is only counted when the policy is loaded
 * @param hooks in the order of the document; the position is the hook id in the records
 */
public record CompiledPolicy(
        int id,
        String name,
        String namespace,
        boolean workloadFilter,
        boolean hostToo,
        boolean monitor,
        List<CompiledHook> hooks) {
    public CompiledPolicy {
        hooks = List.copyOf(hooks);
    }

    /** A policy that is not for the host apart from containers. */
    public CompiledPolicy(
            int id,
            String name,
            String namespace,
            boolean workloadFilter,
            boolean monitor,
            List<CompiledHook> hooks) {
        this(id, name, namespace, workloadFilter, false, monitor, hooks);
    }
}
