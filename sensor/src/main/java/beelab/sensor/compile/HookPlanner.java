package beelab.sensor.compile;

import beelab.sensor.policy.Action;
import beelab.sensor.policy.Hook;
import java.util.List;
import java.util.Locale;

/**
 * Decides how a hook is attached on one kernel: the most exact mechanism that this sensor has a
 * program for, otherwise a tracepoint that carries the same facts, otherwise a refusal that names
 * what is missing and what would work. Enforcement is never weakened: what cannot be done is
 * refused.
 *
 * <p>Pure: the same policy and the same {@link Kernel} always give the same answer, on any system.
 */
final class HookPlanner {
    private final Kernel kernel;
    private final SyscallPlans syscalls;
    private final Substitutes substitutes;
    private final FunctionPlans functions;
    private final LsmPlans lsm;
    private final TracepointPlans tracepoints;

    HookPlanner(Kernel kernel) {
        this.kernel = kernel;
        this.syscalls = new SyscallPlans(kernel);
        this.substitutes = new Substitutes(kernel);
        this.functions = new FunctionPlans(kernel);
        this.lsm = new LsmPlans(kernel);
        this.tracepoints = new TracepointPlans(kernel);
    }

    /**
     * Plans one function of a hook.
     *
     * @param function what the hook names, with a list resolved to one of its members
     */
    Blueprint plan(Hook hook, String function) throws Refusal {
        signals(hook);
        return switch (hook) {
            case Hook.Function call -> function(call, function);
            case Hook.Lsm security -> lsm.plan(security);
            case Hook.Tracepoint tracepoint -> tracepoints.plan(tracepoint);
            case Hook.Uprobe _, Hook.Usdt _ ->
                    throw new Refusal("", "hooks of programs are not implemented", "");
        };
    }

    private Blueprint function(Hook.Function hook, String function) throws Refusal {
        override(hook, function);
        if (hook.syscall()) {
            return syscalls.plan(hook, function);
        }
        if (beelab.sensor.policy.Rules.isSyscallName(function)) {
            throw new Refusal(
                    "syscall",
                    function
                            + " is a system call: its arguments are not those of a kernel function",
                    "leave syscall out, or write syscall: true");
        }
        if (kernel.has(KernelFeature.KPROBE)) {
            return functions.plan(hook, function);
        }
        if (substitutes.has(function)) {
            return substitutes.plan(hook, function);
        }
        if (kernel.knowsTypes() && kernel.types().function(function).isEmpty()) {
            throw functions.unknown(function);
        }
        throw new Refusal(
                "call",
                function
                        + " cannot be hooked: "
                        + kernel.lacks(KernelFeature.KPROBE)
                        + ", and no tracepoint or system call that this sensor knows carries the same"
                        + " facts",
                Proposals.insteadOf(kernel, function));
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

    /** Override in kprobes: this sensor overrides by LSM hooks only. */
    private void override(Hook.Function hook, String function) throws Refusal {
        boolean overrides =
                Actions.of(hook).stream().anyMatch(a -> a.kind() == Action.Kind.OVERRIDE);
        if (!overrides) {
            return;
        }
        String bare = function.replaceFirst("^(__(x64|ia32|arm64)_)?sys_", "");
        boolean security = function.startsWith("security_");
        String why;
        if (security) {
            why =
                    kernel.has(KernelFeature.FMOD_RET)
                            ? "override action on security_ hooks is not implemented in this version"
                            : "override action not supported on security_ hooks, fmod_ret not available: "
                                    + kernel.lacks(KernelFeature.FMOD_RET);
        } else {
            why =
                    kernel.has(KernelFeature.OVERRIDE_RETURN)
                            ? "override action on syscalls is not implemented in this version"
                            : "override action not supported on syscalls, bpf_override_return helper"
                                    + " not available: "
                                    + kernel.lacks(KernelFeature.OVERRIDE_RETURN);
        }
        throw new Refusal(
                "selectors",
                why + "; Sigkill would not prevent the call either, so the policy is not loaded",
                Proposals.toPrevent(
                        kernel,
                        security ? function.substring("security_".length()) : bare,
                        security));
    }

    /** Text for several names: {@code a}, {@code a and b}, {@code {a,b,c}}. */
    static String names(List<String> names) {
        return names.size() == 1 ? names.getFirst() : "{" + String.join(",", names) + "}";
    }
}
