package beelab.sensor.compile;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.PolicyReader;
import org.junit.jupiter.api.Test;

class HookPlannerTest {
    private static final String HEAD =
            """
            apiVersion: cilium.io/v1alpha1
            kind: TracingPolicy
            metadata: {name: case}
            spec:
            """;

    private static PolicyPlan plan(PolicyCompiler compiler, String spec) throws PolicyException {
        return compiler.plan(PolicyReader.read(HEAD + spec.indent(2), "case.yaml"));
    }

    private static HookPlan loadable(PolicyCompiler compiler, String spec) throws PolicyException {
        PolicyPlan plan = plan(compiler, spec);
        assertThat(plan.refusals()).isEmpty();
        return plan.hooks().getFirst();
    }

    private static PolicyProblem refused(PolicyCompiler compiler, String spec)
            throws PolicyException {
        PolicyPlan plan = plan(compiler, spec);
        assertThat(plan.refusals()).hasSize(1);
        return plan.refusals().getFirst();
    }

    @Test
    void a_system_call_is_attached_at_its_tracepoint() throws PolicyException {
        HookPlan plan =
                loadable(
                        Kernels.withoutKprobes(),
                        """
                        kprobes:
                        - call: sys_symlinkat
                          args:
                          - {index: 0, type: string}
                          - {index: 1, type: int}
                          - {index: 2, type: string}
                        """);

        assertThat(plan.mechanism()).isEqualTo("tracepoint syscalls/sys_enter_symlinkat");
        assertThat(plan.memory()).startsWith("user memory");
        assertThat(plan.misses()).anyMatch(missed -> missed.contains("io_uring"));
        assertThat(plan.enforcement()).isEmpty();
    }

    @Test
    void a_return_value_needs_the_exit_tracepoint() throws PolicyException {
        HookPlan plan =
                loadable(
                        Kernels.withoutKprobes(),
                        """
                        kprobes:
                        - call: __x64_sys_write
                          return: true
                          returnArg: {index: 0, type: int}
                        """);

        assertThat(plan.mechanism())
                .isEqualTo("tracepoint syscalls/sys_enter_write and sys_exit_write");
    }

    @Test
    void sigkill_at_a_system_call_is_said_to_come_too_late_to_undo_it() throws PolicyException {
        HookPlan plan =
                loadable(
                        Kernels.withoutKprobes(),
                        """
                        kprobes:
                        - call: sys_symlinkat
                          selectors: [{matchActions: [{action: Sigkill}]}]
                        """);

        assertThat(plan.enforcement()).contains("the call itself is carried out");
    }

    @Test
    void sigkill_is_refused_where_the_kernel_cannot_send_signals() throws PolicyException {
        PolicyProblem refusal =
                refused(
                        Kernels.without(KernelFeature.SEND_SIGNAL),
                        """
                        kprobes:
                        - call: sys_symlinkat
                          selectors: [{matchActions: [{action: Sigkill}]}]
                        """);

        assertThat(refusal.message()).contains("sigkill action").contains("no bpf_send_signal");
    }

    @Test
    void an_argument_number_that_does_not_exist_is_refused_with_the_right_count()
            throws PolicyException {
        PolicyProblem refusal =
                refused(
                        Kernels.withoutKprobes(),
                        """
                        kprobes:
                        - call: sys_symlinkat
                          args:
                          - {index: 7, type: string}
                        """);

        assertThat(refusal.message())
                .isEqualTo("argument 7 does not exist: sys_symlinkat has 3 arguments");
        assertThat(refusal.hint()).isEqualTo("they are numbered 0 to 2");
        assertThat(refusal.path()).isEqualTo("spec.kprobes[0].args[0].index");
        assertThat(refusal.line()).isEqualTo(8);
        assertThat(refusal.column()).isEqualTo(15);
    }

    @Test
    void a_type_that_contradicts_the_kernel_is_refused() throws PolicyException {
        assertThat(
                        refused(
                                        Kernels.withoutKprobes(),
                                        "kprobes: [{call: sys_symlinkat, args: [{index: 0, type: int}]}]")
                                .toString())
                .contains(
                        "argument 0 of sys_symlinkat is text (const char * oldname), it cannot be read as"
                                + " int (use type string)");
        assertThat(
                        refused(
                                        Kernels.withoutKprobes(),
                                        "kprobes: [{call: sys_write, args: [{index: 0, type: file}]}]")
                                .toString())
                .contains("it cannot be read as file (use type fd for a descriptor)");
        assertThat(
                        refused(
                                        Kernels.withKprobesAndLsm(),
                                        """
                                        kprobes:
                                        - call: tcp_connect
                                          syscall: false
                                          args: [{index: 0, type: file}]
                                        """)
                                .toString())
                .contains("argument 0 of tcp_connect is a struct sock (struct sock * sk)");
    }

    @Test
    void a_length_that_is_no_number_is_refused() throws PolicyException {
        PolicyProblem refusal =
                refused(
                        Kernels.withoutKprobes(),
                        """
                        kprobes:
                        - call: sys_symlinkat
                          args: [{index: 0, type: char_buf, sizeArgIndex: 3}]
                        """);

        assertThat(refusal.path()).isEqualTo("spec.kprobes[0].args[0].sizeArgIndex");
        assertThat(refusal.message()).contains("argument number 3, counted from 1, is text");
    }

    @Test
    void an_unknown_system_call_is_refused_with_near_names() throws PolicyException {
        assertThat(refused(Kernels.withoutKprobes(), "kprobes: [{call: sys_simlinkat}]").toString())
                .contains(
                        "this kernel has no system call sys_simlinkat (did you mean sys_symlinkat?)");
        assertThat(refused(Kernels.withoutKprobes(), "kprobes: [{call: sys_stat}]").hint())
                .isEqualTo("this kernel calls it sys_newstat");
    }

    @Test
    void an_unknown_function_is_refused_with_near_names() throws PolicyException {
        String spec = "kprobes: [{call: tcp_conect, syscall: false}]";

        assertThat(refused(Kernels.withKprobesAndLsm(), spec).toString())
                .contains("this kernel has no function tcp_conect (did you mean tcp_connect?)");
        assertThat(refused(Kernels.withoutKprobes(), spec).toString())
                .contains("this kernel has no function tcp_conect (did you mean tcp_connect?)");
    }

    @Test
    void a_missing_function_is_left_out_when_the_policy_allows_that() throws PolicyException {
        PolicyPlan plan =
                plan(
                        Kernels.withoutKprobes(),
                        """
                        kprobes:
                        - {call: sys_symlinkat}
                        - {call: security_bpf_map_alloc, syscall: false, ignore: {callNotFound: true}}
                        """);

        assertThat(plan.loadable()).isTrue();
        assertThat(plan.hooks().get(1).attached()).isFalse();
        assertThat(plan.hooks().get(1).why()).contains("ignore.callNotFound");
    }

    @Test
    void a_function_is_attached_by_the_cheapest_mechanism_that_the_kernel_has()
            throws PolicyException {
        String spec =
                """
                kprobes:
                - call: tcp_connect
                  syscall: false
                  args: [{index: 0, type: sock}]
                """;

        assertThat(loadable(Kernels.withKprobesAndLsm(), spec).mechanism())
                .isEqualTo("fentry tcp_connect");
        assertThat(loadable(Kernels.without(KernelFeature.FENTRY), spec).mechanism())
                .isEqualTo("kprobe tcp_connect");
        assertThat(loadable(Kernels.withoutKprobes(), spec).mechanism())
                .startsWith("raw tracepoint inet_sock_set_state (CLOSE to SYN_SENT), reported at");
    }

    @Test
    void a_function_without_substitute_is_refused_with_the_missing_feature_and_another_hook()
            throws PolicyException {
        assertThat(
                        refused(
                                        Kernels.withoutKprobes(),
                                        "kprobes: [{call: tcp_v4_rcv, syscall: false}]")
                                .message())
                .contains("tcp_v4_rcv cannot be hooked")
                .contains("has no kprobes");
        assertThat(
                        refused(
                                        Kernels.compiler(java.util.Set.of()),
                                        "kprobes: [{call: sys_symlinkat}]")
                                .message())
                .contains("has no system call tracepoints");
    }

    @Test
    void override_of_a_system_call_is_refused_and_the_lsm_hook_is_proposed()
            throws PolicyException {
        String spec =
                """
                kprobes:
                - call: sys_symlinkat
                  selectors: [{matchActions: [{action: Override, argError: -1}]}]
                """;

        PolicyProblem withLsm = refused(Kernels.withKprobesAndLsm(), spec);
        assertThat(withLsm.message())
                .contains(
                        "override action not supported on syscalls, bpf_override_return helper not")
                .contains("Sigkill would not prevent the call either");
        assertThat(withLsm.hint())
                .isEqualTo("use the LSM hook path_symlink (section lsmhooks) with Override");
        assertThat(refused(Kernels.withoutKprobes(), spec).hint())
                .startsWith("use the LSM hook path_symlink")
                .contains("has no BPF LSM");
    }

    @Test
    void an_lsm_hook_prevents_and_needs_bpf_lsm() throws PolicyException {
        String spec =
                """
                lsmhooks:
                - hook: path_symlink
                  args: [{index: 2, type: string}]
                  selectors: [{matchActions: [{action: Override, argError: -1}]}]
                """;

        assertThat(loadable(Kernels.withKprobesAndLsm(), spec).enforcement())
                .startsWith("Override prevents the operation");
        PolicyProblem refusal = refused(Kernels.withoutKprobes(), spec);
        assertThat(refusal.message()).contains("LSM hook path_symlink cannot be attached");
        assertThat(refusal.path()).isEqualTo("spec.lsmhooks[0].hook");
    }

    @Test
    void an_lsm_hook_that_the_kernel_does_not_have_is_refused() throws PolicyException {
        assertThat(refused(Kernels.withKprobesAndLsm(), "lsmhooks: [{hook: file_opn}]").message())
                .isEqualTo("this kernel has no LSM hook file_opn");
    }

    @Test
    void a_tracepoint_is_checked_against_its_format() throws PolicyException {
        HookPlan plan =
                loadable(
                        Kernels.withoutKprobes(),
                        """
                        tracepoints:
                        - subsystem: sched
                          event: sched_process_exec
                          args: [{index: 4}, {index: 5}]
                        """);
        assertThat(plan.mechanism()).isEqualTo("tracepoint sched/sched_process_exec");

        assertThat(
                        refused(
                                        Kernels.withoutKprobes(),
                                        """
                                        tracepoints:
                                        - subsystem: sched
                                          event: sched_process_exec
                                          args: [{index: 6}]
                                        """)
                                .message())
                .contains("argument 6 does not exist: sched/sched_process_exec has 6 arguments");
        assertThat(
                        refused(
                                        Kernels.withoutKprobes(),
                                        "tracepoints: [{subsystem: sched, event: sched_proces_exec}]")
                                .hint())
                .contains("did you mean sched/sched_process_exec");
    }

    @Test
    void what_this_version_does_not_do_is_refused_by_name() throws PolicyException {
        PolicyPlan plan =
                plan(
                        Kernels.withKprobesAndLsm(),
                        """
                        nodeSelector: {}
                        kprobes:
                        - call: sys_symlinkat
                          args: [{index: 0, type: string}]
                        lsmhooks:
                        - hook: bprm_check_security
                          args: [{index: 0, type: linux_binprm}]
                          selectors:
                          - matchActions: [{action: Post, imaHash: true}]
                        """);

        assertThat(plan.refusals())
                .extracting(PolicyProblem::message)
                .containsExactly("imaHash is not implemented in this version of the sensor");
        assertThat(plan.refusals()).allMatch(problem -> problem.line() > 0);
    }

    @Test
    void registers_of_the_program_are_read_at_the_tracepoint_of_its_system_call()
            throws PolicyException {
        String hook =
                """
                kprobes:
                - call: sys_setuid
                  args: [{index: 0, type: int}]
                """;
        String data = "  data: [{index: 0, type: int, source: pt_regs, resolve: edi}]\n";

        assertThat(plan(Kernels.withKprobesAndLsm(), hook).hooks().getFirst().mechanism())
                .isEqualTo("fentry __x64_sys_setuid");
        PolicyPlan plan = plan(Kernels.withKprobesAndLsm(), hook + data);
        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.hooks().getFirst().mechanism())
                .isEqualTo("tracepoint syscalls/sys_enter_setuid");
    }

    @Test
    void one_program_serves_the_functions_of_a_list() throws PolicyException {
        PolicyPlan plan =
                plan(
                        Kernels.withoutKprobes(),
                        """
                        lists: [{name: dups, type: syscalls, values: [sys_dup, sys_dup2]}]
                        kprobes: [{call: "list:dups"}]
                        """);

        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.hooks()).hasSize(1);
        assertThat(plan.hooks().getFirst().target()).isEqualTo("list:dups (2 functions)");
        assertThat(plan.hooks().getFirst().mechanism())
                .isEqualTo("tracepoints syscalls/sys_enter_* of {sys_dup,sys_dup2}");
    }
}
