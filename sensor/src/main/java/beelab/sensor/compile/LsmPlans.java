package beelab.sensor.compile;

import beelab.sensor.policy.Hook;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hooks of the Linux security modules, by BPF LSM: the ones that can prevent. */
final class LsmPlans {
    private static final int MAX_ARGUMENTS = 6;
    private final Kernel kernel;

    LsmPlans(Kernel kernel) {
        this.kernel = kernel;
    }

    Blueprint plan(Hook.Lsm hook) throws Refusal {
        String name = hook.hook();
        if (!kernel.has(KernelFeature.LSM)) {
            throw new Refusal(
                    "hook",
                    "LSM hook " + name + " cannot be attached: " + kernel.lacks(KernelFeature.LSM),
                    kernel.features().securityModules().contains("bpf")
                            ? Proposals.insteadOfLsm(kernel, name)
                            : "start the kernel with bpf in its lsm= list; "
                                    + Proposals.insteadOfLsm(kernel, name));
        }
        Optional<KernelTypes.Signature> signature = kernel.types().function("bpf_lsm_" + name);
        if (signature.isEmpty() && kernel.knowsTypes()) {
            throw new Refusal(
                    "hook",
                    "this kernel has no LSM hook " + name,
                    "hooks are named in the kernel's include/linux/lsm_hook_defs.h; path_ hooks need"
                            + " CONFIG_SECURITY_PATH");
        }
        Map<Integer, Provided> arguments = FunctionPlans.arguments(signature, MAX_ARGUMENTS);
        String mechanism = "LSM hook " + name;
        HookPlan plan =
                new HookPlan(
                        hook.position().section().yamlName(),
                        hook.position().index(),
                        name,
                        mechanism,
                        "the hook itself, as the policy asks",
                        "before the kernel does what is asked",
                        "kernel memory: what the kernel itself works with",
                        List.of("what another security module refused before"),
                        List.of(),
                        List.of(),
                        "");
        return new Blueprint(
                name,
                plan,
                List.of(
                        new Blueprint.Part(
                                mechanism,
                                Attachment.at(new AttachPoint.LsmHook(name), arguments))),
                signature.map(s -> s.parameters().size()).orElse(-1),
                false,
                "Override prevents the operation: it fails with the errno of argError and nothing is"
                        + " done; a signal alone does not undo it");
    }
}
