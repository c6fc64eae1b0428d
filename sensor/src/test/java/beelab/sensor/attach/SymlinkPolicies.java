package beelab.sensor.attach;

import beelab.sensor.compile.ArgSource;
import beelab.sensor.compile.ArgSpec;
import beelab.sensor.compile.ArgType;
import beelab.sensor.compile.AttachPoint;
import beelab.sensor.compile.CompiledFilter;
import beelab.sensor.compile.CompiledHook;
import beelab.sensor.compile.CompiledPolicy;
import beelab.sensor.compile.CompiledProgram;
import beelab.sensor.compile.CompiledSelector;
import beelab.sensor.compile.CompiledSelector.SelectorAction;
import beelab.sensor.compile.FilterField;
import beelab.sensor.compile.FilterTest;
import beelab.sensor.wire.HookAction;
import java.util.List;

/** Policies on symlinkat as the compiler makes them for a kernel without kprobes. */
final class SymlinkPolicies {
    static final SelectorAction SIGKILL = new SelectorAction(true, 9, 0, HookAction.SIGKILL);

    private static final ArgSource NO_SIZE = new ArgSource.Constant(0);

    private SymlinkPolicies() {}

    /** The text of a policy; what is loaded is what the test's compilation makes of it. */
    static String yaml(String name, String extra) {
        return """
        apiVersion: cilium.io/v1alpha1
        kind: TracingPolicy
        metadata:
          name: "%s"
        spec:
        %s  kprobes:
          - call: "sys_symlinkat"
            syscall: true
            args:
            - index: 0
              type: "string"
            - index: 1
              type: "int"
            - index: 2
              type: "string"
        """
                .formatted(name, extra);
    }

    /** One hook on a system call, whose first and third arguments are strings. */
    static CompiledHook hook(int index, String syscall, List<CompiledSelector> selectors) {
        return new CompiledHook(
                CompiledHook.Section.KPROBES,
                index,
                "__x64_sys_" + syscall,
                "",
                List.of(),
                "tracepoint syscalls/sys_enter_" + syscall,
                List.of("", "", ""),
                List.of(
                        new CompiledProgram(
                                List.of(new AttachPoint.SyscallEnter(syscall)),
                                new CompiledProgram.Role.Report(),
                                List.of(),
                                List.of(text(0), number(1), text(2)),
                                selectors)));
    }

    static CompiledPolicy policy(int id, String name, boolean workloads, List<CompiledHook> hooks) {
        return new CompiledPolicy(id, name, "", workloads, false, hooks);
    }

    /** Matches when the link's target begins with the text. */
    static CompiledSelector targetBeginsWith(String text, SelectorAction action) {
        return new CompiledSelector(
                List.of(
                        new CompiledFilter(
                                0,
                                FilterField.TEXT,
                                FilterTest.Text.of(FilterTest.Part.FRONT, List.of(text)),
                                false)),
                action);
    }

    private static ArgSpec text(int index) {
        return new ArgSpec(
                index,
                ArgType.STRING,
                new ArgSource.SyscallArg(index),
                NO_SIZE,
                ArgSpec.MAX_DATA,
                ArgSpec.Memory.USER);
    }

    private static ArgSpec number(int index) {
        return new ArgSpec(
                index,
                ArgType.INT32,
                new ArgSource.SyscallArg(index),
                NO_SIZE,
                ArgSpec.MAX_DATA,
                ArgSpec.Memory.USER);
    }
}
