package beelab.sensor.compile;

import beelab.sensor.compile.Provided.Form;
import beelab.sensor.compile.UprobeSites.Site;
import beelab.sensor.elf.ElfFile;
import beelab.sensor.policy.Hook;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Functions of programs and libraries, by uprobes. */
final class UprobePlans {
    private final Kernel kernel;
    private final ProgramFiles files;

    UprobePlans(Kernel kernel, Binaries binaries) {
        this.kernel = kernel;
        this.files = new ProgramFiles(binaries);
    }

    Blueprint plan(Hook.Uprobe hook, PlanContext context) throws Refusal {
        requireUprobes(kernel, hook);
        return files.with(hook.file(), file -> plan(hook, file, context));
    }

    static void requireUprobes(Kernel kernel, Hook hook) throws Refusal {
        if (!kernel.has(KernelFeature.UPROBE)) {
            throw new Refusal(
                    "path",
                    hook.target() + " cannot be hooked: " + kernel.lacks(KernelFeature.UPROBE),
                    "kprobes and tracepoints show what the program asks of the kernel");
        }
    }

    private Blueprint plan(Hook.Uprobe hook, ElfFile file, PlanContext context)
            throws Refusal, IOException {
        String digest = ProgramFiles.verify(hook, file);
        List<Site> sites = UprobeSites.of(hook, file);
        boolean changes = UprobeOverride.wanted(hook);
        List<Blueprint.Part> parts = new ArrayList<>();
        if (changes) {
            // What is written depends on the address of the probe, so each has its own program.
            UprobeOverride.requireSupport(kernel, hook);
            for (Site site : sites) {
                parts.add(
                        part(hook, List.of(site), false, UprobeOverride.effects(hook, file, site)));
            }
        } else {
            boolean many =
                    sites.size() > 1
                            && kernel.has(KernelFeature.UPROBE_MULTI)
                            && context.uprobeMulti();
            parts.add(part(hook, sites, many, UserEffects.NONE));
        }
        List<String> notes = new ArrayList<>();
        if (digest != null) {
            notes.add(digest);
        }
        if (hook.symbols().isEmpty()) {
            notes.add(
                    "offsets and addresses must be beginnings of instructions: others crash programs");
        }
        HookPlan plan =
                new HookPlan(
                        hook.position().section().yamlName(),
                        hook.position().index(),
                        hook.target(),
                        String.join("; ", parts.stream().map(Blueprint.Part::mechanism).toList()),
                        "the function itself, as the policy asks",
                        hook.returns()
                                ? "selectors decide when the function is entered; reported when it"
                                        + " returns"
                                : "before the instruction at the probe is executed",
                        memory(kernel),
                        List.of(
                                "calls that the compiler inlined",
                                "processes that run another copy of the file"),
                        List.of(),
                        notes,
                        "");
        return new Blueprint(
                hook.target(),
                plan,
                parts,
                -1,
                false,
                changes
                        ? "Override changes registers before the function begins: its body is not run"
                        : "a signal arrives before the second instruction of the function");
    }

    static String memory(Kernel kernel) {
        return "registers, and user memory, which another thread of the program can change"
                + (kernel.has(KernelFeature.UPROBE_SLEEPABLE)
                        ? ""
                        : "; memory that the program has not touched yet cannot be read");
    }

    private Blueprint.Part part(
            Hook.Uprobe hook, List<Site> sites, boolean many, UserEffects effects) {
        List<CompiledHook.Place> places = new ArrayList<>();
        for (Site site : sites) {
            places.add(
                    new CompiledHook.Place.Function(
                            hook.file(), site.symbol(), site.offset(), site.counterOffset()));
        }
        Attachment attachment =
                Attachment.inUserSpace(
                        points(hook, sites, many, false),
                        hook.returns() ? points(hook, sites, many, true) : List.of(),
                        arguments(),
                        hook.returns()
                                ? new Provided(
                                        new ArgSource.ReturnValue(),
                                        Form.UNKNOWN,
                                        8,
                                        true,
                                        ArgSpec.Memory.USER,
                                        "")
                                : null,
                        new Attachment.UserSpace(
                                effects, kernel.has(KernelFeature.UPROBE_SLEEPABLE)));
        String names = HookPlanner.names(sites.stream().map(Site::toString).toList());
        String mechanism =
                (many ? "uprobe.multi " : "uprobe ")
                        + hook.file()
                        + ":"
                        + names
                        + (hook.returns() ? " and its return" : "");
        return new Blueprint.Part(mechanism, attachment, places);
    }

    private static List<AttachPoint> points(
            Hook.Uprobe hook, List<Site> sites, boolean many, boolean onReturn) {
        List<AttachPoint.Uprobe> probes = new ArrayList<>();
        for (int i = 0; i < sites.size(); i++) {
            Site site = sites.get(i);
            probes.add(
                    new AttachPoint.Uprobe(
                            hook.file(), site.offset(), site.counterOffset(), onReturn, i));
        }
        return many ? List.of(new AttachPoint.UprobeMulti(probes)) : List.copyOf(probes);
    }

    /** Where the System V ABI of x86-64 puts integer arguments when a function begins. */
    private Map<Integer, Provided> arguments() {
        boolean x86 = kernel.features().architecture().equals("x86_64");
        Map<Integer, Provided> arguments = new HashMap<>();
        for (int i = 0; i <= UprobeSites.MAX_ARGUMENT; i++) {
            ArgSource source;
            if (i < 5) {
                source = new ArgSource.FunctionArg(i);
            } else if (!x86) {
                break;
            } else if (i == 5) {
                source = new ArgSource.Register(Registers.R9, 8, false, 0);
            } else {
                // The return address lies below them.
                source = new ArgSource.UserMemory(Registers.RSP, 8L * (i - 5), -1, 0, 8, false);
            }
            arguments.put(i, Provided.user(source, Form.UNKNOWN));
        }
        return arguments;
    }
}
