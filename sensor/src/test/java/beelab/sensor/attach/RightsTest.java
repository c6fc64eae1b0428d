package beelab.sensor.attach;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.attach.LiveSensor.Child;
import beelab.sensor.compile.KernelFeature;
import beelab.sensor.policy.PolicyStatus;
import beelab.sensor.probe.KernelProbe;
import beelab.sensor.probe.ProbeReport;
import beelab.sensor.wire.KernelEvent.Exec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The least capabilities, as docs/rights.md lists them: another JVM, as root but with these
 * capabilities only, sees a process and kills one.
 */
@Tag("kernel")
@ExtendWith(TracefsMounted.class)
class RightsTest {
    @TempDir private Path directory;

    @Test
    void bpfAndPerfmonAreEnoughToSeeAndToKill() throws Exception {
        assertThat(runWith("bpf", "perfmon")).isEqualTo("saw ln, ln ended with 137");
    }

    @Test
    void sysAdminAloneIsEnoughToo() throws Exception {
        assertThat(runWith("sys_admin")).isEqualTo("saw ln, ln ended with 137");
    }

    @Test
    void withoutThemTheProbeSaysSo() throws Exception {
        assertThat(runWith("net_raw"))
                .contains("create a ring buffer: EPERM")
                .contains("try as root");
    }

    private String runWith(String... capabilities) throws Exception {
        Path output = directory.resolve("output");
        Process process =
                new ProcessBuilder(
                                "setpriv",
                                "--bounding-set=-all,+" + String.join(",+", capabilities),
                                "--inh-caps=-all",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Restricted.class.getName(),
                                directory.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            List<String> lines = Files.readAllLines(output);
            return process.exitValue() == 0 ? lines.getLast() : String.join("\n", lines);
        } finally {
            process.destroyForcibly();
        }
    }

    /** What runs with few capabilities. */
    static final class Restricted {
        private Restricted() {}

        public static void main(String[] arguments) throws Exception {
            if (!LiveSensor.KERNEL.has(KernelFeature.RING_BUFFER)) {
                System.out.println(new ProbeReport(KernelProbe.probe()).text());
                System.exit(2);
            }
            Path directory = Path.of(arguments[0]);
            try (LiveSensor sensor =
                    new LiveSensor((policy, id) ->
                            SymlinkPolicies.policy(
                                    id,
                                    policy.name(),
                                    false,
                                    List.of(
                                            SymlinkPolicies.hook(
                                                    0,
                                                    "symlinkat",
                                                    List.of(
                                                            SymlinkPolicies.targetBeginsWith(
                                                                    "/etc/",
                                                                    SymlinkPolicies.SIGKILL))))))) {
                PolicyStatus ignored =
                        sensor.policies()
                                .add(SymlinkPolicies.yaml("restrict", ""), "r.yaml", "static");
                Child child =
                        LiveSensor.run(directory, "/bin/ln", "-s", "/etc/passwd", "passwords");
                Exec exec =
                        sensor.event(
                                Exec.class,
                                e ->
                                        e.process().tgid() == child.pid()
                                                && e.filename().value().endsWith("/ln"));
                System.out.println(
                        "saw %s, ln ended with %d"
                                .formatted(
                                        Path.of(exec.filename().value()).getFileName(),
                                        child.exitCode()));
            }
        }
    }
}
