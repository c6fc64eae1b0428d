package beelab.sensor.compile;

import beelab.sensor.compile.CompiledProgram.Guard;
import beelab.sensor.policy.Hook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Kernel functions for which tracepoints and system calls carry the same facts, for kernels that
 * cannot hook the function itself. The event has the function's name and arguments; what is
 * different is told in the plan and listed in docs/hooks.md.
 */
final class Substitutes {
    static final Set<String> FUNCTIONS;

    static {
        Set<String> functions = new HashSet<>();
        functions.addAll(FileSubstitutes.ROWS.keySet());
        functions.addAll(DescriptorSubstitutes.ROWS.keySet());
        functions.addAll(SocketSubstitutes.ROWS.keySet());
        functions.addAll(ProcessSubstitutes.ROWS.keySet());
        functions.addAll(BpfSubstitutes.ROWS.keySet());
        functions.addAll(RawSubstitutes.ROWS.keySet());
        functions.addAll(CallSubstitutes.FUNCTIONS);
        FUNCTIONS = Set.copyOf(functions);
    }

    private final Map<String, Planned> rows = new HashMap<>();
    private final CallSubstitutes calls;

    Substitutes(Kernel kernel) {
        this.calls = new CallSubstitutes(kernel);
        add(FileSubstitutes.ROWS, new FileSubstitutes(kernel));
        add(DescriptorSubstitutes.ROWS, new DescriptorSubstitutes(kernel));
        add(SocketSubstitutes.ROWS, new SocketSubstitutes(kernel));
        add(ProcessSubstitutes.ROWS, new ProcessSubstitutes(kernel));
        add(BpfSubstitutes.ROWS, new BpfSubstitutes(kernel));
        add(RawSubstitutes.ROWS, new RawSubstitutes(kernel));
    }

    private <F> void add(Map<String, Row<F>> table, F family) {
        table.forEach((function, row) -> rows.put(function, asked -> row.plan(family, asked)));
    }

    /** One row of the table: how a family of substitutes plans one function. */
    interface Row<F> {
        Blueprint plan(F family, Asked asked) throws Refusal;
    }

    private interface Planned {
        Blueprint plan(Asked asked) throws Refusal;
    }

    /**
     * What is asked for.
     *
     * @param reason why the function itself cannot be hooked
     */
    record Asked(Hook.Function hook, String function, String reason) {
        boolean returns() {
            return hook.returns();
        }
    }

    boolean has(String function) {
        return rows.containsKey(function) || calls.has(function);
    }

    Blueprint plan(Hook.Function hook, String function, String reason) throws Refusal {
        Asked asked = new Asked(hook, function, reason);
        Planned row = rows.get(function);
        return row == null ? calls.plan(asked) : row.plan(asked);
    }

    /** What a substitute tells apart from its attachments. */
    record Story(
            String fires,
            String memory,
            List<String> misses,
            List<String> adds,
            List<String> notes,
            String enforcement) {}

    /** Success of the call that returns. */
    static final Guard SUCCEEDED = Guard.masked(new ArgSource.ReturnStatus(), -1, 0);

    /** Attachments at system calls, one for each layout of the arguments. */
    static final class Groups {
        private final Kernel kernel;
        private final boolean returns;
        private final List<Blueprint.Part> parts = new ArrayList<>();

        Groups(Kernel kernel, boolean returns) {
            this.kernel = kernel;
            this.returns = returns;
        }

        private List<String> present(List<String> names) {
            return kernel.has(KernelFeature.SYSCALL_TRACEPOINT) ? kernel.present(names) : List.of();
        }

        /** When the calls begin; those of them that the kernel has. */
        Groups add(List<String> names, Map<Integer, Provided> arguments) {
            return add(names, List.of(), arguments);
        }

        /** The same for calls for which one of the guards holds. */
        Groups add(List<String> names, List<Guard> guards, Map<Integer, Provided> arguments) {
            List<String> present = present(names);
            if (present.isEmpty()) {
                return this;
            }
            Attachment attachment = Attachment.at(enters(present), guards, arguments, List.of());
            if (returns) {
                attachment =
                        attachment.returning(
                                exits(present),
                                Provided.number(new ArgSource.ReturnStatus(), 4, true));
            }
            parts.add(
                    new Blueprint.Part(
                            "tracepoints syscalls/sys_enter_"
                                    + HookPlanner.names(present)
                                    + (returns ? " and their sys_exit_" : ""),
                            attachment));
            return this;
        }

        /** When the calls have succeeded. */
        Groups addSucceeded(List<String> names, Map<Integer, Provided> arguments) {
            List<String> present = present(names);
            if (!present.isEmpty()) {
                Attachment attachment =
                        Attachment.at(exits(present), List.of(SUCCEEDED), arguments, List.of());
                parts.add(
                        new Blueprint.Part(
                                "tracepoints syscalls/sys_exit_" + HookPlanner.names(present),
                                returns ? attachment.returning(Provided.constant(0)) : attachment));
            }
            return this;
        }

        /** When the calls have succeeded for which a guard held when they began. */
        Groups addLater(
                List<String> names,
                Optional<Guard> guard,
                List<ArgSource> saved,
                Map<Integer, Provided> arguments) {
            List<String> present = present(names);
            if (!present.isEmpty()) {
                Attachment attachment =
                        Attachment.atReturn(
                                enters(present),
                                guard,
                                exits(present),
                                arguments,
                                new Attachment.Late(saved, List.of(SUCCEEDED)));
                parts.add(
                        new Blueprint.Part(
                                "tracepoints syscalls/sys_exit_"
                                        + HookPlanner.names(present)
                                        + " after their sys_enter_",
                                returns ? attachment.returning(Provided.constant(0)) : attachment));
            }
            return this;
        }

        private static List<AttachPoint> enters(List<String> names) {
            return names.stream().<AttachPoint>map(AttachPoint.SyscallEnter::new).toList();
        }

        private static List<AttachPoint> exits(List<String> names) {
            return names.stream().<AttachPoint>map(AttachPoint.SyscallExit::new).toList();
        }

        /** An attachment that is none of these. */
        Groups add(Blueprint.Part part) {
            parts.add(part);
            return this;
        }

        List<Blueprint.Part> parts() {
            return List.copyOf(parts);
        }
    }

    static Blueprint blueprint(
            Kernel kernel, Asked asked, int argumentCount, List<Blueprint.Part> parts, Story story)
            throws Refusal {
        Hook.Function hook = asked.hook();
        if (parts.isEmpty()) {
            throw new Refusal(
                    "call",
                    asked.function()
                            + " cannot be hooked: "
                            + asked.reason()
                            + ", and the tracepoints that could stand in for it are missing too"
                            + (kernel.has(KernelFeature.SYSCALL_TRACEPOINT)
                                    ? ""
                                    : ": " + kernel.lacks(KernelFeature.SYSCALL_TRACEPOINT)),
                    "");
        }
        HookPlan plan =
                new HookPlan(
                        hook.position().section().yamlName(),
                        hook.position().index(),
                        asked.function(),
                        String.join("; ", parts.stream().map(Blueprint.Part::mechanism).toList()),
                        "substitute: " + asked.reason(),
                        story.fires(),
                        story.memory(),
                        story.misses(),
                        story.adds(),
                        story.notes(),
                        "");
        return new Blueprint(
                asked.function(), plan, parts, argumentCount, true, story.enforcement());
    }

    /** The function returns nothing, so its substitute has nothing to tell either. */
    static void noReturn(Asked asked) throws Refusal {
        if (asked.returns()) {
            throw new Refusal(
                    "return",
                    "the substitute for " + asked.function() + " has no return value",
                    "leave return and returnArg out");
        }
    }
}
