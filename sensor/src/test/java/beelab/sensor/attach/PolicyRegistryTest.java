package beelab.sensor.attach;

import static beelab.sensor.attach.SymlinkPolicies.SIGKILL;
import static beelab.sensor.attach.SymlinkPolicies.hook;
import static beelab.sensor.attach.SymlinkPolicies.policy;
import static beelab.sensor.attach.SymlinkPolicies.targetBeginsWith;
import static beelab.sensor.attach.SymlinkPolicies.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.sensor.attach.LiveSensor.Child;
import beelab.sensor.compile.CompiledSelector;
import beelab.sensor.compile.CompiledSelector.SelectorAction;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyStatus;
import beelab.sensor.policy.PolicyStatus.Mode;
import beelab.sensor.policy.PolicyStatus.State;
import beelab.sensor.wire.Enforcement;
import beelab.sensor.wire.HookAction;
import beelab.sensor.wire.KernelEvent.HookArgument;
import beelab.sensor.wire.KernelEvent.HookHit;
import beelab.sensor.wire.KernelValue;
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

/** Policies in the real kernel: what they report, whom they kill, and that they leave nothing. */
@Tag("kernel")
@ExtendWith(TracefsMounted.class)
class PolicyRegistryTest {
    private static final int AT_FDCWD = -100;

    @TempDir private Path directory;
    private LiveSensor sensor;

    /** What the compilation answers next. */
    private PolicyCompilation next =
            (policy, id) -> {
                throw new IllegalStateException("the test has not said what to load");
            };

    @BeforeEach
    void open() throws Exception {
        sensor = new LiveSensor((policy, id) -> next.compile(policy, id));
    }

    @AfterEach
    void close() {
        sensor.close();
    }

    private PolicyStatus load(String name, CompiledSelector... selectors) throws PolicyException {
        next =
                (policy, id) ->
                        policy(
                                id,
                                policy.name(),
                                policy.selectsWorkloads(),
                                List.of(hook(0, "symlinkat", List.of(selectors))));
        return sensor.policies().add(yaml(name, ""), name + ".yaml", "static");
    }

    private Child link(String target, String link) throws Exception {
        return LiveSensor.run(directory, "/bin/ln", "-s", target, link);
    }

    @Test
    void postsTheArgumentsOfACall() throws Exception {
        PolicyStatus status = load("observe");
        Child child = link("/etc/passwd", "passwords");

        assertThat(child.exitCode()).isZero();
        List<HookHit> hits = sensor.hits(child);
        assertThat(hits).hasSize(1);
        HookHit hit = hits.getFirst();
        assertThat(hit.policyId()).isEqualTo((int) status.id());
        assertThat(hit.hookId()).isZero();
        assertThat(hit.action()).isEqualTo(HookAction.POST);
        assertThat(hit.enforcement()).isEqualTo(new Enforcement.None());
        assertThat(hit.arguments())
                .containsExactly(
                        new HookArgument(0, new KernelValue.Text("/etc/passwd", false)),
                        new HookArgument(1, new KernelValue.Int(AT_FDCWD)),
                        new HookArgument(2, new KernelValue.Text("passwords", false)));
        assertThat(sensor.policies().compiled(hit.policyId()).orElseThrow().name())
                .isEqualTo("observe");
    }

    @Test
    void sigkillEndsTheCallerAndTheLinkExistsAllTheSame() throws Exception {
        PolicyStatus status = load("restrict", targetBeginsWith("/etc/", SIGKILL));
        Child child = link("/etc/passwd", "passwords");

        assertThat(child.exitCode()).isEqualTo(128 + 9);
        // A signal does not undo the call that it comes upon: the guides say so.
        assertThat(Files.isSymbolicLink(directory.resolve("passwords"))).isTrue();
        HookHit hit = sensor.hits(child).getFirst();
        assertThat(hit.action()).isEqualTo(HookAction.SIGKILL);
        assertThat(hit.enforcement()).isEqualTo(new Enforcement.Done());
        PolicyStatus now = status(status.id());
        assertThat(now.counters().signal()).isEqualTo(1);
    }

    @Test
    void aSelectorRejectsOtherArguments() throws Exception {
        PolicyStatus ignored = load("restrict", targetBeginsWith("/etc/", SIGKILL));
        Child child = link("/usr/share", "share");

        assertThat(child.exitCode()).isZero();
        assertThat(sensor.hits(child)).isEmpty();
    }

    @Test
    void theFirstSelectorThatMatchesDecides() throws Exception {
        SelectorAction quiet = new SelectorAction(false, 0, 0, HookAction.NOPOST);
        PolicyStatus status =
                load(
                        "order",
                        targetBeginsWith("/etc/hosts", quiet),
                        targetBeginsWith("/etc/", SIGKILL));

        Child allowed = link("/etc/hosts", "hosts");
        Child killed = link("/etc/passwd", "passwords");
        assertThat(allowed.exitCode()).isZero();
        assertThat(killed.exitCode()).isEqualTo(137);
        assertThat(sensor.hits(allowed)).isEmpty();
        assertThat(sensor.hits(killed))
                .singleElement()
                .extracting(h -> h.selector().getAsInt())
                .isEqualTo(1);
        assertThat(status(status.id()).counters().noPost()).isEqualTo(1);
    }

    @Test
    void listsStateMemoryHooksAndCounters() throws Exception {
        PolicyStatus status = load("observe");
        sensor.awaitExit(link("/etc/passwd", "one"));

        PolicyStatus now = status(status.id());
        assertThat(now.state()).isEqualTo(State.ENABLED);
        assertThat(now.mode()).isEqualTo(Mode.MONITOR_ONLY);
        assertThat(now.domain()).isEqualTo("static");
        assertThat(now.filterId()).isZero();
        assertThat(now.kernelMemoryBytes()).isGreaterThan(4096);
        assertThat(now.hooks())
                .containsExactly(
                        new PolicyStatus.HookStatus(
                                "kprobes",
                                0,
                                "__x64_sys_symlinkat",
                                "tracepoint syscalls/sys_enter_symlinkat"));
        assertThat(now.counters().post()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void aDeletedPolicySeesNothingAndLeavesNothing() throws Exception {
        Map<String, Integer> before = KernelHandles.count();
        PolicyStatus ignored = load("restrict", targetBeginsWith("/etc/", SIGKILL));
        assertThat(KernelHandles.count()).isNotEqualTo(before);

        assertThat(sensor.policies().delete("restrict", "", "static")).isTrue();
        Child child = link("/etc/passwd", "passwords");
        assertThat(child.exitCode()).isZero();
        assertThat(sensor.hits(child)).isEmpty();
        assertThat(KernelHandles.count()).isEqualTo(before);
        assertThat(sensor.policies().list()).isEmpty();
        assertThat(sensor.policies().delete("restrict", "", "static")).isFalse();
    }

    @Test
    void aPolicyWhoseSecondHookFailsLeavesNothing() throws Exception {
        Map<String, Integer> before = KernelHandles.count();
        next =
                (policy, id) ->
                        policy(
                                id,
                                policy.name(),
                                false,
                                List.of(
                                        hook(0, "symlinkat", List.of()),
                                        hook(1, "no_such_call", List.of())));

        assertThatThrownBy(() -> sensor.policies().add(yaml("half", ""), "half.yaml", "static"))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("half.yaml:")
                .hasMessageContaining("spec.kprobes[1]")
                .hasMessageContaining("sys_enter_no_such_call")
                .hasMessageContaining("ENOENT");
        assertThat(KernelHandles.count()).isEqualTo(before);
        assertThat(sensor.hits(link("/etc/passwd", "passwords"))).isEmpty();
        assertThat(sensor.policies().list())
                .singleElement()
                .satisfies(status -> {
                    assertThat(status.state()).isEqualTo(State.LOAD_ERROR);
                    assertThat(status.error()).contains("ENOENT");
                });
    }

    @Test
    void aSecondPolicyOfTheSameNameIsRefusedAndTheFirstStays() throws Exception {
        PolicyStatus first = load("observe");

        assertThatThrownBy(() -> load("observe"))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("loaded already, with id " + first.id());
        assertThat(sensor.policies().list()).singleElement().isEqualTo(status(first.id()));
        assertThat(sensor.hits(link("/etc/passwd", "passwords"))).hasSize(1);
    }

    @Test
    void aRefusedPolicyIsListedAndMayBeMendedUnderItsName() throws Exception {
        assertThatThrownBy(() ->
                        sensor.policies().add(yaml("observe", "  bogus: 1\n"), "o.yaml", "static"))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("o.yaml:6");
        assertThat(sensor.policies().list())
                .singleElement()
                .extracting(PolicyStatus::state)
                .isEqualTo(State.LOAD_ERROR);

        PolicyStatus ignored = load("observe");
        assertThat(sensor.policies().list())
                .singleElement()
                .extracting(PolicyStatus::state)
                .isEqualTo(State.ENABLED);
    }

    private PolicyStatus status(long id) {
        return sensor.policies().list().stream()
                .filter(s -> s.id() == id)
                .findFirst()
                .orElseThrow();
    }
}
