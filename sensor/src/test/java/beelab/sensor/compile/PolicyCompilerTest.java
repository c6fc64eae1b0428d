package beelab.sensor.compile;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.compile.ArgSource.Constant;
import beelab.sensor.compile.ArgSource.RawArg;
import beelab.sensor.compile.ArgSource.ReturnStatus;
import beelab.sensor.compile.ArgSource.ReturnValue;
import beelab.sensor.compile.ArgSource.Saved;
import beelab.sensor.compile.ArgSource.SyscallArg;
import beelab.sensor.compile.CompiledProgram.Role;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyReader;
import beelab.sensor.wire.HookAction;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyCompilerTest {
    private static CompiledPolicy compile(PolicyCompiler compiler, String spec)
            throws PolicyException {
        String text =
                """
                apiVersion: cilium.io/v1alpha1
                kind: TracingPolicy
                metadata: {name: case}
                spec:
                """
                        + spec.indent(2);
        return compiler.compile(PolicyReader.read(text, "case.yaml"), 7);
    }

    @Test
    void a_system_call_is_one_program_that_reads_user_memory() throws PolicyException {
        CompiledPolicy policy =
                compile(
                        Kernels.withoutKprobes(),
                        """
                        kprobes:
                        - call: sys_symlinkat
                          message: a link
                          tags: [links]
                          args:
                          - {index: 0, type: string, label: target}
                          - {index: 2, type: string}
                          selectors:
                          - matchArgs:
                            - {index: 2, operator: Prefix, values: [/data, /etc]}
                            matchBinaries:
                            - {operator: NotIn, values: [/usr/bin/ln]}
                            matchPIDs:
                            - {operator: NotIn, values: [1], isNamespacePID: true, followForks: true}
                            matchActions:
                            - action: Sigkill
                        """);

        assertThat(policy.id()).isEqualTo(7);
        CompiledHook hook = policy.hooks().getFirst();
        assertThat(hook.functionName()).isEqualTo("__x64_sys_symlinkat");
        assertThat(hook.argumentLabels()).containsExactly("target", "");
        assertThat(hook.tags()).containsExactly("links");
        CompiledProgram program = hook.programs().getFirst();
        assertThat(program.role()).isEqualTo(new Role.Report());
        assertThat(program.attachPoints())
                .containsExactly(new AttachPoint.SyscallEnter("symlinkat"));
        assertThat(program.arguments())
                .containsExactly(
                        ArgSpec.of(0, ArgType.STRING, new SyscallArg(0), ArgSpec.Memory.USER),
                        ArgSpec.of(1, ArgType.STRING, new SyscallArg(2), ArgSpec.Memory.USER));
        CompiledSelector selector = program.selectors().getFirst();
        assertThat(selector.filters())
                .as("filters name the argument by its place in the record")
                .containsExactly(
                        new CompiledFilter(
                                1,
                                FilterField.TEXT,
                                FilterTest.Text.of(FilterTest.Part.FRONT, List.of("/data", "/etc")),
                                false),
                        CompiledFilter.ofProcess(
                                FilterField.ANY_NAMESPACE_PID,
                                new FilterTest.NumberIn(List.of(1L)),
                                true),
                        CompiledFilter.ofProcess(
                                FilterField.EXECUTABLE,
                                FilterTest.Text.of(FilterTest.Part.WHOLE, List.of("/usr/bin/ln")),
                                true));
        assertThat(selector.action())
                .isEqualTo(new CompiledSelector.SelectorAction(true, 9, 0, HookAction.SIGKILL));
    }

    @Test
    void a_return_value_makes_a_pair_of_programs() throws PolicyException {
        List<CompiledProgram> programs =
                compile(
                                Kernels.withoutKprobes(),
                                """
                                kprobes:
                                - call: sys_write
                                  return: true
                                  args:
                                  - {index: 0, type: fd}
                                  - {index: 1, type: char_buf, sizeArgIndex: 3}
                                  returnArg: {index: 0, type: long}
                                  selectors:
                                  - matchReturnArgs: [{index: 0, operator: LT, values: ["0"]}]
                                """)
                        .hooks()
                        .getFirst()
                        .programs();

        assertThat(programs.get(0).role()).isEqualTo(new Role.Enter(List.of()));
        assertThat(programs.get(0).arguments().get(0).type()).isEqualTo(ArgType.FD);
        assertThat(programs.get(0).arguments().get(1).size()).isEqualTo(new SyscallArg(2));
        assertThat(programs.get(1).role()).isEqualTo(new Role.Leave(true));
        assertThat(programs.get(1).arguments())
                .containsExactly(
                        ArgSpec.of(
                                ArgSpec.RETURN,
                                ArgType.INT64,
                                new ReturnValue(),
                                ArgSpec.Memory.KERNEL));
        assertThat(programs.get(1).selectors().getFirst().filters().getFirst().test())
                .isEqualTo(new FilterTest.LessThan(0));
    }

    @Test
    void a_buffer_that_a_call_fills_is_read_when_it_returns() throws PolicyException {
        List<CompiledProgram> programs =
                compile(
                                Kernels.withoutKprobes(),
                                """
                                kprobes:
                                - call: sys_read
                                  return: true
                                  args:
                                  - {index: 1, type: char_buf, returnCopy: true}
                                  returnArg: {index: 0, type: long}
                                """)
                        .hooks()
                        .getFirst()
                        .programs();

        assertThat(programs.get(0).role()).isEqualTo(new Role.Enter(List.of(new SyscallArg(1))));
        assertThat(programs.get(0).arguments()).isEmpty();
        assertThat(programs.get(1).arguments().get(1))
                .isEqualTo(
                        new ArgSpec(
                                0,
                                ArgType.CHAR_BUF,
                                new Saved(0),
                                new ReturnValue(),
                                ArgSpec.MAX_DATA,
                                ArgSpec.Memory.USER));
    }

    @Test
    void file_permission_becomes_the_calls_that_can_match_the_mask() throws PolicyException {
        CompiledPolicy policy =
                compile(
                        Kernels.withoutKprobes(),
                        """
                        kprobes:
                        - call: security_file_permission
                          syscall: false
                          return: true
                          args:
                          - {index: 0, type: file}
                          - {index: 1, type: int}
                          returnArg: {index: 0, type: int}
                          selectors:
                          - matchArgs:
                            - {index: 0, operator: Prefix, values: [/data]}
                            - {index: 1, operator: Equal, values: ["2"]}
                        """);

        assertThat(policy.hooks())
                .extracting(CompiledHook::functionName)
                .containsOnly("security_file_permission");
        assertThat(policy.hooks())
                .as("writes only: descriptor first, and third of copy_file_range and splice")
                .hasSize(2);
        CompiledProgram enter = policy.hooks().getFirst().programs().getFirst();
        assertThat(enter.attachPoints())
                .contains(new AttachPoint.SyscallEnter("write"))
                .doesNotContain(new AttachPoint.SyscallEnter("read"));
        assertThat(enter.arguments())
                .containsExactly(
                        ArgSpec.of(0, ArgType.FD, new SyscallArg(0), ArgSpec.Memory.KERNEL),
                        ArgSpec.of(1, ArgType.INT32, new Constant(2), ArgSpec.Memory.KERNEL));
        assertThat(enter.selectors().getFirst().filters())
                .as("the mask is known beforehand and needs no test")
                .hasSize(1);
        assertThat(policy.hooks().getFirst().programs().get(1).arguments().getFirst().source())
                .isEqualTo(new ReturnStatus());
    }

    @Test
    void tcp_connect_decides_before_the_first_packet_and_reports_when_the_call_returns()
            throws PolicyException {
        List<CompiledProgram> programs =
                compile(
                                Kernels.withoutKprobes(),
                                """
                                kprobes:
                                - call: tcp_connect
                                  syscall: false
                                  args: [{index: 0, type: sock}]
                                  selectors:
                                  - matchArgs:
                                    - {index: 0, operator: NotDAddr, values: [10.0.0.0/8, "fd00::/8"]}
                                    - {index: 0, operator: DPort, values: ["80", "8000:8080"]}
                                """)
                        .hooks()
                        .getFirst()
                        .programs();

        CompiledProgram enter = programs.get(0);
        assertThat(enter.attachPoints())
                .containsExactly(new AttachPoint.RawTracepoint("inet_sock_set_state"));
        assertThat(enter.role()).isEqualTo(new Role.Enter(List.of(new RawArg(0))));
        assertThat(enter.guards())
                .containsExactly(new CompiledProgram.Guard(new RawArg(1), 7, new RawArg(2), 2));
        assertThat(enter.arguments())
                .containsExactly(ArgSpec.of(0, ArgType.SOCK, new RawArg(0), ArgSpec.Memory.KERNEL));
        CompiledProgram leave = programs.get(1);
        assertThat(leave.role()).isEqualTo(new Role.Leave(false));
        assertThat(leave.selectors()).isEmpty();
        assertThat(leave.attachPoints()).contains(new AttachPoint.SyscallExit("connect"));
        assertThat(leave.arguments())
                .as("read again, now with the source port")
                .containsExactly(ArgSpec.of(0, ArgType.SOCK, new Saved(0), ArgSpec.Memory.KERNEL));
        List<CompiledFilter> filters = enter.selectors().getFirst().filters();
        assertThat(filters.get(0))
                .as("TCP only")
                .isEqualTo(
                        new CompiledFilter(
                                0,
                                FilterField.SOCK_PROTOCOL,
                                new FilterTest.NumberIn(List.of(6L)),
                                false));
        assertThat(filters.get(1).negated()).isTrue();
        assertThat(filters.get(1).test())
                .isEqualTo(
                        new FilterTest.AddressIn(
                                List.of(
                                        new FilterTest.Network(
                                                InetAddress.ofLiteral("10.0.0.0"), 8),
                                        new FilterTest.Network(
                                                InetAddress.ofLiteral("fd00::"), 8))));
        assertThat(filters.get(2).test())
                .isEqualTo(
                        new FilterTest.InRange(
                                List.of(
                                        new FilterTest.Range(80, 80),
                                        new FilterTest.Range(8000, 8080))));
    }

    @Test
    void tcp_sendmsg_takes_its_size_from_the_tracepoint() throws PolicyException {
        CompiledProgram program =
                compile(
                                Kernels.withoutKprobes(),
                                """
                                kprobes:
                                - call: tcp_sendmsg
                                  syscall: false
                                  args: [{index: 0, type: sock}, {index: 2, type: int}]
                                """)
                        .hooks()
                        .getFirst()
                        .programs()
                        .getFirst();

        assertThat(program.attachPoints())
                .containsExactly(new AttachPoint.RawTracepoint("sock_send_length"));
        assertThat(program.arguments().get(1).source()).isEqualTo(new RawArg(1));
        assertThat(program.selectors()).as("TCP only").hasSize(1);
    }

    @Test
    void override_in_an_lsm_hook_becomes_a_positive_errno() throws PolicyException {
        CompiledHook hook =
                compile(
                                Kernels.withKprobesAndLsm(),
                                """
                                lsmhooks:
                                - hook: path_symlink
                                  args: [{index: 2, type: string}]
                                  selectors:
                                  - matchArgs: [{index: 2, operator: Postfix, values: [shadow]}]
                                    matchActions: [{action: Override, argError: -13}]
                                """)
                        .hooks()
                        .getFirst();

        assertThat(hook.section()).isEqualTo(CompiledHook.Section.LSM_HOOKS);
        assertThat(hook.programs().getFirst().selectors().getFirst().action())
                .isEqualTo(new CompiledSelector.SelectorAction(true, 0, 13, HookAction.OVERRIDE));
    }

    @Test
    void a_policy_in_monitor_mode_is_marked_so() throws PolicyException {
        CompiledPolicy policy =
                compile(
                        Kernels.withoutKprobes(),
                        """
                        options: [{name: policy-mode, value: monitor}]
                        podSelector: {matchLabels: {app: web}}
                        kprobes: [{call: sys_symlinkat}]
                        """);

        assertThat(policy.monitor()).isTrue();
        assertThat(policy.workloadFilter()).isTrue();
    }

    @Test
    void several_lists_of_pids_must_all_hold() throws PolicyException {
        CompiledPolicy policy =
                compile(
                        Kernels.withoutKprobes(),
                        """
                        kprobes:
                        - call: sys_clock_settime
                          selectors:
                          - matchPIDs:
                            - {operator: NotIn, followForks: true, isNamespacePID: true, values: [1]}
                            - {operator: NotIn, followForks: true, isNamespacePID: true, values: [0]}
                        """);

        assertThat(policy.hooks().getFirst().programs().getFirst().selectors().getFirst().filters())
                .containsExactly(
                        CompiledFilter.ofProcess(
                                FilterField.ANY_NAMESPACE_PID,
                                new FilterTest.NumberIn(List.of(1L)),
                                true),
                        CompiledFilter.ofProcess(
                                FilterField.ANY_NAMESPACE_PID,
                                new FilterTest.NumberIn(List.of(0L)),
                                true));
    }
}
