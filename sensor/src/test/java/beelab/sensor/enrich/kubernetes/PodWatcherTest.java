package beelab.sensor.enrich.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import beelab.sensor.enrich.PodResolver.KnownPod;
import beelab.sensor.event.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
@org.jspecify.annotations.NullUnmarked
class PodWatcherTest {
    private static final String ID = "4f1a".repeat(16);

    KubernetesClient client;
    KubernetesMockServer server;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final ContainerListener listener =
            new ContainerListener() {
                @Override
                public void running(String containerId, Pod pod) {
                    told.add("running " + pod.name() + "/" + pod.container().name());
                }

                @Override
                public void gone(String containerId) {
                    told.add("gone " + containerId.substring(0, 4));
                }

                @Override
                public void podGone(String namespace, String pod) {
                    told.add("pod gone " + namespace + "/" + pod);
                }
            };

    private static io.fabric8.kubernetes.api.model.Pod pod(String node, String label) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("web-5f7d-abc")
                .withNamespace("shop")
                .withUid("uid-1")
                .withLabels(Map.of("app", label, "pod-template-hash", "5f7d"))
                .addNewOwnerReference()
                .withKind("ReplicaSet")
                .withName("web-5f7d")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .addNewContainer()
                .withName("nginx")
                .withNewSecurityContext()
                .withPrivileged(true)
                .endSecurityContext()
                .withNewLivenessProbe()
                .withNewExec()
                .withCommand("cat", "/tmp/healthy")
                .endExec()
                .endLivenessProbe()
                .endContainer()
                .endSpec()
                .withNewStatus()
                .addNewContainerStatus()
                .withName("nginx")
                .withContainerID("containerd://" + ID)
                .withImage("docker.io/library/nginx:1.27")
                .withImageID("sha256:1")
                .withNewState()
                .withNewRunning()
                .withStartedAt("2026-11-22T18:00:00Z")
                .endRunning()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    @Test
    void containersAreKnownUntilTheirPodIsLongGone() {
        long[] nanos = {0};
        try (PodWatcher watcher =
                new PodWatcher(client, "node-1", listener, false, () -> nanos[0])) {
            watcher.handler().onAdd(pod("node-1", "web"));
            KnownPod known = Objects.requireNonNull(watcher.find(ID));
            assertThat(known.pod().namespace()).isEqualTo("shop");
            assertThat(known.pod().name()).isEqualTo("web-5f7d-abc");
            assertThat(known.pod().workload()).isEqualTo("web");
            assertThat(known.pod().workloadKind()).isEqualTo("Deployment");
            assertThat(known.pod().labels()).containsEntry("app", "web");
            assertThat(known.pod().container().id()).isEqualTo("containerd://" + ID);
            assertThat(known.pod().container().imageName())
                    .isEqualTo("docker.io/library/nginx:1.27");
            assertThat(known.pod().container().privileged()).isTrue();
            assertThat(known.pod().container().startTime()).isNotNull();
            assertThat(known.probes()).containsExactly(List.of("cat", "/tmp/healthy"));
            assertThat(told).containsExactly("running web-5f7d-abc/nginx");

            watcher.handler().onUpdate(pod("node-1", "web"), pod("node-1", "web"));
            assertThat(told).as("nothing changed").hasSize(1);
            watcher.handler().onUpdate(pod("node-1", "web"), pod("node-1", "shop"));
            assertThat(told).hasSize(2);
            assertThat(Objects.requireNonNull(watcher.find(ID)).pod().labels())
                    .containsEntry("app", "shop");

            watcher.handler().onDelete(pod("node-1", "shop"), false);
            assertThat(told).endsWith("gone 4f1a", "pod gone shop/web-5f7d-abc");
            assertThat(watcher.find(ID)).as("late events still find it").isNotNull();
            nanos[0] = PodWatcher.GRACE.toNanos() + 1;
            watcher.handler().onDelete(pod("node-1", "shop"), false);
            assertThat(watcher.find(ID)).isNull();
        }
    }

    /** The mock server does not filter by node, so the question is whether it is asked to. */
    @Test
    void onlyPodsOfThisNodeAreAskedFor() throws InterruptedException {
        try (PodWatcher watcher = PodWatcher.start(client, "node-1", listener, false)) {
            await().until(watcher::hasSynced);
            assertThat(server.takeRequest().getPath())
                    .startsWith("/api/v1/pods?")
                    .contains("fieldSelector=spec.nodeName");
        }
    }
}
