package beelab.sensor.compile;

import java.util.ArrayList;
import java.util.List;

/** Small programs for tests: one hook whose arguments are of the given types. */
final class Programs {
    private Programs() {}

    static ProgramImage image(List<ArgType> types, CompiledSelector... selectors) {
        return image(new Machine(-1), types, selectors);
    }

    static ProgramImage image(Machine machine, List<ArgType> types, CompiledSelector... selectors) {
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
        return new HookConfigEncoder(machine).encode(policy(false, program), 0, 0);
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
        return new CompiledSelector(List.of(filters), CompiledSelector.SelectorAction.POST);
    }

    /** A selector on the process. */
    static CompiledSelector ofProcess(FilterField field, FilterTest test, boolean negated) {
        return selector(CompiledFilter.ofProcess(field, test, negated));
    }

    static CompiledSelector binaries(FilterTest test, boolean negated) {
        return ofProcess(FilterField.EXECUTABLE, test, negated);
    }
}
