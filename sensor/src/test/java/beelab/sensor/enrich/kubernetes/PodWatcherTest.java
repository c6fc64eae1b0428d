package beelab.sensor.enrich.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import beelab.sensor.enrich.PodResolver.KnownPod;
import beelab.sensor.event.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
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

    /** As in a cluster: the status of a pod is written after the pod was made. */
    private void create(io.fabric8.kubernetes.api.model.Pod pod) {
        client.pods().inNamespace("shop").resource(pod).create();
        client.pods().inNamespace("shop").resource(pod).updateStatus();
    }

    @Test
    void containersOfThisNodeAreFollowed() {
        create(pod("node-1", "web"));
        try (PodWatcher watcher = PodWatcher.start(client, "node-1", listener)) {
            await().until(() -> watcher.find(ID) != null);
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

            client.pods().inNamespace("shop").resource(pod("node-1", "shop")).update();
            await().until(() -> told.size() == 2);
            assertThat(Objects.requireNonNull(watcher.find(ID)).pod().labels())
                    .containsEntry("app", "shop");

            client.pods().inNamespace("shop").withName("web-5f7d-abc").delete();
            await().until(() -> told.contains("gone 4f1a"));
            assertThat(watcher.find(ID)).as("late events still find it").isNotNull();
        }
    }

    @Test
    void podsOfOtherNodesAreNotOurs() {
        create(pod("node-2", "web"));
        try (PodWatcher watcher = PodWatcher.start(client, "node-1", listener)) {
            await().until(watcher::hasSynced);
            assertThat(watcher.containers()).isZero();
            assertThat(told).isEmpty();
        }
    }
}
