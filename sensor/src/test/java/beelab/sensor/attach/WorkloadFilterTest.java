package beelab.sensor.attach;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.policy.LabelSelector;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyReader;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private static final LabelSelector ANY = new LabelSelector(Map.of(), List.of());
    private static final WorkloadFilter ALL = new WorkloadFilter("", ANY, ANY, false);

    private static WorkloadFilter filter(String kind, String namespace, String selectors)
            throws PolicyException {
        return filters(kind, namespace, selectors).getOrDefault(0, ALL);
    }

    private static Map<Integer, WorkloadFilter> filters(
            String kind, String namespace, String selectors) throws PolicyException {
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

    @Test
    void theHostAloneListsEveryContainerAsNotMeant() throws Exception {
        WorkloadFilter host = filter("TracingPolicy", "", "  hostSelector: {}\n");
        assertThat(host.host()).isTrue();
        assertThat(host.lists(WEB)).isTrue();
        assertThat(host.lists(null)).as("a container of no pod").isTrue();
    }

    @Test
    void theHostBesidesPodsListsTheOtherContainers() throws Exception {
        WorkloadFilter both =
                filter(
                        "TracingPolicy",
                        "",
                        "  hostSelector: {}\n  podSelector: {matchLabels: {app: web}}\n");
        assertThat(both.lists(WEB)).isFalse();
        assertThat(both.lists(null)).isTrue();
        WorkloadFilter others =
                filter(
                        "TracingPolicy",
                        "",
                        "  hostSelector: {}\n  podSelector: {matchLabels: {app: x}}\n");
        assertThat(others.lists(WEB)).isTrue();
    }

    @Test
    void theHostBesidesContainersMeansThoseOfAllPods() throws Exception {
        WorkloadFilter both =
                filter(
                        "TracingPolicy",
                        "",
                        "  hostSelector: {}\n  containerSelector: {matchLabels: {name: nginx}}\n");
        assertThat(both.lists(WEB)).isFalse();
    }

    @Test
    void selectorsHaveSetsOfTheirOwn() throws Exception {
        Map<Integer, WorkloadFilter> filters =
                WorkloadFilter.of(
                        PolicyReader.read(
                                """
                                apiVersion: cilium.io/v1alpha1
                                kind: TracingPolicy
                                metadata: {name: x}
                                spec:
                                  kprobes:
                                  - call: sys_symlinkat
                                    selectors:
                                    - matchWorkloads: [{podSelector: {matchLabels: {app: web}}}]
                                    - matchWorkloads: [{hostSelector: {}}]
                                """,
                                "x.yaml"));
        assertThat(filters).containsOnlyKeys(1, 2);
        WorkloadFilter web = Objects.requireNonNull(filters.get(1));
        assertThat(web.lists(WEB)).isTrue();
        assertThat(web.lists(null)).isFalse();
        assertThat(Objects.requireNonNull(filters.get(2)).host()).isTrue();
    }
}
