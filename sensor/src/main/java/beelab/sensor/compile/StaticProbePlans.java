package beelab.sensor.compile;

import beelab.sensor.elf.ElfFile;
import beelab.sensor.elf.StaticProbe;
import beelab.sensor.policy.Action;
import beelab.sensor.policy.Hook;
import beelab.sensor.policy.HookArgument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Static probes of programs and libraries, by uprobes at the places that the file's notes name.
 * Places whose operands lie elsewhere need programs of their own.
 */
final class StaticProbePlans {
    private final Kernel kernel;
    private final ProgramFiles files;

    StaticProbePlans(Kernel kernel, Binaries binaries) {
        this.kernel = kernel;
        this.files = new ProgramFiles(binaries);
    }

    Blueprint plan(Hook.Usdt hook) throws Refusal {
        UprobePlans.requireUprobes(kernel, hook);
        if (!kernel.features().architecture().equals("x86_64")) {
            throw new Refusal("path", "operands of static probes are known for x86-64 only", "");
        }
        boolean sets = Actions.of(hook).stream().anyMatch(a -> a.kind() == Action.Kind.SET);
        if (sets && !kernel.has(KernelFeature.WRITE_USER)) {
            throw new Refusal(
                    "selectors",
                    "Set cannot be done: "
                            + kernel.lacks(KernelFeature.WRITE_USER)
                            + (kernel.features().lockdown().equals("integrity")
                                    ? "; lockdown mode integrity forbids it"
                                    : ""),
                    "boot without lockdown");
        }
        return files.with(hook.file(), file -> plan(hook, file));
    }

    /** Places with the same operands. */
    private record Group(Map<Integer, Provided> arguments, List<StaticProbe> places) {}

    private Blueprint plan(Hook.Usdt hook, ElfFile file) throws Refusal, IOException {
        List<StaticProbe> all = file.staticProbes();
        List<StaticProbe> places =
                all.stream()
                        .filter(p ->
                                p.provider().equals(hook.provider())
                                        && p.name().equals(hook.name()))
                        .toList();
        if (places.isEmpty()) {
            throw unknown(hook, all);
        }
        Map<Map<Integer, Provided>, Group> groups = new LinkedHashMap<>();
        for (StaticProbe place : places) {
            Map<Integer, Provided> arguments = arguments(hook, file, place);
            groups.computeIfAbsent(arguments, a -> new Group(a, new ArrayList<>()))
                    .places()
                    .add(place);
        }
        List<Blueprint.Part> parts = new ArrayList<>();
        for (Group group : groups.values()) {
            parts.add(part(hook, file, group));
        }
        HookPlan plan =
                new HookPlan(
                        hook.position().section().yamlName(),
                        hook.position().index(),
                        hook.target(),
                        String.join("; ", parts.stream().map(Blueprint.Part::mechanism).toList()),
                        "the probe itself, as the policy asks",
                        "when the program passes the probe",
                        UprobePlans.memory(kernel),
                        List.of("processes that run another copy of the file"),
                        List.of(),
                        places.stream().anyMatch(p -> p.semaphoreOffset() != 0)
                                ? List.of(
                                        "the kernel raises the probe's semaphore while it is attached")
                                : List.of(),
                        "");
        return new Blueprint(
                hook.file() + ":" + hook.provider() + ":" + hook.name(),
                plan,
                parts,
                places.getFirst().operands().size(),
                false,
                "Set writes the operand before the program goes on; a signal arrives before the next"
                        + " instruction");
    }

    private static Map<Integer, Provided> arguments(Hook.Usdt hook, ElfFile file, StaticProbe place)
            throws Refusal, IOException {
        Map<Integer, Provided> arguments = new HashMap<>();
        for (int i = 0; i < place.operands().size(); i++) {
            if (!isUsed(hook, i)) {
                continue;
            }
            try {
                arguments.put(
                        i,
                        StaticProbeOperand.parse(
                                place.operands().get(i), place.address(), file.symbols()));
            } catch (Refusal e) {
                throw new Refusal("args", "argument " + i + ": " + e.message(), e.hint());
            }
        }
        return arguments;
    }

    /** An operand that nobody asks for may have any form, and does not tell places apart. */
    private static boolean isUsed(Hook.Usdt hook, int operand) {
        for (HookArgument argument : hook.args()) {
            if (argument.index() == operand || argument.sizeArgIndex() == operand + 1) {
                return true;
            }
        }
        return Actions.of(hook).stream()
                .anyMatch(a -> a.kind() == Action.Kind.SET && a.argIndex() == operand);
    }

    private Blueprint.Part part(Hook.Usdt hook, ElfFile file, Group group) throws Refusal {
        List<AttachPoint> points = new ArrayList<>();
        for (StaticProbe place : group.places()) {
            OptionalLong offset = file.codeOffset(place.address());
            if (offset.isEmpty()) {
                throw new Refusal(
                        "name",
                        "the probe at 0x%x of %s is not in its code"
                                .formatted(place.address(), hook.file()),
                        "");
            }
            points.add(
                    new AttachPoint.Uprobe(
                            hook.file(), offset.getAsLong(), place.semaphoreOffset(), false, 0));
        }
        int count = points.size();
        return new Blueprint.Part(
                "static probe %s:%s of %s, %s"
                        .formatted(
                                hook.provider(),
                                hook.name(),
                                hook.file(),
                                count == 1 ? "1 place" : count + " places"),
                Attachment.inUserSpace(
                        points,
                        List.of(),
                        group.arguments(),
                        null,
                        new Attachment.UserSpace(
                                action -> effect(action, group.arguments()),
                                kernel.has(KernelFeature.UPROBE_SLEEPABLE))),
                List.of(
                        new CompiledHook.Place.StaticProbe(
                                hook.file(), hook.provider(), hook.name())));
    }

    private static UserEffect effect(Action action, Map<Integer, Provided> arguments)
            throws Refusal {
        if (action.kind() != Action.Kind.SET) {
            return UserEffect.NONE;
        }
        Provided operand = arguments.get(action.argIndex());
        if (operand == null) {
            throw new Refusal(
                    "argIndex", "the probe has no argument " + action.argIndex(), "count from 0");
        }
        if (!(operand.source() instanceof ArgSource.UserMemory memory)) {
            throw new Refusal(
                    "argIndex",
                    "argument "
                            + action.argIndex()
                            + " is not in memory ("
                            + operand.declared()
                            + "), so that Set cannot write it",
                    "the program's author must make it a variable in memory");
        }
        if (memory.bytes() != Integer.BYTES) {
            throw new Refusal(
                    "argIndex",
                    "Set writes 4 bytes, and argument "
                            + action.argIndex()
                            + " has "
                            + memory.bytes(),
                    "");
        }
        return new UserEffect(
                List.of(),
                Optional.of(new UserEffect.MemoryWrite(memory, (int) action.argValue())));
    }

    private static Refusal unknown(Hook.Usdt hook, List<StaticProbe> all) {
        List<String> names =
                all.stream().map(p -> p.provider() + ":" + p.name()).distinct().limit(8).toList();
        return new Refusal(
                "name",
                hook.file() + " has no static probe " + hook.provider() + ":" + hook.name(),
                names.isEmpty()
                        ? "it has none at all: it was built without <sys/sdt.h>"
                        : "it has " + String.join(", ", names));
    }
}
