package beelab.sensor.attach;

import beelab.sensor.policy.LabelSelector;
import beelab.sensor.policy.PolicySpec;
import beelab.sensor.policy.TracingPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which containers a policy is for.
 *
 * @param namespace of a namespaced policy; empty for all
 * @param pods labels of the pods
 * @param containers {@code name} and {@code repo} of the containers
 */
record WorkloadFilter(String namespace, LabelSelector pods, LabelSelector containers) {
    /** As Tetragon calls the namespace when a podSelector asks for it. */
    private static final String NAMESPACE_LABEL = "k8s:io.kubernetes.pod.namespace";

    private static final LabelSelector EVERYTHING = new LabelSelector(Map.of(), List.of());

    static WorkloadFilter of(TracingPolicy policy) {
        PolicySpec spec = policy.spec();
        return new WorkloadFilter(
                policy.namespaced() ? policy.namespace() : "",
                spec.podSelector() == null ? EVERYTHING : spec.podSelector(),
                spec.containerSelector() == null ? EVERYTHING : spec.containerSelector());
    }

    boolean selects(Workload workload) {
        Map<String, String> podLabels = new HashMap<>(workload.podLabels());
        podLabels.put(NAMESPACE_LABEL, workload.namespace());
        return (namespace.isEmpty() || namespace.equals(workload.namespace()))
                && pods.matches(podLabels)
                && containers.matches(
                        Map.of(
                                "name", workload.containerName(),
                                "repo", workload.imageRepository()));
    }
}
