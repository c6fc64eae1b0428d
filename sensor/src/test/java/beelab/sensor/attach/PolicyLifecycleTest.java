package beelab.sensor.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.sensor.attach.LiveSensor.Child;
import beelab.sensor.compile.PolicyCompiler;
import beelab.sensor.compile.TracepointFormats;
import beelab.sensor.event.StackFrame;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyStatus;
import beelab.sensor.policy.PolicyStatus.Mode;
import beelab.sensor.policy.PolicyStatus.State;
import beelab.sensor.probe.BtfKernelTypes;
import beelab.sensor.stack.Symbolizer;
import beelab.sensor.wire.Enforcement;
import beelab.sensor.wire.KernelEvent.HookHit;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What may be done to a loaded policy: its mode, taking it out, another version in its place. */
@Tag("kernel")
@ExtendWith(TracefsMounted.class)
class PolicyLifecycleTest {
    private static final String NAME = "lifecycle";

    @TempDir private Path directory;
    private LiveSensor sensor;
    private BtfKernelTypes types;

    @BeforeEach
    void open() throws Exception {
        types = new BtfKernelTypes();
        PolicyCompiler compiler =
                new PolicyCompiler(
                        LiveSensor.KERNEL,
                        types,
                        TracepointFormats.in(LiveSensor.KERNEL.tracefs()));
        sensor = new LiveSensor(compiler::compile);
    }

    @AfterEach
    void close() {
        sensor.close();
        types.close();
    }

    private static String policy(String prefix, String actions) {
        return """
        apiVersion: cilium.io/v1alpha1
        kind: TracingPolicy
        metadata: {name: lifecycle}
        spec:
          kprobes:
          - call: sys_symlinkat
            args: [{index: 0, type: string}]
            selectors:
            - matchArgs: [{index: 0, operator: Prefix, values: [%s]}]
              matchActions: %s
        """
                .formatted(prefix, actions);
    }

    private void add(String text) throws PolicyException {
        assertThat(sensor.policies().add(text, "p.yaml", "static").state())
                .isEqualTo(State.ENABLED);
    }

    private PolicyStatus status() {
        return sensor.policies().list().stream()
                .filter(p -> p.name().equals(NAME))
                .findFirst()
                .orElseThrow();
    }

    private Child link(String link) throws Exception {
        return LiveSensor.run(directory, "/bin/ln", "-s", "/etc/hosts", link);
    }

    @Test
    void theModeChangesForTheNextCall() throws Exception {
        add(policy("/etc/", "[{action: Sigkill}]"));
        assertThat(status().mode()).isEqualTo(Mode.ENFORCE);
        sensor.policies().setMode(NAME, "", "", Mode.MONITOR);
        assertThat(status().mode()).isEqualTo(Mode.MONITOR);
        Child spared = link("spared");
        assertThat(spared.exitCode()).isZero();
        assertThat(sensor.hits(spared).getFirst().enforcement())
                .isEqualTo(new Enforcement.Monitored());

        sensor.policies().setMode(NAME, "", "static", Mode.ENFORCE);
        assertThat(link("killed").exitCode()).isEqualTo(137);
        assertThat(status().counters().signal()).isEqualTo(1);
        assertThat(status().counters().monitorSignal()).isEqualTo(1);
        assertThat(status().selectors()).hasSize(1);
    }

    @Test
    void aPolicyWithNothingToEnforceHasNoMode() throws Exception {
        add(policy("/etc/", "[{action: Post}]"));
        assertThat(status().mode()).isEqualTo(Mode.MONITOR_ONLY);
        assertThatThrownBy(() -> sensor.policies().setMode(NAME, "", "", Mode.ENFORCE))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("monitor_only");
        assertThatThrownBy(() -> sensor.policies().setMode("other", "", "", Mode.MONITOR))
                .hasMessageContaining("no such policy");
    }

    @Test
    void aDisabledPolicySeesNothingAndKeepsItsCounters() throws Exception {
        add(policy("/etc/", "[{action: Sigkill}]"));
        assertThat(link("killed").exitCode()).isEqualTo(137);
        sensor.policies().disable(NAME, "", "");
        assertThat(status().state()).isEqualTo(State.DISABLED);
        assertThat(status().kernelMemoryBytes()).isZero();
        assertThat(status().counters().signal()).isEqualTo(1);
        Child free = link("free");
        assertThat(free.exitCode()).isZero();
        assertThat(sensor.hits(free)).isEmpty();

        sensor.policies().enable(NAME, "", "");
        assertThat(status().state()).isEqualTo(State.ENABLED);
        assertThat(link("again").exitCode()).isEqualTo(137);
        assertThat(status().counters().signal()).isEqualTo(2);
    }

    @Test
    void aReplacementLeavesNoGapAndReportsNoCallTwice() throws Exception {
        add(policy("/etc/", "[{action: Post}]"));
        Process links =
                new ProcessBuilder(
                                "/bin/bash",
                                "-c",
                                "exec >/dev/null 2>&1; while [ ! -e stop ]; do"
                                        + " ln -sf /etc/hosts link; echo >>made; done")
                        .directory(directory.toFile())
                        .start();
        try {
            for (int i = 0; i < 6; i++) {
                Thread.sleep(60);
                long before = status().id();
                PolicyStatus now =
                        sensor.policies()
                                .replace(policy("/et", "[{action: Post}]"), "p.yaml", "static");
                assertThat(now.id()).isGreaterThan(before);
            }
        } finally {
            java.nio.file.Files.createFile(directory.resolve("stop"));
            assertThat(links.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        sensor.awaitExit(new Child((int) links.pid(), 0));
        long made = java.nio.file.Files.lines(directory.resolve("made")).count();
        // ln -sf on a link that exists tries twice: the name is taken, then a name of its own.
        List<HookHit> hits = sensor.find(HookHit.class, hit -> true);
        assertThat(made).isGreaterThan(20);
        assertThat(hits).hasSize((int) (2 * made - 1));
        assertThat(hits.stream().map(HookHit::policyId).distinct().count()).isGreaterThan(2);
        assertThat(status().counters().post()).isEqualTo(hits.size());
    }

    @Test
    void aReplacementThatIsRefusedLeavesTheOldVersion() throws Exception {
        add(policy("/etc/", "[{action: Sigkill}]"));
        long id = status().id();
        assertThatThrownBy(() ->
                        sensor.policies()
                                .replace(
                                        policy("/etc/", "[{action: Override}]"),
                                        "p.yaml",
                                        "static"))
                .isInstanceOf(PolicyException.class);
        assertThat(status().id()).isEqualTo(id);
        assertThat(link("killed").exitCode()).isEqualTo(137);
    }

    @Test
    void stacksHaveTheNamesOfTheirFunctionsAlsoWhenTheProcessIsGone() throws Exception {
        add(policy("/etc/", "[{action: Post, kernelStackTrace: true, userStackTrace: true}]"));
        HookHit hit = sensor.hits(link("link")).getFirst();
        Symbolizer symbols = new Symbolizer(Path.of("/proc"), false);
        List<StackFrame> kernel = symbols.kernel(hit.extras().kernelStack());
        assertThat(kernel).isNotEmpty().allMatch(frame -> frame.address() == 0);
        assertThat(kernel).extracting(StackFrame::symbol).contains("do_syscall_64");
        // ln is gone; its C library is also ours, and the build id says that it is the same.
        List<StackFrame> user = symbols.user(hit.process().tgid(), hit.extras().userStack());
        assertThat(user)
                .anyMatch(frame ->
                        frame.module().contains("libc.so.6") && frame.symbol().equals("symlinkat"));
    }

    @Test
    void aPolicyTakesLessKernelMemoryThan350Kilobytes() throws Exception {
        add(policy("/etc/", "[{action: Sigkill}]"));
        assertThat(status().kernelMemoryBytes()).isBetween(10_000L, 350_000L);
    }
}
