package beelab.sensor.compile;

import beelab.sensor.policy.Action;
import beelab.sensor.policy.Hook;
import beelab.sensor.policy.Rules;
import java.util.List;
import java.util.Locale;

/**
 * Decides how a hook is attached on one kernel: the cheapest mechanism that supplies every feature
 * the hook asks for, otherwise a tracepoint that carries the same facts, otherwise a refusal that
 * names what is missing and what would work. Enforcement is never weakened: what cannot be done is
 * refused.
 *
 * <p>Pure: the same policy and the same {@link Kernel} always give the same answer, on any system.
 */
final class HookPlanner {
    private final Kernel kernel;
    private final SyscallPlans syscalls;
    private final Substitutes substitutes;
    private final FunctionPlans functions;
    private final OverridePlans overrides;
    private final LsmPlans lsm;
    private final TracepointPlans tracepoints;
    private final UprobePlans uprobes;
    private final StaticProbePlans staticProbes;

    HookPlanner(Kernel kernel, Binaries binaries) {
        this.kernel = kernel;
        this.functions = new FunctionPlans(kernel);
        this.syscalls = new SyscallPlans(kernel, functions);
        this.overrides = new OverridePlans(kernel, functions, syscalls);
        this.substitutes = new Substitutes(kernel);
        this.lsm = new LsmPlans(kernel);
        this.tracepoints = new TracepointPlans(kernel);
        this.uprobes = new UprobePlans(kernel, binaries);
        this.staticProbes = new StaticProbePlans(kernel, binaries);
    }

    /**
     * Plans one function of a hook.
     *
     * @param function what the hook names, with a list resolved to one of its members
     */
    Blueprint plan(Hook hook, String function, PlanContext context) throws Refusal {
        signals(hook);
        return switch (hook) {
            case Hook.Function call -> function(call, function, context);
            case Hook.Lsm security -> lsm.plan(security);
            case Hook.Tracepoint tracepoint -> tracepoints.plan(tracepoint);
            case Hook.Uprobe uprobe -> uprobes.plan(uprobe, context);
            case Hook.Usdt probe -> staticProbes.plan(probe);
        };
    }

    private Blueprint function(Hook.Function hook, String function, PlanContext context)
            throws Refusal {
        if (!hook.syscall() && Rules.isSyscallName(function)) {
            throw new Refusal(
                    "syscall",
                    function
                            + " is a system call: its arguments are not those of a kernel function",
                    "leave syscall out, or write syscall: true");
        }
        if (Actions.override(hook)) {
            return overrides.plan(hook, function, context);
        }
        if (hook.syscall()) {
            return syscalls.plan(hook, function, context);
        }
        if (functions.available() && functions.traceable(function)) {
            return functions.plan(hook, function, context);
        }
        if (!functions.exists(function) && hook.callMayBeMissing()) {
            throw functions.unknown(function);
        }
        if (substitutes.has(function)) {
            return substitutes.plan(hook, function, reason(function));
        }
        if (functions.available() || !functions.exists(function)) {
            return functions.plan(hook, function, context); // refuses it, and tells why
        }
        throw new Refusal(
                "call",
                function
                        + " cannot be hooked: "
                        + reason(function)
                        + ", and no tracepoint or system call that this sensor knows carries the same"
                        + " facts",
                Proposals.insteadOf(kernel, function));
    }

    /** How an enforcer keeps a function from running. */
    OverridePlans.Way override(String function, PlanContext context) throws Refusal {
        return overrides.way(syscalls.kernelFunction(function), context);
    }

    /** Where an enforcer sees a function begin, when it need not keep it from running. */
    AttachPoint entry(String function) throws Refusal {
        if (!Rules.isSyscallName(function)) {
            return functions.entry(function);
        }
        return syscalls.entry(function);
    }

    /** Why a function cannot be hooked itself. */
    private String reason(String function) {
        return functions.available()
                ? "this kernel ("
                        + kernel.features().release()
                        + ") has no function "
                        + function
                        + " to hook"
                : kernel.lacks(KernelFeature.KPROBE);
    }

    private void signals(Hook hook) throws Refusal {
        for (Action action : Actions.of(hook)) {
            boolean signal =
                    action.kind() == Action.Kind.SIGKILL || action.kind() == Action.Kind.SIGNAL;
            if (signal && !kernel.has(KernelFeature.SEND_SIGNAL)) {
                throw new Refusal(
                        "selectors",
                        action.kind().yamlName().toLowerCase(Locale.ROOT)
                                + " action cannot be done: "
                                + kernel.lacks(KernelFeature.SEND_SIGNAL),
                        "");
            }
        }
    }

    /** Text for several names: {@code a}, {@code a and b}, {@code {a,b,c}}. */
    static String names(List<String> names) {
        return names.size() == 1 ? names.getFirst() : "{" + String.join(",", names) + "}";
    }
}
