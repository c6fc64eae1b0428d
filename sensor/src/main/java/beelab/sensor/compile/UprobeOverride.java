package beelab.sensor.compile;

import beelab.sensor.compile.UprobeSites.Site;
import beelab.sensor.compile.UserEffect.RegisterWrite;
import beelab.sensor.elf.ElfFile;
import beelab.sensor.elf.ElfSymbols.Symbol;
import beelab.sensor.policy.Action;
import beelab.sensor.policy.Hook;
import beelab.sensor.policy.RegisterAssignment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The action Override at a uprobe: registers are changed before the program goes on.
 *
 * <p>A function that must not run is left by sending the program to an instruction that returns,
 * anywhere in the same file. The stack stays as it is, so that a probe on the return works, and so
 * do processors that keep a second stack of return addresses.
 */
final class UprobeOverride {
    private final Hook.Uprobe hook;
    private final ElfFile file;
    private final Site site;

    private UprobeOverride(Hook.Uprobe hook, ElfFile file, Site site) {
        this.hook = hook;
        this.file = file;
        this.site = site;
    }

    static boolean wanted(Hook.Uprobe hook) {
        return Actions.of(hook).stream().anyMatch(a -> a.kind() == Action.Kind.OVERRIDE);
    }

    static void requireSupport(Kernel kernel, Hook.Uprobe hook) throws Refusal {
        if (!kernel.features().architecture().equals("x86_64")) {
            throw new Refusal(
                    "selectors", "override of functions in programs is known for x86-64 only", "");
        }
        if (!kernel.has(KernelFeature.UPROBE_REGISTERS)) {
            throw new Refusal(
                    "selectors",
                    "override action not supported on uprobes: "
                            + kernel.lacks(KernelFeature.UPROBE_REGISTERS)
                            + "; the policy is not loaded, because nothing weaker would stop "
                            + hook.target(),
                    "Sigkill ends the process before the function runs");
        }
    }

    /** The effects of all actions of a hook at one place, worked out while the file is open. */
    static UserEffects effects(Hook.Uprobe hook, ElfFile file, Site site)
            throws Refusal, IOException {
        UprobeOverride override = new UprobeOverride(hook, file, site);
        Map<String, UserEffect> byPath = new HashMap<>();
        for (Action action : Actions.of(hook)) {
            if (action.kind() == Action.Kind.OVERRIDE) {
                byPath.put(action.path(), override.of(action));
            }
        }
        return action -> byPath.getOrDefault(action.path(), UserEffect.NONE);
    }

    private UserEffect of(Action action) throws Refusal, IOException {
        try {
            List<RegisterWrite> writes =
                    !action.registers().isEmpty()
                            ? assignments(action)
                            : action.target().forms() > 0
                                    ? List.of(jump(target(action)))
                                    : leave(action.argError());
            return new UserEffect(writes, Optional.empty());
        } catch (Refusal e) {
            String below = action.path().substring(hook.position().path().length() + 1);
            throw new Refusal(below + "." + e.field(), e.message(), e.hint());
        }
    }

    private List<RegisterWrite> leave(int result) throws Refusal, IOException {
        OptionalLong ret = file.returnInstruction();
        if (ret.isEmpty()) {
            throw new Refusal(
                    "argError", hook.file() + " has no instruction that returns", "use argRegs");
        }
        return List.of(
                new RegisterWrite(Registers.RAX, 8, new ArgSource.Constant(result)),
                jump(ret.getAsLong()));
    }

    /** At the probe, the instruction pointer is the probe's address wherever the file is loaded. */
    private RegisterWrite jump(long address) {
        return new RegisterWrite(
                Registers.RIP,
                8,
                new ArgSource.Register(Registers.RIP, 8, false, address - site.address()));
    }

    private long target(Action action) throws Refusal, IOException {
        Action.Target target = action.target();
        if (!target.symbol().isEmpty()) {
            List<Symbol> found =
                    file.symbols()
                            .named(List.of(target.symbol()))
                            .getOrDefault(target.symbol(), List.of());
            if (found.size() != 1) {
                throw new Refusal(
                        "argNewSymbol",
                        "%s has %s functions %s"
                                .formatted(
                                        hook.file(),
                                        found.isEmpty() ? "no" : found.size(),
                                        target.symbol()),
                        found.isEmpty() ? "" : "choose by argNewAddr");
            }
            return found.getFirst().address();
        }
        boolean byOffset = target.offset() != 0;
        OptionalLong address =
                byOffset
                        ? file.codeAddress(target.offset())
                        : file.codeOffset(target.address()).isPresent()
                                ? OptionalLong.of(target.address())
                                : OptionalLong.empty();
        return address.orElseThrow(() ->
                new Refusal(
                        byOffset ? "argNewOffset" : "argNewAddr",
                        "0x%x of %s is no code"
                                .formatted(
                                        byOffset ? target.offset() : target.address(), hook.file()),
                        ""));
    }

    private List<RegisterWrite> assignments(Action action) throws Refusal {
        List<RegisterWrite> writes = new ArrayList<>();
        for (int i = 0; i < action.registers().size(); i++) {
            String text = action.registers().get(i);
            String field = "argRegs[" + i + "]";
            RegisterAssignment assignment =
                    RegisterAssignment.parse(text)
                            .orElseThrow(() -> new Refusal(field, text + " sets no register", ""));
            Registers.Part register = register(field, assignment.register());
            if (hook.returns() && register.slot() == Registers.RSP) {
                throw new Refusal(
                        field,
                        "the stack pointer cannot change where the return is caught",
                        "leave return out");
            }
            writes.add(
                    new RegisterWrite(
                            register.slot(), register.bytes(), source(field, assignment)));
        }
        return writes;
    }

    private static ArgSource source(String field, RegisterAssignment assignment) throws Refusal {
        if (assignment.base().isEmpty()) {
            return new ArgSource.Constant(assignment.number());
        }
        Registers.Part base = register(field, assignment.base());
        if (assignment.memory()) {
            return new ArgSource.UserMemory(
                    base.slot(), assignment.number(), -1, 0, Long.BYTES, false);
        }
        return new ArgSource.Register(base.slot(), base.bytes(), false, assignment.number());
    }

    private static Registers.Part register(String field, String name) throws Refusal {
        return Registers.of(name)
                .orElseThrow(() ->
                        new Refusal(
                                field,
                                "x86-64 has no register " + name,
                                "registers are rax, rbx, … r15, rip, and their parts such as eax"));
    }
}
