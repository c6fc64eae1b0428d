package beelab.lab.cluster.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.lab.LabHome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be said about k3s without an engine. */
class K3sWiringTest {

    @TempDir private Path folder;

    @Test
    void the_image_is_pinned_by_its_digest() {
        assertThat(K3sCluster.IMAGE).matches("rancher/k3s@sha256:[0-9a-f]{64}");
    }

    @Test
    void it_uses_a_kubeconfig_of_its_own_and_has_no_address_before_its_start() {
        try (K3sCluster cluster = new K3sCluster(new LabHome(folder, Path.of("..")))) {
            assertThat(cluster.kubeconfig().getParent()).isEqualTo(folder.resolve("run"));
            assertThatThrownBy(() -> cluster.nodePort(30001))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(cluster.overlay()).isEqualTo("least");
        }
    }
}
