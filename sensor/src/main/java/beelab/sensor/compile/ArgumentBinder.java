package beelab.sensor.compile;

import beelab.sensor.compile.Provided.Form;
import beelab.sensor.policy.ArgumentType;
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
    private final TracingPolicy policy;
    private final List<PolicyProblem> problems;

    ArgumentBinder(TracingPolicy policy, List<PolicyProblem> problems) {
        this.policy = policy;
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

    /** Binds the arguments of a hook at one attachment, without those of type nop. */
    List<Bound> bind(List<HookArgument> args, Blueprint blueprint, Attachment attachment) {
        List<Bound> bound = new ArrayList<>();
        for (int i = 0; i < args.size(); i++) {
            HookArgument argument = args.get(i);
            if (argument.type() == ArgumentType.NOP || argument.returnCopy()) {
                continue;
            }
            bind(i, argument, blueprint, attachment).ifPresent(bound::add);
        }
        return bound;
    }

    private Optional<Bound> bind(
            int position, HookArgument argument, Blueprint blueprint, Attachment attachment) {
        Provided provided = provided(argument, argument.index(), "index", blueprint, attachment);
        if (provided == null) {
            return Optional.empty();
        }
        ArgType type = type(argument, provided);
        if (type == null) {
            mismatch(argument, provided, blueprint);
            return Optional.empty();
        }
        ArgSource size = new ArgSource.Constant(0);
        if (type == ArgType.CHAR_BUF && argument.sizeArgIndex() > 0) {
            Provided length =
                    provided(
                            argument,
                            argument.sizeArgIndex() - 1,
                            "sizeArgIndex",
                            blueprint,
                            attachment);
            if (length == null) {
                return Optional.empty();
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
                return Optional.empty();
            }
            size = length.source();
        }
        ArgSpec spec =
                new ArgSpec(
                        position,
                        type,
                        provided.source(),
                        size,
                        ArgSpec.MAX_DATA,
                        provided.memory());
        return Optional.of(new Bound(spec, provided, argument.index()));
    }

    /** Binds the return value. */
    Optional<Bound> bindReturn(HookArgument argument, Provided provided, Blueprint blueprint) {
        ArgType type = type(argument, provided);
        if (type == null) {
            mismatch(argument, provided, blueprint);
            return Optional.empty();
        }
        return Optional.of(
                new Bound(
                        ArgSpec.of(ArgSpec.RETURN, type, provided.source(), provided.memory()),
                        provided,
                        ArgSpec.RETURN));
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

    /** How a value of that form is read as that type; null when it cannot be. */
    private static @Nullable ArgType type(HookArgument argument, Provided provided) {
        Form form = provided.form();
        ArgumentType type =
                argument.type() == ArgumentType.AUTO ? natural(provided) : argument.type();
        if (type == null) {
            return null;
        }
        boolean unknown = form == Form.UNKNOWN || form == Form.OPERAND;
        boolean open = unknown || form == Form.VOID;
        return switch (type) {
            case STRING ->
                    form == Form.DATA_LOC
                            ? ArgType.DATA_LOC
                            : form == Form.TEXT || form == Form.WRITTEN_PATH || open
                                    ? ArgType.STRING
                                    : null;
            case DATA_LOC -> form == Form.DATA_LOC ? ArgType.DATA_LOC : null;
            case CHAR_BUF -> form.isPointer() || unknown ? ArgType.CHAR_BUF : null;
            case FD -> form == Form.NUMBER || unknown ? ArgType.FD : null;
            case FILE ->
                    switch (form) {
                        case DESCRIPTOR_OF_FILE -> ArgType.FD;
                        case EXECUTED_FILE -> ArgType.LINUX_BINPRM;
                        case FILE, UNKNOWN, VOID -> ArgType.FILE;
                        default -> null;
                    };
            case PATH ->
                    switch (form) {
                        case DESCRIPTOR_OF_FILE -> ArgType.FD;
                        case WRITTEN_PATH -> ArgType.STRING;
                        case PATH, UNKNOWN, VOID -> ArgType.PATH;
                        default -> null;
                    };
            case SOCK ->
                    form == Form.DESCRIPTOR_OF_SOCKET
                            ? ArgType.SOCK_FD
                            : form == Form.SOCK || open ? ArgType.SOCK : null;
            case SOCKET ->
                    form == Form.DESCRIPTOR_OF_SOCKET
                            ? ArgType.SOCK_FD
                            : form == Form.SOCKET || open ? ArgType.SOCKET : null;
            case DENTRY ->
                    form == Form.WRITTEN_PATH
                            ? ArgType.STRING
                            : form == Form.DENTRY || open ? ArgType.DENTRY : null;
            case FILENAME -> form == Form.FILENAME || open ? ArgType.FILENAME : null;
            case LINUX_BINPRM -> form == Form.BINPRM || open ? ArgType.LINUX_BINPRM : null;
            default -> type.kind() == ArgumentType.Kind.NUMBER ? number(type, provided) : null;
        };
    }

    private static @Nullable ArgType number(ArgumentType type, Provided provided) {
        boolean fits =
                provided.form() == Form.NUMBER
                        || provided.form() == Form.UNKNOWN
                        || provided.form() == Form.OPERAND
                        // An address, for those who want to see it.
                        || provided.form().isPointer() && type.bytes() == 8;
        return fits ? number(type.bytes(), type.signed()) : null;
    }

    private static ArgType number(int bytes, boolean signed) {
        return switch (bytes) {
            case 1 -> signed ? ArgType.INT8 : ArgType.UINT8;
            case 2 -> signed ? ArgType.INT16 : ArgType.UINT16;
            case 4 -> signed ? ArgType.INT32 : ArgType.UINT32;
            default -> signed ? ArgType.INT64 : ArgType.UINT64;
        };
    }

    /** The type that the kernel's own declaration suggests; null when there is none. */
    static @Nullable ArgumentType natural(Provided provided) {
        return switch (provided.form()) {
            case NUMBER, OPERAND ->
                    switch (provided.bytes()) {
                        case 1 -> provided.signed() ? ArgumentType.INT8 : ArgumentType.UINT8;
                        case 2 -> provided.signed() ? ArgumentType.INT16 : ArgumentType.UINT16;
                        case 4 -> provided.signed() ? ArgumentType.INT32 : ArgumentType.UINT32;
                        default -> provided.signed() ? ArgumentType.INT64 : ArgumentType.UINT64;
                    };
            case TEXT, WRITTEN_PATH -> ArgumentType.STRING;
            case DATA_LOC -> ArgumentType.DATA_LOC;
            case FILE, DESCRIPTOR_OF_FILE, EXECUTED_FILE -> ArgumentType.FILE;
            case PATH -> ArgumentType.PATH;
            case SOCK -> ArgumentType.SOCK;
            case SOCKET, DESCRIPTOR_OF_SOCKET -> ArgumentType.SOCKET;
            case DENTRY -> ArgumentType.DENTRY;
            case FILENAME -> ArgumentType.FILENAME;
            case BINPRM -> ArgumentType.LINUX_BINPRM;
            case VOID, OTHER_POINTER -> ArgumentType.UINT64;
            case UNKNOWN, ARRAY -> null;
        };
    }

    private void mismatch(HookArgument argument, Provided provided, Blueprint blueprint) {
        String what =
                argument.index() == 0 && argument.path().endsWith("returnArg")
                        ? "the return value of " + blueprint.plan().target()
                        : "argument " + argument.index() + " of " + blueprint.plan().target();
        if (provided.form() == Form.ARRAY) {
            problem(
                    argument,
                    "type",
                    what
                            + " is an array inside of the record, which is not implemented"
                            + brackets(provided),
                    "leave the argument out");
            return;
        }
        ArgumentType natural = natural(provided);
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
