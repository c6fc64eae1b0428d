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
 * @param monitor whether enforcement is only counted when the policy is loaded
 * @param hooks in the order of the document; the position is the hook id in the records
 */
public record CompiledPolicy(
        int id,
        String name,
        String namespace,
        boolean workloadFilter,
        boolean monitor,
        List<CompiledHook> hooks) {
    public CompiledPolicy {
        hooks = List.copyOf(hooks);
    }
}
