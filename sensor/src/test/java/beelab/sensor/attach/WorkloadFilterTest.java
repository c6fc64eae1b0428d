package beelab.sensor.attach;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyReader;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which containers a policy selects, from its text. */
class WorkloadFilterTest {
    private static final Workload WEB =
            new Workload(
                    "1".repeat(64),
                    "shop",
                    "web-0",
                    Map.of("app", "web", "tier", "front"),
                    "nginx",
                    "docker.io/library/nginx");

    private static WorkloadFilter filter(String kind, String namespace, String selectors)
            throws PolicyException {
        return WorkloadFilter.of(
                PolicyReader.read(
                        """
                        apiVersion: cilium.io/v1alpha1
                        kind: %s
                        metadata:
                          name: "x"
                        %sspec:
                        %s  kprobes:
                          - call: "sys_symlinkat"
                        """
                                .formatted(kind, namespace, selectors),
                        "x.yaml"));
    }

    private static boolean selects(String selectors) throws PolicyException {
        return filter("TracingPolicy", "", selectors).selects(WEB);
    }

    @Test
    void labelsOfThePod() throws Exception {
        assertThat(selects("  podSelector: {matchLabels: {app: web}}\n")).isTrue();
        assertThat(selects("  podSelector: {matchLabels: {app: web, tier: back}}\n")).isFalse();
        assertThat(selects("  podSelector: {}\n")).isTrue();
    }

    @Test
    void nameAndImageOfTheContainer() throws Exception {
        assertThat(selects("  containerSelector: {matchLabels: {name: nginx}}\n")).isTrue();
        assertThat(selects("  containerSelector: {matchLabels: {name: sidecar}}\n")).isFalse();
        assertThat(
                        selects(
                                "  containerSelector: {matchLabels: {repo:"
                                        + " docker.io/library/nginx}}\n"))
                .isTrue();
    }

    @Test
    void bothSelectorsMustHold() throws Exception {
        String pods = "  podSelector: {matchLabels: {app: web}}\n";
        assertThat(selects(pods + "  containerSelector: {matchLabels: {name: nginx}}\n")).isTrue();
        assertThat(selects(pods + "  containerSelector: {matchLabels: {name: x}}\n")).isFalse();
    }

    @Test
    void aNamespacedPolicySeesItsNamespace() throws Exception {
        assertThat(filter("TracingPolicyNamespaced", "  namespace: shop\n", "").selects(WEB))
                .isTrue();
        assertThat(filter("TracingPolicyNamespaced", "  namespace: bank\n", "").selects(WEB))
                .isFalse();
        assertThat(filter("TracingPolicyNamespaced", "", "").selects(WEB))
                .as("without a namespace it is in default")
                .isFalse();
    }

    @Test
    void theNamespaceMayBeSelectedLikeALabel() throws Exception {
        assertThat(
                        selects(
                                "  podSelector: {matchLabels:"
                                        + " {\"k8s:io.kubernetes.pod.namespace\": shop}}\n"))
                .isTrue();
    }
}
