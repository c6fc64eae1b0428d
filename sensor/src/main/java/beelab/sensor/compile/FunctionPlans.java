package beelab.sensor.compile;

import beelab.sensor.policy.Hook;
import beelab.sensor.policy.NearNames;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Kernel functions, by kprobe and kretprobe. */
final class FunctionPlans {
    /** Arguments that the kprobe shim can reach in registers. */
    static final int MAX_ARGUMENTS = 5;

    private final Kernel kernel;

    FunctionPlans(Kernel kernel) {
        this.kernel = kernel;
    }

    Blueprint plan(Hook.Function hook, String function) throws Refusal {
        Optional<KernelTypes.Signature> signature = kernel.types().function(function);
        boolean listed = kernel.features().traceableFunctions().contains(function);
        if (!listed
                && (signature.isEmpty() && kernel.knowsTypes()
                        || !kernel.features().mayTrace(function))) {
            throw signature.isPresent()
                    ? new Refusal(
                            "call",
                            function
                                    + " exists but cannot be traced: the compiler inlined it, or it is"
                                    + " part of the tracer",
                            "")
                    : unknown(function);
        }
        Map<Integer, Provided> arguments = arguments(signature, MAX_ARGUMENTS);
        Attachment attachment = Attachment.at(new AttachPoint.Kprobe(function), arguments);
        String mechanism = "kprobe " + function;
        if (hook.returns()) {
            String type = signature.map(KernelTypes.Signature::returnType).orElse("");
            ArgSource source = new ArgSource.ReturnValue();
            attachment =
                    attachment.returning(
                            List.of(new AttachPoint.Kretprobe(function)),
                            type.isEmpty()
                                    ? Provided.kernel(source, Provided.Form.UNKNOWN)
                                    : Provided.declared(
                                            source, type, "", 8, ArgSpec.Memory.KERNEL));
            mechanism += " and kretprobe";
        }
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
                        "kernel memory: what the kernel itself works with",
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
                        + " only Override in an LSM hook prevents what it does");
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
