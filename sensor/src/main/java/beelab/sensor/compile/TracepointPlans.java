package beelab.sensor.compile;

import beelab.sensor.policy.Hook;
import beelab.sensor.policy.NearNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tracepoints that the policy itself names. */
final class TracepointPlans {
    /** Most arguments of any raw tracepoint. */
    private static final int MAX_RAW = 12;

    private final Kernel kernel;

    TracepointPlans(Kernel kernel) {
        this.kernel = kernel;
    }

    Blueprint plan(Hook.Tracepoint hook) throws Refusal {
        KernelFeature needed = hook.raw() ? KernelFeature.RAW_TRACEPOINT : KernelFeature.TRACEPOINT;
        if (!kernel.has(needed)) {
            throw new Refusal(
                    "event", hook.target() + " cannot be attached: " + kernel.lacks(needed), "");
        }
        if (!kernel.hasTracepoint(hook.subsystem(), hook.event())) {
            throw new Refusal(
                    "event",
                    "tracepoint "
                            + hook.target()
                            + " not supported: this kernel has no such tracepoint",
                    NearNames.hint(
                            hook.target(),
                            kernel.features().tracepoints(),
                            "see /sys/kernel/tracing/available_events"));
        }
        return hook.raw() ? raw(hook) : classic(hook);
    }

    private Blueprint classic(Hook.Tracepoint hook) {
        Map<Integer, Provided> arguments = new HashMap<>();
        Optional<TracepointFormat> format = kernel.formats().of(hook.subsystem(), hook.event());
        boolean syscall = hook.subsystem().equals("syscalls");
        List<TracepointFormat.Field> fields =
                format.map(TracepointFormat::fields).orElseGet(List::of);
        for (int i = 0; i < fields.size(); i++) {
            arguments.put(i, field(fields.get(i), syscall));
        }
        String mechanism = "tracepoint " + hook.target();
        return blueprint(
                hook,
                mechanism,
                syscall
                        ? "user memory: another thread can change a text after it is reported"
                        : "the tracepoint's own record, and what its pointers point to",
                Attachment.at(
                        new AttachPoint.Tracepoint(hook.subsystem(), hook.event()), arguments),
                fields.isEmpty() ? -1 : fields.size());
    }

    private static Provided field(TracepointFormat.Field field, boolean syscall) {
        ArgSource source = new ArgSource.TracepointField(field.offset(), Math.min(8, field.size()));
        String declared = field.type() + " " + field.name();
        ArgSpec.Memory memory = syscall ? ArgSpec.Memory.USER : ArgSpec.Memory.KERNEL;
        if (field.isDataLoc()) {
            return new Provided(source, Provided.Form.DATA_LOC, 4, false, memory, declared);
        }
        boolean number = List.of(1, 2, 4, 8).contains(field.size());
        if (field.array() || !number) {
            return new Provided(source, Provided.Form.ARRAY, field.size(), false, memory, declared);
        }
        if (field.isPointer()) {
            return Provided.declared(source, field.type(), field.name(), 8, memory);
        }
        return new Provided(
                source, Provided.Form.NUMBER, field.size(), field.signed(), memory, declared);
    }

    private Blueprint raw(Hook.Tracepoint hook) {
        // The kernel keeps the prototype of each tracepoint in a function of its own.
        Optional<KernelTypes.Signature> prototype =
                kernel.types()
                        .function("__bpf_trace_" + hook.event())
                        .filter(signature -> signature.parameters().size() > 1);
        Map<Integer, Provided> arguments = new HashMap<>();
        int count = prototype.map(p -> p.parameters().size() - 1).orElse(MAX_RAW);
        for (int i = 0; i < Math.min(count, MAX_RAW); i++) {
            ArgSource source = new ArgSource.RawArg(i);
            int at = i + 1;
            arguments.put(
                    i,
                    prototype
                            .map(p -> p.parameters().get(at))
                            .map(p ->
                                    Provided.declared(
                                            source,
                                            p.type(),
                                            p.name(),
                                            p.size(),
                                            ArgSpec.Memory.KERNEL))
                            .orElseGet(() -> Provided.kernel(source, Provided.Form.UNKNOWN)));
        }
        return blueprint(
                hook,
                "raw tracepoint " + hook.event(),
                "kernel memory: what the kernel itself works with",
                Attachment.at(new AttachPoint.RawTracepoint(hook.event()), arguments),
                prototype.isPresent() ? count : -1);
    }

    private static Blueprint blueprint(
            Hook.Tracepoint hook,
            String mechanism,
            String memory,
            Attachment attachment,
            int argumentCount) {
        HookPlan plan =
                new HookPlan(
                        hook.position().section().yamlName(),
                        hook.position().index(),
                        hook.target(),
                        mechanism,
                        "the tracepoint itself, as the policy asks",
                        "where the kernel reports what happens",
                        memory,
                        List.of(),
                        List.of(),
                        List.of(),
                        "");
        return new Blueprint(
                hook.target(),
                plan,
                List.of(new Blueprint.Part(mechanism, attachment)),
                argumentCount,
                false,
                "the signal is delivered before the program runs on; what the tracepoint reports has"
                        + " happened or will happen all the same");
    }
}
