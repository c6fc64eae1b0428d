package beelab.sensor.policy;

import beelab.sensor.event.CapabilityNames;
import beelab.sensor.policy.ArgumentType.Kind;
import beelab.sensor.policy.PolicyValidator.Problems;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which operator fits which type of argument, and which values fit the operator. */
final class ValueRules {
    private static final Set<Operator> SOCKADDR =
            EnumSet.of(
                    Operator.SADDR,
                    Operator.NOT_SADDR,
                    Operator.SPORT,
                    Operator.NOT_SPORT,
                    Operator.SPORT_PRIV,
                    Operator.NOT_SPORT_PRIV,
                    Operator.FAMILY);
    private static final Set<String> FILE_TYPES =
            Set.of(
                    "sock",
                    "socket",
                    "lnk",
                    "link",
                    "reg",
                    "regular",
                    "blk",
                    "block",
                    "dir",
                    "directory",
                    "chr",
                    "char",
                    "fifo",
                    "pipe");

    /** Bytes of an argument that the kernel side collects. */
    private static final int MAX_TEXT = 4096;

    private final TracingPolicy policy;
    private final Problems problems;

    ValueRules(TracingPolicy policy, Problems problems) {
        this.policy = policy;
        this.problems = problems;
    }

    void check(Selector.ArgumentFilter filter, ArgumentType type) {
        Operator operator = filter.operator();
        if (type != ArgumentType.AUTO && !fits(filter, operator, type)) {
            return;
        }
        List<String> values = filter.values();
        if (operator.operand() == Operator.Operand.NONE) {
            return;
        }
        if (values.isEmpty()) {
            problems.add(filter.path() + ".values", operator.yamlName() + " needs a value", "");
        }
        for (int i = 0; i < values.size(); i++) {
            value(filter.path() + ".values[" + i + "]", values.get(i), operator, type);
        }
    }

    /** The language of expressions is the compiler's. */
    void expression(Selector.ArgumentFilter filter) {
        if (filter.values().size() != 1) {
            problems.add(
                    filter.path() + ".values",
                    "CelExpr takes exactly one expression",
                    "write one such as arg0 == 3 && arg1 > 10");
        }
    }

    /** An id of a process, or a range of them. */
    void id(String at, String value, Operator operator) {
        boolean one =
                switch (operator) {
                    case GT, GREATER_THAN, LT, LESS_THAN -> true;
                    default -> false;
                };
        var parsed = one ? NumberRange.single(value) : NumberRange.tryParse(value);
        if (parsed.isEmpty() || !parsed.get().fits(4, false)) {
            problems.add(
                    at,
                    "\"" + value + "\" is not an id" + (one ? "" : " or a range of ids"),
                    "write 0 to 4294967295" + (one ? "" : ", or first:last"));
        }
    }

    private boolean fits(Selector.ArgumentFilter filter, Operator operator, ArgumentType type) {
        boolean fits =
                switch (operator.operand()) {
                    case NUMBER, RANGE, NUMBER_OR_RANGE, EXPRESSION -> type.kind() == Kind.NUMBER;
                    case TEXT -> type.isTextual();
                    case NUMBER_OR_TEXT -> type.kind() == Kind.NUMBER || type.isTextual();
                    case PORT, ADDRESS, PROTOCOL, FAMILY, STATE -> type.kind() == Kind.SOCKET;
                    case FILE_TYPE -> type.kind() == Kind.FILE && type != ArgumentType.FILENAME;
                    case NONE ->
                            operator == Operator.CAPABILITIES_GAINED
                                    ? type.yamlName().contains("cap_")
                                    : type.kind() == Kind.SOCKET;
                };
        if (type == ArgumentType.SOCKADDR && type.kind() == Kind.SOCKET && fits) {
            fits = SOCKADDR.contains(operator);
        }
        if (!fits) {
            String message =
                    operator.operand() == Operator.Operand.FILE_TYPE
                            ? "FileType operators specified for non-file/path type"
                            : type == ArgumentType.SOCKADDR
                                    ? "sockaddr only supports [not]saddr, [not]sport[priv], and family"
                                    : operator.yamlName()
                                            + " cannot compare an argument of type "
                                            + type.yamlName();
            problems.add(filter.path() + ".operator", message, hint(type));
        }
        return fits;
    }

    private static String hint(ArgumentType type) {
        return switch (type.kind()) {
            case NUMBER -> "numbers have Equal, NotEqual, GT, LT, Mask, InRange, InMap";
            case TEXT, FILE ->
                    "text and paths have Equal, NotEqual, Prefix, Postfix and their Not forms";
            case SOCKET -> "sockets have SAddr, DAddr, SPort, DPort, Protocol, Family, State";
            case OTHER -> "values of this type cannot be compared";
        };
    }

    private void value(String at, String value, Operator operator, ArgumentType type) {
        switch (operator.operand()) {
            case NUMBER, RANGE, NUMBER_OR_RANGE -> number(at, value, operator, type);
            case NUMBER_OR_TEXT -> {
                if (type.kind() == Kind.NUMBER) {
                    number(at, value, operator, type);
                } else if (type.isTextual()) {
                    text(at, value, operator);
                }
            }
            case TEXT -> text(at, value, operator);
            case PORT -> {
                if (!NumberRange.isPort(value)) {
                    problems.add(
                            at,
                            "\"" + value + "\" is not a port",
                            "write 0 to 65535, or first:last");
                }
            }
            case ADDRESS -> {
                if (IpBlock.tryParse(value).isEmpty()) {
                    problems.add(
                            at,
                            "\"" + value + "\" is not an IP address or block of addresses",
                            "write 10.0.0.1, 10.0.0.0/8 or fd00::/8");
                }
            }
            case FILE_TYPE -> {
                if (!FILE_TYPES.contains(value)) {
                    problems.add(
                            at, "\"" + value + "\" is not a type of file", "write reg, dir, lnk …");
                }
            }
            case PROTOCOL -> SocketNames.check(problems, at, value, SocketNames.PROTOCOLS);
            case FAMILY -> SocketNames.check(problems, at, value, SocketNames.FAMILIES);
            case STATE -> SocketNames.check(problems, at, value, SocketNames.STATES);
            case EXPRESSION, NONE -> {}
        }
    }

    private void number(String at, String value, Operator operator, ArgumentType type) {
        if (value.startsWith("list:")) {
            Rules.checkListExists(policy, problems, at, value);
            return;
        }
        if (type == ArgumentType.CAPABILITY && CapabilityNames.number(value) >= 0
                || type == ArgumentType.BPF_CMD && value.startsWith("BPF_")) {
            return;
        }
        boolean range =
                operator.operand() == Operator.Operand.RANGE
                        || operator.operand() == Operator.Operand.NUMBER_OR_RANGE
                                && value.indexOf(':') > 0;
        var parsed = range ? NumberRange.tryParse(value) : NumberRange.single(value);
        if (parsed.isEmpty()) {
            problems.add(
                    at,
                    "\"" + value + "\" is not " + (range ? "a range min:max" : "a number"),
                    range ? "write 10:20" : "write a decimal or 0x number");
            return;
        }
        int bytes = type.bytes();
        boolean fits =
                bytes == 0
                        || parsed.get().fits(bytes, type.signed())
                        || operator == Operator.MASK && parsed.get().fits(bytes, false);
        if (!fits) {
            problems.add(
                    at,
                    value + " does not fit into " + type.yamlName() + ", so it can never match",
                    "");
        }
    }

    private void text(String at, String value, Operator operator) {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        int max = MAX_TEXT;
        if (bytes > max) {
            problems.add(
                    at,
                    "string is too long: "
                            + bytes
                            + " bytes, "
                            + operator.yamlName()
                            + " takes at most "
                            + max,
                    "");
        } else if (value.isEmpty()
                && operator != Operator.EQUAL
                && operator != Operator.NOT_EQUAL) {
            problems.add(at, "empty text fits everything", "leave the filter out");
        }
    }
}
