package beelab.sensor.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Small programs for tests: one hook whose arguments are of the given types. */
final class Programs {
    private Programs() {}

    static ProgramImage image(List<ArgType> types, CompiledSelector... selectors) {
        List<ArgSpec> arguments = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            arguments.add(
                    ArgSpec.of(i, types.get(i), new ArgSource.SyscallArg(i), ArgSpec.Memory.USER));
        }
        CompiledProgram program =
                new CompiledProgram(
                        List.of(new AttachPoint.SyscallEnter("symlinkat")),
                        new CompiledProgram.Role.Report(),
                        List.of(),
                        arguments,
                        List.of(selectors));
        return new HookConfigEncoder(-1, 0).encode(policy(false, program), 0, 0);
    }

    static CompiledPolicy policy(boolean workloads, CompiledProgram... programs) {
        return new CompiledPolicy(
                7,
                "test",
                "",
                workloads,
                false,
                List.of(
                        new CompiledHook(
                                CompiledHook.Section.KPROBES,
                                0,
                                "__x64_sys_symlinkat",
                                "",
                                List.of(),
                                "test",
                                List.of(),
                                List.of(programs))));
    }

    static CompiledSelector selector(CompiledFilter... filters) {
        return new CompiledSelector(
                List.of(filters),
                Optional.empty(),
                Optional.empty(),
                CompiledSelector.SelectorAction.POST);
    }

    static CompiledSelector pids(CompiledSelector.PidFilter filter) {
        return new CompiledSelector(
                List.of(),
                Optional.of(filter),
                Optional.empty(),
                CompiledSelector.SelectorAction.POST);
    }

    static CompiledSelector binaries(FilterTest test, boolean negated) {
        return new CompiledSelector(
                List.of(),
                Optional.empty(),
                Optional.of(new CompiledSelector.BinaryFilter(test, negated)),
                CompiledSelector.SelectorAction.POST);
    }
}
