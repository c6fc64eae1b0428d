package beelab.lab.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.lab.LabHome;
import beelab.lab.check.StepState;
import beelab.lab.cluster.ClusterKind;
import beelab.lab.cluster.LabCluster;
import beelab.lab.cluster.kinds.LabClusters;
import beelab.lab.guide.Block;
import beelab.lab.guide.GuideStep;
import beelab.lab.lesson.RunResult.Verdict;
import beelab.lab.progress.TerminalProgress;
import beelab.lab.report.TextReport;
import beelab.lab.scenario.StepSpec;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The symlink exercise on a real cluster: it passes twice as it is, and fails when the policy hooks
 * another call or the sensor is gone. A check that cannot fail would be worth nothing.
 */
@Tag("cluster")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SymlinkClusterTest {

    /** Valid, loadable, and at the wrong door: it watches how hard links are made. */
    private static final String HARD_LINKS_INSTEAD =
            """
            apiVersion: cilium.io/v1alpha1
            kind: TracingPolicy
            metadata:
              name: restrict-symlink
            spec:
              podSelector:
                matchLabels:
                  app: cloudyuga
              kprobes:
                - call: sys_linkat
                  syscall: true
                  args:
                    - index: 1
                      type: string
                    - index: 3
                      type: string
                  selectors:
                    - matchArgs:
                        - index: 1
                          operator: Equal
                          values: [/etc/passwd]
                      matchActions:
                        - action: Sigkill
            """;

    @TempDir static Path folder;

    private static LabHome home;
    private static Lesson lesson;
    private static LabCluster cluster;

    @BeforeAll
    static void open() throws Exception {
        home = new LabHome(LabHome.fromEnvironment().state(), ShippedLessonsTest.repository());
        lesson = new LessonReader(home).read("symlink");
        ClusterKind kind =
                ClusterKind.of(System.getProperty("beelab.test.cluster", ClusterKind.LOCAL.id()));
        cluster = LabClusters.open(kind, home);
    }

    @AfterAll
    static void stop() throws Exception {
        try (LabCluster open = cluster) {
            open.stop(TerminalProgress.onStandardError());
        }
    }

    @Test
    @Order(1)
    void the_exercise_passes() throws Exception {
        assertPassed(check().run(new Log()));
    }

    @Test
    @Order(2)
    void a_second_run_on_the_same_cluster_gives_the_same_result() throws Exception {
        assertPassed(check().run(new Log()));
    }

    /** What {@code kubectl get tracingpolicies} prints comes from the status in the cluster. */
    @Test
    @Order(3)
    void the_status_of_a_policy_tells_what_became_of_it() throws Exception {
        String policy =
                """
                apiVersion: cilium.io/v1alpha1
                kind: TracingPolicy
                metadata: {name: status-test}
                spec: {kprobes: [{call: %s, syscall: %s}]}
                """;
        assertThat(statusOf(policy.formatted("sys_sethostname", "true")))
                .isEqualTo(new Status("enabled", null));
        Status refused = statusOf(policy.formatted("no_such_function", "false"));
        assertThat(refused.state()).isEqualTo("load_error");
        assertThat(refused.error()).contains("no_such_function");
    }

    private record Status(String state, @Nullable String error) {}

    private static Status statusOf(String policy) throws Exception {
        var resource =
                cluster.client()
                        .resource(Serialization.unmarshal(policy, GenericKubernetesResource.class));
        resource.create();
        try {
            GenericKubernetesResource told =
                    resource.waitUntilCondition(
                            now -> now != null && now.get("status", "state") != null,
                            20,
                            TimeUnit.SECONDS);
            return new Status(told.get("status", "state"), told.get("status", "error"));
        } finally {
            resource.withTimeout(20, TimeUnit.SECONDS).delete();
        }
    }

    @Test
    @Order(4)
    void a_restriction_hooked_to_another_call_is_noticed() throws Exception {
        Path policies = Files.createDirectory(folder.resolve("mutated"));
        Files.writeString(policies.resolve("restrict-symlink.yaml"), HARD_LINKS_INSTEAD);

        RunResult result = check().withPolicies(policies).run(new Log());

        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(stateOf(result, "link-killed"))
                .as(TextReport.of(result))
                .isInstanceOf(StepState.Failed.class);
        assertThat(stateOf(result, "restriction-loaded")).isInstanceOf(StepState.Passed.class);
    }

    @Test
    @Order(5)
    void a_stopped_sensor_is_noticed() throws Exception {
        cluster.client().apps().daemonSets().inNamespace("kube-system").withName("bee").delete();
        cluster.client()
                .pods()
                .inNamespace("kube-system")
                .withLabel("app.kubernetes.io/name", "bee")
                .withGracePeriod(0)
                .delete();

        RunResult result = check().withoutDeployingSensor().run(new Log());

        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(stateOf(result, "link-killed")).isInstanceOf(StepState.Failed.class);
    }

    private static LessonCheck check() {
        return new LessonCheck(home, lesson, cluster, TerminalProgress.onStandardError());
    }

    private static void assertPassed(RunResult result) {
        assertThat(result.verdict()).as(TextReport.of(result)).isEqualTo(Verdict.PASSED);
        assertThat(stateOf(result, "link-killed")).isInstanceOf(StepState.Passed.class);
        assertThat(((StepState.Passed) stateOf(result, "link-killed")).evidence()).isNotEmpty();
    }

    private static StepState stateOf(RunResult result, String id) {
        return result.steps().stream()
                .filter(step -> step.step().id().equals(id))
                .findFirst()
                .orElseThrow()
                .state();
    }

    /** Says on standard error how far it is; such a run takes a minute. */
    private static final class Log implements RunListener {
        @Override
        public void section(GuideStep section) {
            System.err.println(section.title());
        }

        @Override
        public void block(Block.Typed block) {
            System.err.println("    " + String.join("; ", block.lines()));
        }

        @Override
        public void blockFailed(BlockResult result) {
            System.err.println("  " + result.problem());
        }

        @Override
        public void judging(StepSpec step) {}

        @Override
        public void step(StepResult result) {
            System.err.print(TextReport.line(result));
            assertThat(result.took()).isLessThan(Duration.ofMinutes(5));
        }
    }
}
