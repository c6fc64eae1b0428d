package beelab.sensor.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import beelab.sensor.attach.LiveSensor.Child;
import beelab.sensor.compile.KernelFeature;
import beelab.sensor.wire.KernelEvent.HookHit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two hundred policies on one function (in an emulated machine forty): more than the kernel
 * attaches there (64 programs of a tracepoint, 38 trampolines of a function). Each must see each
 * call, also when others come and go.
 */
@Tag("kernel")
@Tag("qemu")
@ExtendWith(TracefsMounted.class)
class ManyPoliciesTest {
    /**
     * In an emulated machine loading takes ten times as long; forty still fill the places of their
     * own and a whole chain of programs, and begin a second one.
     */
    private static final int MANY = System.getenv("IN_VM") == null ? 200 : 40;

    @TempDir private Path folder;
    private LiveSensor sensor;

    @BeforeEach
    void open() throws Exception {
        sensor = LiveSensor.ofPolicies();
    }

    @AfterEach
    void close() {
        sensor.close();
    }

    private static String name(int number) {
        return "many-" + number;
    }

    private void load(int number, String spec) throws Exception {
        sensor.load(name(number), spec);
    }

    private void delete(int number) {
        assertThat(sensor.policies().delete(name(number), "", "static")).isTrue();
    }

    /** Policies that saw one link being made, each once. */
    private List<Integer> policiesThatSee(String link) throws Exception {
        Child child = LiveSensor.run(folder, "/bin/ln", "-s", "/etc/passwd", link);
        assertThat(child.exitCode()).isZero();
        assertThat(Files.isSymbolicLink(folder.resolve(link))).isTrue();
        Files.delete(folder.resolve(link));
        return sensor.hits(child).stream().map(HookHit::policyId).sorted().toList();
    }

    private void everyPolicySeesEveryCall(String spec) throws Exception {
        long begin = System.nanoTime();
        for (int i = 1; i <= MANY; i++) {
            load(i, spec);
            if (i == MANY / 2 || i == MANY) {
                long millis = (System.nanoTime() - begin) / 1_000_000;
                System.out.printf("%d policies in %d ms%n", i, millis);
            }
        }
        List<Integer> all = IntStream.rangeClosed(1, MANY).boxed().toList();
        assertThat(policiesThatSee("one")).isEqualTo(all);

        for (int i = 1; i <= MANY; i += 2) {
            delete(i);
        }
        assertThat(policiesThatSee("two")).isEqualTo(all.stream().filter(i -> i % 2 == 0).toList());

        load(1, spec);
        assertThat(policiesThatSee("three")).hasSize(MANY / 2 + 1).contains(MANY + 1);
        for (int i = 2; i <= MANY; i += 2) {
            delete(i);
        }
        delete(1);
        assertThat(policiesThatSee("four")).isEmpty();
    }

    @Test
    void many_policies_hook_one_system_call() throws Exception {
        var before = KernelHandles.count();
        everyPolicySeesEveryCall(
                """
                kprobes:
                - call: sys_symlinkat
                  args: [{index: 0, type: string}]
                  selectors: [{matchArgs: [{index: 0, operator: Equal, values: [/etc/passwd]}]}]
                """);
        assertThat(KernelHandles.count()).isEqualTo(before);
    }

    @Test
    void many_policies_hook_one_function_and_its_return() throws Exception {
        assumeTrue(
                LiveSensor.KERNEL.has(KernelFeature.KPROBE),
                "this kernel cannot hook functions: runs in QEMU");
        everyPolicySeesEveryCall(
                """
                kprobes:
                - call: security_path_symlink
                  syscall: false
                  return: true
                  returnArg: {index: 0, type: int}
                  args: [{index: 2, type: string}]
                  selectors: [{matchArgs: [{index: 2, operator: Equal, values: [/etc/passwd]}]}]
                """);
    }

    @Test
    void many_policies_hook_one_kprobe() throws Exception {
        assumeTrue(
                LiveSensor.KERNEL.has(KernelFeature.KPROBE),
                "this kernel cannot hook functions: runs in QEMU");
        // A list of two functions is attached by kprobes and not by trampolines.
        everyPolicySeesEveryCall(
                """
                lists: [{name: both, type: syscalls, values: [security_path_symlink, security_path_link]}]
                options: [{name: disable-kprobe-multi, value: "true"}]
                kprobes:
                - call: "list:both"
                  syscall: false
                """);
    }

    @Test
    void the_last_of_fifty_policies_at_an_lsm_hook_still_prevents() throws Exception {
        assumeTrue(
                LiveSensor.KERNEL.has(KernelFeature.LSM),
                "this kernel has no BPF LSM: runs in QEMU");
        for (int i = 1; i <= 50; i++) {
            load(
                    i,
                    """
                    lsmhooks:
                    - hook: path_symlink
                      args: [{index: 2, type: string}]
                      selectors:
                      - matchArgs: [{index: 2, operator: Equal, values: [/etc/%d]}]
                        matchActions: [{action: Override, argError: -1}]
                    """
                            .formatted(i));
        }
        for (int i : new int[] {1, 5, 50}) {
            Child child = LiveSensor.run(folder, "/bin/ln", "-s", "/etc/" + i, "link");
            assertThat(child.exitCode()).as("ln of " + i).isEqualTo(1);
            assertThat(sensor.hits(child)).extracting(HookHit::policyId).containsExactly(i);
        }
        assertThat(LiveSensor.run(folder, "/bin/ln", "-s", "/etc/51", "link").exitCode()).isZero();
    }
}
