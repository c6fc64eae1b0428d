package beelab.sensor.attach;

import static beelab.sensor.attach.SymlinkPolicies.hook;
import static beelab.sensor.attach.SymlinkPolicies.policy;
import static beelab.sensor.attach.SymlinkPolicies.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.attach.LiveSensor.Child;
import beelab.sensor.policy.PolicyStatus;
import beelab.sensor.wire.KernelEvent.Exec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two containers, a policy on one: events from one. */
@Tag("kernel")
@ExtendWith(TracefsMounted.class)
class WorkloadTest {
    private static final String WEB = "a".repeat(32) + hex();
    private static final String DATABASE = "b".repeat(32) + hex();

    private static final String FOR_WEB =
            """
              podSelector:
                matchLabels:
                  app: "web"
            """;

    @TempDir private Path directory;
    private Path parent;
    private LiveSensor sensor;

    private static String hex() {
        return "%032x".formatted(ProcessHandle.current().pid());
    }

    @BeforeEach
    void open() throws Exception {
        parent = LiveSensor.KERNEL.cgroups().mountPoint().resolve("beelab-test-" + hex());
        Files.createDirectory(parent);
        Files.createDirectory(parent.resolve(WEB));
        Files.createDirectory(parent.resolve(DATABASE));
        sensor =
                new LiveSensor((policy, id) ->
                        policy(
                                id,
                                policy.name(),
                                policy.selectsWorkloads(),
                                List.of(hook(0, "symlinkat", List.of()))));
    }

    @AfterEach
    void close() throws Exception {
        try {
            sensor.close();
        } finally {
            for (Path cgroup : List.of(parent.resolve(WEB), parent.resolve(DATABASE), parent)) {
                remove(cgroup);
            }
        }
    }

    /** A cgroup can be removed when its last process is reaped, which may take a moment. */
    private static void remove(Path cgroup) throws IOException, InterruptedException {
        for (int i = 0; Files.exists(cgroup); i++) {
            try {
                Files.delete(cgroup);
            } catch (IOException busy) {
                if (i == 50) {
                    throw busy;
                }
                Thread.sleep(20);
            }
        }
    }

    private static Workload workload(String container, String app) {
        return new Workload(
                container, "default", app + "-0", Map.of("app", app), app, "repo/" + app);
    }

    /** Makes a link from a process inside the container's cgroup. */
    private Child linkIn(String container, String link) throws Exception {
        return LiveSensor.run(
                directory,
                "/bin/sh",
                "-c",
                "echo $$ > \"$0\" && exec ln -s /etc/passwd \"$1\"",
                parent.resolve(container).resolve("cgroup.procs").toString(),
                link);
    }

    private PolicyStatus load(String extra) throws Exception {
        return sensor.policies().add(yaml("pods", extra), "pods.yaml", "static");
    }

    @Test
    void aPolicyForOnePodSeesThatPodOnly() throws Exception {
        sensor.policies().containerRunning(workload(WEB, "web"));
        sensor.policies().containerRunning(workload(DATABASE, "database"));
        PolicyStatus status = load(FOR_WEB);

        assertThat(status.filterId()).isEqualTo(status.id());
        assertThat(sensor.hits(linkIn(WEB, "one"))).hasSize(1);
        assertThat(sensor.hits(linkIn(DATABASE, "two"))).isEmpty();
        assertThat(sensor.hits(LiveSensor.run(directory, "/bin/ln", "-s", "/etc", "three")))
                .isEmpty();
    }

    @Test
    void aPolicyFollowsPodsThatComeAndGoLater() throws Exception {
        PolicyStatus ignored = load(FOR_WEB);
        assertThat(sensor.hits(linkIn(WEB, "before"))).isEmpty();

        sensor.policies().containerRunning(workload(WEB, "web"));
        assertThat(sensor.policies().list()).hasSize(1); // the change is done: same thread
        assertThat(sensor.hits(linkIn(WEB, "running"))).hasSize(1);

        sensor.policies().containerGone(WEB);
        assertThat(sensor.policies().list()).hasSize(1);
        assertThat(sensor.hits(linkIn(WEB, "after"))).isEmpty();
    }

    @Test
    void aPolicyFollowsChangedLabels() throws Exception {
        PolicyStatus ignored = load(FOR_WEB);
        sensor.policies().containerRunning(workload(DATABASE, "web"));
        assertThat(sensor.policies().list()).hasSize(1);
        assertThat(sensor.hits(linkIn(DATABASE, "one"))).hasSize(1);

        sensor.policies().containerRunning(workload(DATABASE, "database"));
        assertThat(sensor.policies().list()).hasSize(1);
        assertThat(sensor.hits(linkIn(DATABASE, "two"))).isEmpty();
    }

    @Test
    void aPolicyWithoutSelectorSeesAll() throws Exception {
        PolicyStatus ignored = load("");

        assertThat(sensor.hits(linkIn(WEB, "one"))).hasSize(1);
        assertThat(sensor.hits(linkIn(DATABASE, "two"))).hasSize(1);
    }

    @Test
    void theKernelSideTellsTheCgroupOfAContainer() throws Exception {
        Child child = linkIn(WEB, "one");
        sensor.awaitExit(child);

        Exec exec =
                sensor.event(
                        Exec.class,
                        e ->
                                e.process().tgid() == child.pid()
                                        && e.filename().value().endsWith("/ln"));
        assertThat(exec.cgroupName().value()).isEqualTo(WEB);
        assertThat(exec.cgroupId())
                .isEqualTo((Long) Files.getAttribute(parent.resolve(WEB), "unix:ino"));
    }
}
