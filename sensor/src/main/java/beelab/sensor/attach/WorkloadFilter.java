package beelab.sensor.attach;

import beelab.sensor.policy.LabelSelector;
import beelab.sensor.policy.PolicySpec;
import beelab.sensor.policy.Selector;
import beelab.sensor.policy.TracingPolicy;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which workloads a policy, or one of its selectors, is for.
 *
 * @param namespace of a namespaced policy; empty for all
 * @param pods labels of the pods; null for no pod at all
 * @param containers {@code name} and {@code repo} of the containers
 * @param host whether processes outside of containers are meant too
 */
record WorkloadFilter(
        String namespace, @Nullable LabelSelector pods, LabelSelector containers, boolean host) {
    /** As Tetragon calls the namespace when a podSelector asks for it. */
    private static final String NAMESPACE_LABEL = "k8s:io.kubernetes.pod.namespace";

    private static final LabelSelector EVERYTHING = new LabelSelector(Map.of(), List.of());

    /**
     * The filters of a policy by the set of its map of cgroups: 0 is the policy's own, if it has
     * one, the others are those of its selectors.
     */
    static Map<Integer, WorkloadFilter> of(TracingPolicy policy) {
        Map<Integer, WorkloadFilter> filters = new LinkedHashMap<>();
        String namespace = policy.namespaced() ? policy.namespace() : "";
        PolicySpec spec = policy.spec();
        if (policy.selectsWorkloads()) {
            filters.put(
                    0,
                    of(
                            namespace,
                            spec.podSelector(),
                            spec.containerSelector(),
                            spec.hostSelector()));
        }
        int set = 0;
        for (Selector.Workloads workloads : policy.workloadSelectors()) {
            filters.put(
                    ++set,
                    of(
                            namespace,
                            workloads.podSelector(),
                            workloads.containerSelector(),
                            workloads.hostSelector()));
        }
        return filters;
    }

    private static WorkloadFilter of(
            String namespace,
            @Nullable LabelSelector pods,
            @Nullable LabelSelector containers,
            @Nullable LabelSelector host) {
        // The host alone is meant only when nothing is said about pods.
        boolean anyPod = host == null || containers != null;
        return new WorkloadFilter(
                namespace,
                pods == null && anyPod ? EVERYTHING : pods,
                containers == null ? EVERYTHING : containers,
                host != null);
    }

    /**
     * Whether the kernel's set has the cgroup of a container: those that are meant, or with the
     * host those that are not.
     *
     * @param workload null for a container that is of no known pod
     */
    boolean lists(@Nullable Workload workload) {
        return (workload != null && selects(workload)) != host;
    }

    boolean selects(Workload workload) {
        Map<String, String> podLabels = new HashMap<>(workload.podLabels());
        podLabels.put(NAMESPACE_LABEL, workload.namespace());
        return pods != null
                && (namespace.isEmpty() || namespace.equals(workload.namespace()))
                && pods.matches(podLabels)
                && containers.matches(
                        Map.of(
                                "name", workload.containerName(),
                                "repo", workload.imageRepository()));
    }
}
