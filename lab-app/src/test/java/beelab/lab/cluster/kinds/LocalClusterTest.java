package beelab.lab.cluster.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.ClusterKind;
import beelab.lab.cluster.LabCluster;
import beelab.lab.cluster.host.Command;
import beelab.lab.cluster.image.LabImages;
import beelab.lab.progress.Progress;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract on kind {@code local}, and what only this kind promises. */
final class LocalClusterTest extends ClusterContract {

    private final LabCluster cluster = LabClusters.open(ClusterKind.LOCAL, HOME);
    private Optional<MachineState> before = Optional.empty();

    @BeforeAll
    void start() throws Exception {
        before = Optional.of(MachineState.now(HOME.state()));
        long began = System.nanoTime();
        cluster.start(PROGRESS);
        print("cluster ready", began);
        cluster.loadImage(LabImages.WORKBENCH, PROGRESS);
    }

    @AfterAll
    void stop_leaves_the_machine_as_it_was() throws Exception {
        long began = System.nanoTime();
        cluster.stop(PROGRESS);
        print("tear-down", began);
        assertThat(before).contains(MachineState.now(HOME.state()));
    }

    @Override
    LabCluster cluster() {
        return cluster;
    }

    @Test
    void pods_cannot_reach_what_is_outside() throws Exception {
        with(
                workbench("prisoner", "sleep infinity"),
                () -> {
                    ready("prisoner");
                    // An address of the documentation range: nothing answers there, but without
                    // the fence the packet would leave and time out (curl's code 28).
                    assertRefused("http://198.51.100.7/");
                    assertRefused("http://" + outside().getHostAddress() + ":22/");
                    // The kubelet listens on the bridge, for the API server and not for pods.
                    assertRefused("https://172.17.0.1:20250/");
                });
    }

    @Test
    void addresses_of_no_service_are_rejected() throws Exception {
        with(
                workbench("seeker", "sleep infinity"),
                () -> {
                    ready("seeker");
                    assertRefused("http://10.96.0.250/", "seeker");
                });
        Command.Result fromHost =
                Command.of("curl", "-s", "-m", "3", "http://10.96.0.250/")
                        .withTimeout(Duration.ofSeconds(10))
                        .run();
        assertThat(fromHost.exitCode()).as("curl: connection refused").isEqualTo(7);
    }

    @Test
    void node_ports_listen_on_loopback_only() throws Exception {
        try (Socket socket = new Socket()) {
            assertThatThrownBy(() -> socket.connect(new InetSocketAddress(outside(), 30001), 3000))
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void privileged_pods_are_refused_with_a_reason() {
        String privileged =
                workbench("strong", "sleep infinity") + "    securityContext: {privileged: true}\n";
        assertThatThrownBy(() -> cluster.client().load(stream(privileged)).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("privileged");
    }

    @Test
    void a_second_lab_is_told_who_holds_the_machine() {
        LabCluster second = LabClusters.open(ClusterKind.LOCAL, HOME);
        assertThatThrownBy(() -> second.start(Progress.silent()))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("process " + ProcessHandle.current().pid());
    }

    private void assertRefused(String url) throws Exception {
        assertRefused(url, "prisoner");
    }

    private void assertRefused(String url, String pod) throws Exception {
        Executed curl = exec(pod, "curl", "-sk", "-m", "3", url);
        assertThat(curl.exitCode())
                .as("curl's code for a refused connection to " + url)
                .isEqualTo(7);
    }

    /** An address of this machine that is neither loopback nor the bridge. */
    private static InetAddress outside() throws Exception {
        return NetworkInterface.networkInterfaces()
                .filter(link -> !link.getName().matches("lo|docker0|veth.*"))
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof java.net.Inet4Address)
                .findFirst()
                .orElseThrow();
    }
}
