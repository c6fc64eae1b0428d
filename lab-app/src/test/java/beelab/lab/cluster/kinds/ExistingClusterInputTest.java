package beelab.lab.cluster.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.ClusterState.Phase;
import beelab.lab.progress.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExistingClusterInputTest {

    @TempDir private Path folder;

    @Test
    void a_missing_kubeconfig_is_named_with_what_to_do() {
        Path missing = folder.resolve("config");
        ExistingCluster cluster = cluster(missing);
        assertThatThrownBy(() -> cluster.start(Progress.silent()))
                .isInstanceOfSatisfying(
                        ClusterException.class,
                        e -> assertThat(e.advice()).contains("KUBECONFIG", "--cluster local"))
                .hasMessageContaining(missing.toString());
        assertThat(cluster.state().phase()).isEqualTo(Phase.FAILED);
    }

    @Test
    void a_cluster_that_does_not_answer_is_no_hang_and_no_stack_trace() throws Exception {
        Path config = folder.resolve("config");
        Files.writeString(
                config,
                """
                apiVersion: v1
                kind: Config
                current-context: gone
                clusters: [{name: gone, cluster: {server: "http://127.0.0.1:1"}}]
                users: [{name: me, user: {}}]
                contexts: [{name: gone, context: {cluster: gone, user: me}}]
                """);
        assertThatThrownBy(() -> cluster(config).start(Progress.silent()))
                .isInstanceOfSatisfying(
                        ClusterException.class,
                        e -> assertThat(e.advice()).contains("kubectl get nodes"))
                .hasMessageContaining(config.toString());
    }

    private ExistingCluster cluster(Path kubeconfig) {
        return new ExistingCluster(new LabHome(folder, Path.of("..")), kubeconfig);
    }
}
