package beelab.sensor.compile;

import beelab.sensor.policy.Hook;
import beelab.sensor.policy.NearNames;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Kernel functions: by trampolines (fentry and fexit), which cost least and know the types of the
 * arguments, otherwise by kprobe and kretprobe. Functions of a list by kprobes, because one program
 * serves them all.
 */
final class FunctionPlans {
    /** Arguments that the kprobe shim can reach in registers. */
    static final int MAX_ARGUMENTS = 5;

    /** Arguments that trampolines pass on in registers; more need Linux 6.6. */
    static final int MAX_TRAMPOLINE_ARGUMENTS = 6;

    static final String KERNEL_MEMORY = "kernel memory: what the kernel itself works with";

    private final Kernel kernel;

    FunctionPlans(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Whether this kernel can attach programs to functions at all. */
    boolean available() {
        return kernel.has(KernelFeature.FENTRY) || kernel.has(KernelFeature.KPROBE);
    }

    /** Whether the kernel has the function, as far as it tells. */
    boolean exists(String function) {
        return kernel.features().traceableFunctions().contains(function)
                || (kernel.knowsTypes()
                        ? kernel.types().function(function).isPresent()
                        : kernel.features().mayTrace(function));
    }

    /** Whether programs may be attached to the function. */
    boolean traceable(String function) {
        return kernel.features().traceableFunctions().contains(function)
                || exists(function) && kernel.features().mayTrace(function);
    }

    /** Where a program sees the function begin. */
    AttachPoint entry(String function) throws Refusal {
        if (!exists(function)) {
            throw unknown(function);
        }
        if (!available()) {
            throw new Refusal(
                    "call",
                    function + " cannot be hooked: " + kernel.lacks(KernelFeature.KPROBE),
                    "");
        }
        return fitsTrampoline(kernel.types().function(function))
                ? new AttachPoint.Fentry(function)
                : new AttachPoint.Kprobe(function);
    }

    Blueprint plan(Hook.Function hook, String function, PlanContext context) throws Refusal {
        if (!exists(function)) {
            throw unknown(function);
        }
        if (!traceable(function)) {
            throw new Refusal(
                    "call",
                    function
                            + " exists but cannot be traced: the compiler inlined it, or it is part of"
                            + " the tracer",
                    "");
        }
        Optional<KernelTypes.Signature> signature = kernel.types().function(function);
        boolean typed = fitsTrampoline(signature) && !needsRegisters(hook);
        return typed && !(context.listed() && kernel.has(KernelFeature.KPROBE))
                ? trampoline(hook, function, signature)
                : kprobe(hook, function, signature);
    }

    /** Whether a trampoline can be made for a function of that signature. */
    boolean fitsTrampoline(Optional<KernelTypes.Signature> signature) {
        return kernel.has(KernelFeature.FENTRY)
                && signature.isPresent()
                && signature.get().parameters().size() <= MAX_TRAMPOLINE_ARGUMENTS
                && signature.get().parameters().stream().allMatch(p -> p.size() <= 8);
    }

    /** Registers of the caller are there only at kprobes. */
    static boolean needsRegisters(Hook.Function hook) {
        return hook.data().stream().anyMatch(data -> data.source().equals("pt_regs"));
    }

    private Blueprint trampoline(
            Hook.Function hook, String function, Optional<KernelTypes.Signature> signature) {
        Attachment attachment =
                Attachment.at(
                        new AttachPoint.Fentry(function),
                        arguments(signature, MAX_TRAMPOLINE_ARGUMENTS));
        String mechanism = "fentry " + function;
        if (hook.returns()) {
            attachment =
                    attachment.returning(
                            List.of(new AttachPoint.Fexit(function)), returned(signature));
            mechanism += " and fexit";
        }
        return blueprint(hook, function, mechanism, attachment, signature);
    }

    private Blueprint kprobe(
            Hook.Function hook, String function, Optional<KernelTypes.Signature> signature)
            throws Refusal {
        if (!kernel.has(KernelFeature.KPROBE)) {
            throw new Refusal(
                    "call",
                    function
                            + " cannot be hooked: "
                            + kernel.lacks(KernelFeature.KPROBE)
                            + ", and a trampoline does not fit: it needs a declaration with at most "
                            + MAX_TRAMPOLINE_ARGUMENTS
                            + " arguments, and has no registers of the caller",
                    "");
        }
        Attachment attachment =
                Attachment.at(
                        new AttachPoint.Kprobe(function), arguments(signature, MAX_ARGUMENTS));
        String mechanism = "kprobe " + function;
        if (hook.returns()) {
            attachment =
                    attachment.returning(
                            List.of(new AttachPoint.Kretprobe(function)), returned(signature));
            mechanism += " and kretprobe";
        }
        return blueprint(hook, function, mechanism, attachment, signature);
    }

    static Provided returned(Optional<KernelTypes.Signature> signature) {
        ArgSource source = new ArgSource.ReturnValue();
        String type = signature.map(KernelTypes.Signature::returnType).orElse("");
        return type.isEmpty()
                ? Provided.kernel(source, Provided.Form.UNKNOWN)
                : Provided.declared(source, type, "", 8, ArgSpec.Memory.KERNEL);
    }

    private static Blueprint blueprint(
            Hook.Function hook,
            String function,
            String mechanism,
            Attachment attachment,
            Optional<KernelTypes.Signature> signature) {
        HookPlan plan =
                new HookPlan(
                        hook.position().section().yamlName(),
                        hook.position().index(),
                        function,
                        mechanism,
                        "the function itself, as the policy asks",
                        hook.returns()
                                ? "when the function returns; selectors on arguments decide when it begins"
                                : "when the function begins",
                        KERNEL_MEMORY,
                        List.of(),
                        List.of(),
                        List.of(),
                        "");
        return new Blueprint(
                function,
                plan,
                List.of(new Blueprint.Part(mechanism, attachment)),
                signature.map(s -> s.parameters().size()).orElse(-1),
                false,
                "the signal is delivered before the program runs on, but the function is carried out:"
                        + " only Override prevents what it does");
    }

    /** The function's arguments as its signature declares them; any when it is not known. */
    static Map<Integer, Provided> arguments(
            Optional<KernelTypes.Signature> signature, int reachable) {
        Map<Integer, Provided> arguments = new HashMap<>();
        int count =
                Math.min(reachable, signature.map(s -> s.parameters().size()).orElse(reachable));
        for (int i = 0; i < count; i++) {
            ArgSource source = new ArgSource.FunctionArg(i);
            int at = i;
            arguments.put(
                    i,
                    signature
                            .map(s -> s.parameters().get(at))
                            .map(p ->
                                    Provided.declared(
                                            source,
                                            p.type(),
                                            p.name(),
                                            p.size(),
                                            ArgSpec.Memory.KERNEL))
                            .orElseGet(() -> Provided.kernel(source, Provided.Form.UNKNOWN)));
        }
        return arguments;
    }

    /** There is no such function: which names are near? */
    Refusal unknown(String function) {
        Set<String> known = new HashSet<>(kernel.features().traceableFunctions());
        known.addAll(Substitutes.FUNCTIONS);
        String syscall = function.replaceFirst("^_*(se|compat_)?sys_", "");
        String otherwise =
                !syscall.equals(function) && kernel.knowsTracepoints() && kernel.hasSyscall(syscall)
                        ? "write sys_" + syscall + " with syscall: true"
                        : "";
        return new Refusal(
                "call",
                "this kernel has no function " + function,
                NearNames.hint(function, known, otherwise));
    }
}
