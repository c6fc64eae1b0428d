package beelab.sensor.compile;

import beelab.sensor.compile.PlanContext.OverrideMethod;
import beelab.sensor.policy.Hook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Functions that a policy overrides: a program runs before them and may return an errno instead.
 *
 * <p>By fmod_ret where the kernel lets this function be modified (all {@code security_*}, and
 * functions on its list of error injection), or by a kprobe with {@code bpf_override_return}
 * (functions on that list). Where neither works, by the LSM hook that the function calls; otherwise
 * the policy is refused: a signal would not prevent the call.
 */
final class OverridePlans {
    private static final String SECURITY = "security_";

    private final Kernel kernel;
    private final FunctionPlans functions;
    private final SyscallPlans syscalls;

    OverridePlans(Kernel kernel, FunctionPlans functions, SyscallPlans syscalls) {
        this.kernel = kernel;
        this.functions = functions;
        this.syscalls = syscalls;
    }

    /**
     * What overrides a function.
     *
     * @param point where the program is attached
     * @param leave where the call returns
     * @param text for people
     */
    record Way(AttachPoint point, AttachPoint leave, String text) {}

    Blueprint plan(Hook.Function hook, String function, PlanContext context) throws Refusal {
        if (!hook.syscall()) {
            return function(hook, function, context);
        }
        String name = SyscallPlans.bareName(function);
        if (function.startsWith("__ia32_")) {
            throw refusal(function, name, "calls of 32-bit programs cannot be overridden");
        }
        syscalls.check(function, name);
        String symbol = syscalls.symbol(name);
        Way way = way(symbol, context);
        return blueprint(
                hook,
                function,
                symbol,
                way,
                syscalls.arguments(name, i -> new ArgSource.SyscallRegister(i, false)),
                Provided.number(new ArgSource.ReturnValue(), 8, true),
                kernel.syscallArguments(name).map(List::size).orElse(-1));
    }

    private Blueprint function(Hook.Function hook, String function, PlanContext context)
            throws Refusal {
        if (!functions.exists(function)) {
            throw functions.unknown(function);
        }
        Optional<KernelTypes.Signature> signature = kernel.types().function(function);
        Way way = way(function, context);
        if (hook.returns() && way.point() instanceof AttachPoint.LsmHook(String name)) {
            throw new Refusal(
                    "return",
                    function
                            + " is overridden here by the LSM hook "
                            + name
                            + ", which has no return value: "
                            + kernel.lacks(KernelFeature.FMOD_RET),
                    "leave return and returnArg out");
        }
        return blueprint(
                hook,
                function,
                function,
                way,
                FunctionPlans.arguments(signature, FunctionPlans.MAX_TRAMPOLINE_ARGUMENTS),
                FunctionPlans.returned(signature),
                signature.map(s -> s.parameters().size()).orElse(-1));
    }

    /**
     * How a function is kept from running on this kernel.
     *
     * @param symbol the kernel's function, {@code __x64_sys_*} of a system call
     */
    Way way(String symbol, PlanContext context) throws Refusal {
        List<String> why = new ArrayList<>();
        Optional<OverrideMethod> wanted = context.overrideMethod();
        boolean anyMethod = wanted.isEmpty();
        if (anyMethod || wanted.get() == OverrideMethod.FMOD_RET) {
            if (canModify(symbol, why)) {
                return new Way(
                        new AttachPoint.FmodRet(symbol),
                        new AttachPoint.Fexit(symbol),
                        "fmod_ret " + symbol);
            }
        }
        if (anyMethod || wanted.get() == OverrideMethod.OVERRIDE_RETURN) {
            if (canInject(symbol, why)) {
                return new Way(
                        new AttachPoint.Kprobe(symbol),
                        new AttachPoint.Kretprobe(symbol),
                        "kprobe " + symbol + " with bpf_override_return");
            }
        }
        if (anyMethod && symbol.startsWith(SECURITY)) {
            Optional<String> hook = lsmHook(symbol);
            if (hook.isPresent() && kernel.has(KernelFeature.LSM)) {
                return new Way(
                        new AttachPoint.LsmHook(hook.get()),
                        new AttachPoint.LsmHook(hook.get()),
                        "LSM hook " + hook.get());
            }
        }
        String bare =
                symbol.startsWith(SECURITY)
                        ? symbol.substring(SECURITY.length())
                        : symbol.replaceFirst("^(__(x64|ia32|arm64)_)?sys_", "");
        boolean security = symbol.startsWith(SECURITY);
        throw refusal(symbol, bare, String.join("; ", security ? why : why.reversed()));
    }

    private boolean canModify(String symbol, List<String> why) {
        if (!kernel.has(KernelFeature.FMOD_RET)) {
            why.add("fmod_ret not available: " + kernel.lacks(KernelFeature.FMOD_RET));
            return false;
        }
        if (!functions.fitsTrampoline(kernel.types().function(symbol))) {
            why.add("fmod_ret cannot be attached to a function of its declaration");
            return false;
        }
        if (!symbol.startsWith(SECURITY) && !injectable(symbol)) {
            why.add("fmod_ret: " + notInjectable());
            return false;
        }
        return true;
    }

    private boolean canInject(String symbol, List<String> why) {
        if (!kernel.has(KernelFeature.OVERRIDE_RETURN)) {
            why.add(
                    "bpf_override_return helper not available: "
                            + kernel.lacks(KernelFeature.OVERRIDE_RETURN));
            return false;
        }
        if (!kernel.has(KernelFeature.KPROBE)) {
            why.add("bpf_override_return: " + kernel.lacks(KernelFeature.KPROBE));
            return false;
        }
        if (!injectable(symbol)) {
            why.add("bpf_override_return: " + notInjectable());
            return false;
        }
        return true;
    }

    /**
     * Whether the kernel lets the function fail. Where its list cannot be read (debugfs), a kernel
     * that has bpf_override_return was built with it, and system calls are always on it.
     */
    private boolean injectable(String symbol) {
        return kernel.features().errorInjectable().isEmpty()
                ? kernel.has(KernelFeature.OVERRIDE_RETURN) && symbol.contains("sys_")
                : kernel.features().errorInjectable().contains(symbol);
    }

    private static String notInjectable() {
        return "the kernel does not let this function fail"
                + " (/sys/kernel/debug/error_injection/list; CONFIG_FUNCTION_ERROR_INJECTION)";
    }

    /** The LSM hook with the same arguments; none when they differ. */
    private Optional<String> lsmHook(String function) {
        String bare = function.substring(SECURITY.length());
        String hook = bare.equals("bprm_check") ? "bprm_check_security" : bare;
        Optional<List<KernelTypes.Parameter>> wanted =
                kernel.types().function(function).map(KernelTypes.Signature::parameters);
        Optional<List<KernelTypes.Parameter>> there =
                kernel.types().function("bpf_lsm_" + hook).map(KernelTypes.Signature::parameters);
        return wanted.isPresent()
                        && types(wanted.get())
                                .equals(there.map(OverridePlans::types).orElse(List.of()))
                ? Optional.of(hook)
                : Optional.empty();
    }

    private static List<String> types(List<KernelTypes.Parameter> parameters) {
        return parameters.stream().map(KernelTypes.Parameter::type).toList();
    }

    private Refusal refusal(String function, String bare, String why) {
        boolean security = function.startsWith(SECURITY);
        String kind =
                security
                        ? "override action not supported on security_ hooks, "
                        : function.contains("sys_")
                                ? "override action not supported on syscalls, "
                                : "override action cannot be used with " + function + ", ";
        return new Refusal(
                "selectors",
                kind
                        + why
                        + "; Sigkill would not prevent the call either, so the policy is not loaded",
                Proposals.toPrevent(kernel, bare, security));
    }

    private static Blueprint blueprint(
            Hook.Function hook,
            String function,
            String symbol,
            Way way,
            Map<Integer, Provided> arguments,
            Provided returned,
            int argumentCount) {
        Attachment attachment = Attachment.at(way.point(), arguments);
        String mechanism = way.text();
        if (hook.returns()) {
            attachment = attachment.returning(List.of(way.leave()), returned);
            mechanism += way.leave() instanceof AttachPoint.Fexit ? " and fexit" : " and kretprobe";
        }
        HookPlan plan =
                new HookPlan(
                        hook.position().section().yamlName(),
                        hook.position().index(),
                        function,
                        mechanism,
                        "the function itself, before it runs",
                        hook.returns()
                                ? "when the function returns or is overridden; selectors decide before it"
                                        + " runs"
                                : "before the function runs",
                        hook.syscall()
                                ? "user memory: another thread can change a text between the decision and"
                                        + " the moment when the kernel uses it; an LSM hook cannot be deceived"
                                : FunctionPlans.KERNEL_MEMORY,
                        List.of(),
                        List.of(),
                        List.of(),
                        "");
        return new Blueprint(
                symbol,
                plan,
                List.of(new Blueprint.Part(mechanism, attachment)),
                argumentCount,
                false,
                "Override prevents the call: it fails with the errno of argError and nothing is done;"
                        + " a signal alone does not undo it");
    }
}
