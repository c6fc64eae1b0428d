package beelab.sensor.kubernetes;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** The two custom resources, as Kubernetes knows them. */
enum PolicyKind {
    CLUSTER_WIDE("TracingPolicy", "tracingpolicies", "tracingpolicy", "tgtp", false),
    NAMESPACED(
            "TracingPolicyNamespaced",
            "tracingpoliciesnamespaced",
            "tracingpolicynamespaced",
            "tgtpn",
            true);

    static final String GROUP = "cilium.io";
    static final String VERSION = "v1alpha1";

    private final String kind;
    private final String plural;
    private final String singular;
    private final String shortName;
    private final boolean namespaced;

    PolicyKind(String kind, String plural, String singular, String shortName, boolean namespaced) {
        this.kind = kind;
        this.plural = plural;
        this.singular = singular;
        this.shortName = shortName;
        this.namespaced = namespaced;
    }

    String kind() {
        return kind;
    }

    String plural() {
        return plural;
    }

    String singular() {
        return singular;
    }

    String shortName() {
        return shortName;
    }

    boolean namespaced() {
        return namespaced;
    }

    /** Name of its definition, such as {@code tracingpolicies.cilium.io}. */
    String definitionName() {
        return plural + "." + GROUP;
    }

    ResourceDefinitionContext context() {
        return new ResourceDefinitionContext.Builder()
                .withGroup(GROUP)
                .withVersion(VERSION)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(namespaced)
                .build();
    }
}
