package beelab.sensor.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * A policy as its author wrote it, checked against the language, with defaults filled in.
 *
 * @param kind cluster-wide or of one namespace
 * @param name {@code metadata.name}
 * @param namespace namespace of a TracingPolicyNamespaced ({@code default} when the text names
 *     none); empty for a cluster-wide policy
 * @param sources where each field stands in the text
 * @param warnings what the author should know although the policy can be used
 */
public record TracingPolicy(
        Kind kind,
        String name,
        String namespace,
        PolicySpec spec,
        SourceMap sources,
        List<PolicyProblem> warnings) {

    /** The two kinds of policy. */
    public enum Kind {
        TRACING_POLICY("TracingPolicy"),
        TRACING_POLICY_NAMESPACED("TracingPolicyNamespaced");

        private final String yamlName;

        Kind(String yamlName) {
            this.yamlName = yamlName;
        }

        public String yamlName() {
            return yamlName;
        }
    }

    public boolean namespaced() {
        return kind == Kind.TRACING_POLICY_NAMESPACED;
    }

    /** Whether only some workloads are observed: by namespace, labels or the host selector. */
    public boolean selectsWorkloads() {
        return namespaced() || spec.selectsWorkloads();
    }

    /** The different workloads that its selectors ask for, in the order of the text. */
    public List<Selector.Workloads> workloadSelectors() {
        List<Selector.Workloads> found = new ArrayList<>();
        for (Hook hook : spec.hooks()) {
            for (Selector selector : hook.selectors()) {
                found.addAll(selector.workloads());
            }
        }
        return found;
    }

    /** A problem at one of its fields. */
    public PolicyProblem problem(String path, String message, String hint) {
        return sources.problem(path, message, hint);
    }
}
