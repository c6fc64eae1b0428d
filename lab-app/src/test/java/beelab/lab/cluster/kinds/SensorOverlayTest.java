package beelab.lab.cluster.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.lab.LabHome;
import beelab.lab.cluster.host.Command;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SensorOverlayTest {

    @ParameterizedTest
    @CsvSource({
        "docker://20.10.24+dfsg1, false, sys-admin",
        "docker://20.10.24+dfsg1, true, sys-admin-cgroup-v1",
        "docker://23.0.1, true, least",
        "docker://28.3.2, false, least",
        "containerd://1.4.13, false, sys-admin",
        "containerd://1.7.27-k3s1, false, least",
        "containerd://2.1.4, false, least",
        "cri-o://1.20.0, false, least",
        "other://0.1.0, false, least",
    })
    void gives_the_least_rights_that_the_engine_knows(
            String runtime, boolean cgroupV1, String overlay) {
        assertThat(SensorOverlay.of(nodes(runtime), cgroupV1)).isEqualTo(overlay);
    }

    @Test
    void one_old_node_decides_for_all() {
        assertThat(SensorOverlay.of(nodes("containerd://1.7.2", "docker://20.10.5"), false))
                .isEqualTo("sys-admin");
    }

    /** The rights are the point of an overlay: rendered by kubectl as they will be applied. */
    @Tag("cluster")
    @ParameterizedTest
    @ValueSource(strings = {"least", "sys-admin", "sys-admin-cgroup-v1"})
    void every_overlay_renders_an_unprivileged_sensor(String overlay) throws Exception {
        LabHome home = new LabHome(Path.of("none"), Path.of(".."));
        String yaml =
                Command.of(
                                "kubectl",
                                "kustomize",
                                home.root()
                                        .resolve("sensor/deploy/overlays")
                                        .resolve(overlay)
                                        .toString())
                        .output();
        assertThat(yaml).contains("privileged: false").doesNotContain("privileged: true");
        assertThat(yaml.contains("- SYS_ADMIN")).isEqualTo(!overlay.equals("least"));
        assertThat(yaml.contains("- BPF")).isEqualTo(overlay.equals("least"));
        assertThat(yaml.contains("path: /sys/fs/cgroup/pids"))
                .isEqualTo(overlay.endsWith("cgroup-v1"));
    }

    private static List<Node> nodes(String... runtimes) {
        return Stream.of(runtimes)
                .map(runtime ->
                        new NodeBuilder()
                                .withNewStatus()
                                .withNewNodeInfo()
                                .withContainerRuntimeVersion(runtime)
                                .endNodeInfo()
                                .endStatus()
                                .build())
                .toList();
    }
}
