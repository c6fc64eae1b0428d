package beelab.sensor.compile;

import beelab.sensor.compile.Provided.Form;
import beelab.sensor.policy.ArgumentType;
import beelab.sensor.policy.Hook;
import beelab.sensor.policy.HookArgument;
import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.TracingPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From the arguments that a policy asks for to where and how they are read. */
final class ArgumentBinder {
    /** Source of data that stands for registers. */
    private static final String REGISTERS = "pt_regs";

    private final TracingPolicy policy;
    private final KernelTypes types;
    private final List<PolicyProblem> problems;

    ArgumentBinder(TracingPolicy policy, KernelTypes types, List<PolicyProblem> problems) {
        this.policy = policy;
        this.types = types;
        this.problems = problems;
    }

    /**
     * An argument of the policy with its place.
     *
     * @param spec how it is collected
     * @param provided what the mechanism has for it
     * @param number the function's argument number, as filters name it
     */
    record Bound(ArgSpec spec, Provided provided, int number) {}

    /** Binds the arguments and data of a hook at one attachment, without those of type nop. */
    List<Bound> bind(Hook hook, Blueprint blueprint, Attachment attachment) {
        List<Bound> bound = new ArrayList<>();
        List<HookArgument> args = hook.args();
        for (int i = 0; i < args.size(); i++) {
            if (!args.get(i).returnCopy()) {
                bind(i, args.get(i), blueprint, attachment).ifPresent(bound::add);
            }
        }
        List<HookArgument> data = data(hook);
        for (int i = 0; i < data.size(); i++) {
            bind(ArgSpec.DATA + i, data.get(i), blueprint, attachment).ifPresent(bound::add);
        }
        return bound;
    }

    /** Values of a hook that are not arguments. */
    static List<HookArgument> data(Hook hook) {
        return switch (hook) {
            case Hook.Function function -> function.data();
            case Hook.Uprobe uprobe -> uprobe.data();
            case Hook.Tracepoint _, Hook.Lsm _, Hook.Usdt _ -> List.of();
        };
    }

    /** Binds one argument or entry of data under an index of the record. */
    Optional<Bound> bind(
            int index, HookArgument argument, Blueprint blueprint, Attachment attachment) {
        if (argument.type() == ArgumentType.NOP) {
            return Optional.empty();
        }
        Provided provided =
                argument.source().isEmpty()
                        ? provided(argument, argument.index(), "index", blueprint, attachment)
                        : elsewhere(argument, attachment);
        if (provided == null) {
            return Optional.empty();
        }
        return bind(index, argument, provided, blueprint, attachment);
    }

    private Optional<Bound> bind(
            int index,
            HookArgument argument,
            Provided provided,
            Blueprint blueprint,
            Attachment attachment) {
        MemberPath.End end = null;
        Provided found = provided;
        if (follows(argument)) {
            end = follow(argument, provided);
            if (end == null) {
                return Optional.empty();
            }
            found = provided.at(end);
        }
        Reading reading = Reading.of(argument.type(), found);
        if (reading == null) {
            mismatch(argument, found, blueprint);
            return Optional.empty();
        }
        ArgSource size = size(argument, reading.type(), found, blueprint, attachment);
        if (size == null) {
            return Optional.empty();
        }
        ArgSpec spec =
                new ArgSpec(
                        index,
                        reading.type(),
                        reading.kind(),
                        provided.source(),
                        end == null ? ValuePath.NONE : end.path(),
                        size,
                        limit(argument, reading.type(), found, end),
                        provided.memory());
        return Optional.of(new Bound(spec, found, argument.index()));
    }

    private static boolean follows(HookArgument argument) {
        return !argument.source().equals(REGISTERS) && !argument.resolve().isEmpty();
    }

    /** A value that is no argument; null, and told, when it is not there. */
    private @Nullable Provided elsewhere(HookArgument argument, Attachment attachment) {
        if (!argument.source().equals(REGISTERS)) {
            return new Provided(
                    new ArgSource.CurrentTask(),
                    Form.OTHER_POINTER,
                    8,
                    false,
                    ArgSpec.Memory.KERNEL,
                    "struct task_struct *");
        }
        Optional<Registers.Part> register = Registers.of(argument.resolve());
        if (register.isEmpty()) {
            problem(
                    argument,
                    "resolve",
                    "\"" + argument.resolve() + "\" is no register",
                    "write rax, edi, r8 …");
            return null;
        }
        AttachPoint point = attachment.enter().getFirst();
        boolean user =
                point instanceof AttachPoint.SyscallEnter
                        || point instanceof AttachPoint.Uprobe
                        || point instanceof AttachPoint.UprobeMulti;
        boolean function =
                point instanceof AttachPoint.Kprobe || point instanceof AttachPoint.KprobeMulti;
        if (!user && !function) {
            problem(
                    argument,
                    "source",
                    "registers are not known where this hook is observed on this kernel",
                    "pt_regs works in uprobes, usdts, system calls and kprobes");
            return null;
        }
        return new Provided(
                new ArgSource.Register(
                        register.get().slot(), register.get().bytes(), argument.type().signed(), 0),
                Form.UNKNOWN,
                register.get().bytes(),
                argument.type().signed(),
                user ? ArgSpec.Memory.USER : ArgSpec.Memory.KERNEL,
                "");
    }

    private MemberPath.@Nullable End follow(HookArgument argument, Provided provided) {
        String start = provided.pointerType();
        if (!argument.btfType().isEmpty()) {
            start = argument.btfType().replace("*", "").strip() + " *";
        }
        boolean other =
                switch (provided.form()) {
                    case DESCRIPTOR_OF_FILE,
                            DESCRIPTOR_OF_SOCKET,
                            EXECUTED_FILE,
                            WRITTEN_PATH,
                            ARRAY,
                            DATA_LOC ->
                            true;
                    default -> false;
                };
        if (other || start.isEmpty()) {
            problem(
                    argument,
                    "resolve",
                    other
                            ? "where this hook is observed on this kernel the argument is "
                                    + provided.form().what()
                                    + ", not the kernel's structure"
                            : "the argument is "
                                    + provided.form().what()
                                    + brackets(provided)
                                    + ", which has no members",
                    other ? "" : "name its type in btfType if it is an address");
            return null;
        }
        try {
            return MemberPath.follow(types, start, argument.btfTypeModule(), argument.resolve());
        } catch (Refusal e) {
            problem(argument, e.field(), e.message(), e.hint());
            return null;
        }
    }

    /** Bytes of a buffer or array, segments of a vector; null, and told, when not to be had. */
    private @Nullable ArgSource size(
            HookArgument argument,
            ArgType type,
            Provided found,
            Blueprint blueprint,
            Attachment attachment) {
        if (type == ArgType.ARRAY) {
            return new ArgSource.Constant(found.bytes());
        }
        boolean sized =
                type == ArgType.CHAR_BUF || type == ArgType.IOVEC || type == ArgType.SOCKADDR_UN;
        if (!sized || argument.sizeArgIndex() == 0) {
            return new ArgSource.Constant(0);
        }
        Provided length =
                provided(
                        argument,
                        argument.sizeArgIndex() - 1,
                        "sizeArgIndex",
                        blueprint,
                        attachment);
        if (length == null) {
            return null;
        }
        if (length.form() != Form.NUMBER
                && length.form() != Form.OPERAND
                && length.form() != Form.UNKNOWN) {
            problem(
                    argument,
                    "sizeArgIndex",
                    "argument number "
                            + argument.sizeArgIndex()
                            + ", counted from 1, is "
                            + length.form().what()
                            + ", not a length",
                    declared(length));
            return null;
        }
        return length.source();
    }

    /** Bytes to keep. */
    private static int limit(
            HookArgument argument, ArgType type, Provided found, MemberPath.@Nullable End end) {
        if (type == ArgType.CHAR_BUF && argument.maxData()) {
            return ArgSpec.MAX_LARGE;
        }
        int length = 0;
        if (type == ArgType.ARRAY) {
            length = found.bytes();
        } else if (type == ArgType.STRING && end != null) {
            length = end.length();
        }
        return length > 0 ? Math.min(length, ArgSpec.MAX_DATA) : ArgSpec.MAX_DATA;
    }

    /** Binds the return value. */
    Optional<Bound> bindReturn(
            HookArgument argument, Provided provided, Blueprint blueprint, Attachment attachment) {
        return bind(ArgSpec.RETURN, argument, provided, blueprint, attachment)
                .map(bound -> new Bound(bound.spec(), bound.provided(), ArgSpec.RETURN));
    }

    private @Nullable Provided provided(
            HookArgument argument,
            int index,
            String field,
            Blueprint blueprint,
            Attachment attachment) {
        Map<Integer, Provided> there = attachment.arguments();
        Provided provided = there.get(index);
        if (provided != null) {
            return provided;
        }
        int count = blueprint.argumentCount();
        String target = blueprint.plan().target();
        String number =
                field.equals("sizeArgIndex") ? "number " + (index + 1) : Integer.toString(index);
        if (count >= 0 && index >= count) {
            problem(
                    argument,
                    field,
                    "argument "
                            + number
                            + " does not exist: "
                            + target
                            + " has "
                            + arguments(count),
                    field.equals("sizeArgIndex")
                            ? "sizeArgIndex counts from 1"
                            : count == 0 ? "" : "they are numbered 0 to " + (count - 1));
        } else if (blueprint.missingIsSubstitute()) {
            problem(
                    argument,
                    field,
                    "argument "
                            + number
                            + " of "
                            + target
                            + " is not known where it is observed on this kernel: "
                            + blueprint.plan().why(),
                    "leave it out; there are " + there.keySet().stream().sorted().toList());
        } else {
            problem(
                    argument,
                    field,
                    "argument " + number + " of " + target + " cannot be read",
                    "");
        }
        return null;
    }

    private static String arguments(int count) {
        return count == 1 ? "1 argument" : count + " arguments";
    }

    private void mismatch(HookArgument argument, Provided provided, Blueprint blueprint) {
        String what =
                argument.index() == 0 && argument.path().endsWith("returnArg")
                        ? "the return value of " + blueprint.plan().target()
                        : "argument " + argument.index() + " of " + blueprint.plan().target();
        ArgumentType natural = Reading.natural(provided);
        String hint =
                natural == null
                        ? "name its type"
                        : argument.type() == ArgumentType.FILE && provided.form() == Form.NUMBER
                                ? "use type fd for a descriptor"
                                : "use type " + natural.yamlName();
        problem(
                argument,
                "type",
                argument.type() == ArgumentType.AUTO
                        ? "the kernel does not tell the type of " + what
                        : what
                                + " is "
                                + provided.form().what()
                                + brackets(provided)
                                + ", it cannot be read as "
                                + argument.type().yamlName(),
                hint);
    }

    private static String brackets(Provided provided) {
        return provided.declared().isEmpty() ? "" : " (" + provided.declared() + ")";
    }

    private static String declared(Provided provided) {
        return provided.declared().isEmpty() ? "" : "it is declared as " + provided.declared();
    }

    private void problem(HookArgument argument, String field, String message, String hint) {
        problems.add(policy.problem(argument.path() + "." + field, message, hint));
    }
}
