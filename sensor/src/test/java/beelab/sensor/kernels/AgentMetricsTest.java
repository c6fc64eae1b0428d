package beelab.sensor.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import beelab.sensor.agent.Agent;
import beelab.sensor.attach.TracefsMounted;
import beelab.sensor.cli.AgentFlags;
import beelab.sensor.metrics.Metric;
import beelab.sensor.metrics.Scrape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a running agent serves to Prometheus, compared with the whole list of metrics. */
@Tag("kernel")
@ExtendWith(TracefsMounted.class)
class AgentMetricsTest {
    private static final String POLICY =
            """
            apiVersion: cilium.io/v1alpha1
            kind: TracingPolicy
            metadata:
              name: metrics-test
            spec:
              kprobes:
              - call: sys_symlinkat
                syscall: true
                args:
                - index: 0
                  type: string
                selectors:
                - matchArgs:
                  - index: 0
                    operator: Equal
                    values: [/beelab/metrics-test]
            """;

    /** Only a loss, or an event that lost its pod, makes them appear. */
    private static final Set<Metric> MAY_BE_ABSENT =
            Set.of(Metric.EVENTS_LOST, Metric.EVENT_CACHE_FAILURES);

    @TempDir Path folder;

    @Test
    void aRunningAgentServesEveryMetricWithItsLabelsAndNoOther() throws Exception {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
        int port = freePort();
        Agent agent =
                Agent.start(
                        AgentFlags.parse(
                                "--tracing-policy",
                                policy.toString(),
                                "--metrics-server",
                                "127.0.0.1:" + port,
                                "--node-name",
                                "test-node",
                                "--export-filename",
                                folder.resolve("events.json").toString(),
                                "--server-address",
                                "unix://" + folder.resolve("bee.sock"),
                                "--runtime-dir",
                                folder.resolve("run").toString(),
                                "--tracing-policy-dir",
                                folder.resolve("none").toString()));
        try {
            // Not by this process: an agent does not watch itself.
            Process ln =
                    new ProcessBuilder(
                                    "/usr/bin/ln",
                                    "-s",
                                    "/beelab/metrics-test",
                                    folder.resolve("link").toString())
                            .inheritIO()
                            .start();
            assertThat(ln.waitFor()).isZero();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Scrape.lines(port).stream().anyMatch(AgentMetricsTest::isOurLink));
            // The reader thread copies its numbers once a second.
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertComplete(Scrape.lines(port)));
        } finally {
            agent.close();
        }
    }

    private static void assertComplete(List<String> lines) {
        Map<String, TreeSet<String>> served = Scrape.names(lines);
        served.keySet().removeIf(name -> name.startsWith("jvm_") || name.startsWith("process_"));
        for (Metric metric : Metric.values()) {
            if (!MAY_BE_ABSENT.contains(metric) || served.containsKey(metric.exposed())) {
                assertThat(served)
                        .as(metric.exposed())
                        .containsEntry(metric.exposed(), new TreeSet<>(metric.labels()));
                served.remove(metric.exposed());
            }
        }
        assertThat(served).as("metrics that no table knows").isEmpty();
        assertThat(lines)
                .contains(
                        "beelab_kernel_unreadable 0.0",
                        "tetragon_tracingpolicy_loaded{state=\"enabled\"} 1.0")
                .anyMatch(line -> positive(line, "tetragon_events_exported_bytes_total"))
                .anyMatch(line -> positive(line, "tetragon_events_last_exported_timestamp"))
                .anyMatch(line -> positive(line, "tetragon_msg_op_total{msg_op=\"hook\"}"))
                .anyMatch(line -> positive(line, "tetragon_process_cache_size"))
                .anyMatch(line ->
                        positive(
                                line,
                                "tetragon_tracingpolicy_kernel_memory_bytes{policy=\"metrics-test\",policy_namespace=\"\"}"))
                .anyMatch(line ->
                        line.startsWith("tetragon_tracingpolicy_selector_actions_total{")
                                && line.contains("action=\"post\"")
                                && line.endsWith(" 1.0"))
                .anyMatch(line ->
                        line.startsWith("tetragon_syscalls_total{")
                                && line.contains("syscall=\"symlinkat\"")
                                && line.contains("node_name=\"test-node\"")
                                && line.endsWith(" 1.0"));
    }

    private static boolean isOurLink(String line) {
        return line.startsWith("tetragon_policy_events_total{")
                && line.contains("policy=\"metrics-test\"");
    }

    private static boolean positive(String line, String name) {
        return line.startsWith(name + " ")
                && Double.parseDouble(line.substring(name.length() + 1)) > 0;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
