package beelab.sensor.policy;

import java.util.HashMap;
import java.util.Map;

/**
 * Which workloads a policy is for. A policy with a podSelector or containerSelector is for pods
 * only, unless a hostSelector adds the host; a hostSelector alone is for the host only; a
 * namespaced policy never sees more than the pods of its namespace.
 */
public record WorkloadFilter(TracingPolicy policy) {
    /** Pseudo labels by which a podSelector names the namespace of a pod. */
    private static final String[] NAMESPACE_LABELS = {
        "k8s:io.kubernetes.pod.namespace", "io.kubernetes.pod.namespace"
    };

    /** Whether processes outside of pods are observed. */
    public boolean matchesHost() {
        PolicySpec spec = policy.spec();
        return !policy.namespaced()
                && (spec.hostSelector() != null
                        || spec.podSelector() == null && spec.containerSelector() == null);
    }

    /**
     * Whether a container is observed.
     *
     * @param namespace of its pod
     * @param labels of its pod
     * @param container its name in the pod
     * @param repo its image without tag, such as {@code docker.io/library/nginx}
     */
    public boolean matches(
            String namespace, Map<String, String> labels, String container, String repo) {
        PolicySpec spec = policy.spec();
        if (policy.namespaced() && !policy.namespace().equals(namespace)) {
            return false;
        }
        LabelSelector pods = spec.podSelector();
        LabelSelector containers = spec.containerSelector();
        if (pods == null && containers == null) {
            return spec.hostSelector() == null;
        }
        if (pods != null) {
            Map<String, String> all = new HashMap<>(labels);
            for (String pseudo : NAMESPACE_LABELS) {
                all.put(pseudo, namespace);
            }
            if (!pods.matches(all)) {
                return false;
            }
        }
        return containers == null || containers.matches(Map.of("name", container, "repo", repo));
    }
}
