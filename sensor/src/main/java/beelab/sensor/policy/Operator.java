package beelab.sensor.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The comparison operators of selectors; a {@code Not} form is an operator of its own. */
public enum Operator {
    EQUAL("Equal", Operand.NUMBER_OR_TEXT),
    NOT_EQUAL("NotEqual", Operand.NUMBER_OR_TEXT),
    PREFIX("Prefix", Operand.TEXT),
    NOT_PREFIX("NotPrefix", Operand.TEXT),
    POSTFIX("Postfix", Operand.TEXT),
    NOT_POSTFIX("NotPostfix", Operand.TEXT),
    GREATER_THAN("GreaterThan", Operand.NUMBER),
    LESS_THAN("LessThan", Operand.NUMBER),
    GT("GT", Operand.NUMBER),
    LT("LT", Operand.NUMBER),
    MASK("Mask", Operand.NUMBER),
    SPORT("SPort", Operand.PORT),
    NOT_SPORT("NotSPort", Operand.PORT),
    SPORT_PRIV("SPortPriv", Operand.NONE),
    NOT_SPORT_PRIV("NotSportPriv", Operand.NONE),
    DPORT("DPort", Operand.PORT),
    NOT_DPORT("NotDPort", Operand.PORT),
    DPORT_PRIV("DPortPriv", Operand.NONE),
    NOT_DPORT_PRIV("NotDPortPriv", Operand.NONE),
    SADDR("SAddr", Operand.ADDRESS),
    NOT_SADDR("NotSAddr", Operand.ADDRESS),
    DADDR("DAddr", Operand.ADDRESS),
    NOT_DADDR("NotDAddr", Operand.ADDRESS),
    PROTOCOL("Protocol", Operand.PROTOCOL),
    FAMILY("Family", Operand.FAMILY),
    STATE("State", Operand.STATE),
    IN_MAP("InMap", Operand.NUMBER_OR_RANGE),
    NOT_IN_MAP("NotInMap", Operand.NUMBER_OR_RANGE),
    CAPABILITIES_GAINED("CapabilitiesGained", Operand.NONE),
    IN_RANGE("InRange", Operand.RANGE),
    NOT_IN_RANGE("NotInRange", Operand.RANGE),
    SUB_STRING("SubString", Operand.TEXT),
    SUB_STRING_IGN_CASE("SubStringIgnCase", Operand.TEXT),
    CEL_EXPR("CelExpr", Operand.EXPRESSION),
    FILE_TYPE("FileType", Operand.FILE_TYPE),
    NOT_FILE_TYPE("NotFileType", Operand.FILE_TYPE),
    /** Only for binaries, process ids, namespaces and capabilities. */
    IN("In", Operand.TEXT),
    /** Only for binaries, process ids, namespaces and capabilities. */
    NOT_IN("NotIn", Operand.TEXT);

    /** What the values of the operator are. */
    public enum Operand {
        NUMBER,
        TEXT,
        NUMBER_OR_TEXT,
        RANGE,
        NUMBER_OR_RANGE,
        /** A port or {@code first:last}. */
        PORT,
        /** An IPv4 or IPv6 address, or a block of them such as {@code 10.0.0.0/8}. */
        ADDRESS,
        PROTOCOL,
        FAMILY,
        STATE,
        FILE_TYPE,
        EXPRESSION,
        /** The operator takes no value. */
        NONE
    }

    private static final Map<String, Operator> BY_NAME =
            Arrays.stream(values())
                    .collect(Collectors.toMap(Operator::yamlName, Function.identity()));
    private static final Set<Operator> SET_ONLY = Set.of(IN, NOT_IN);

    private final String yamlName;
    private final Operand operand;

    Operator(String yamlName, Operand operand) {
        this.yamlName = yamlName;
        this.operand = operand;
    }

    /** The spelling in a policy. */
    public String yamlName() {
        return yamlName;
    }

    public Operand operand() {
        return operand;
    }

    /** Whether it holds when the comparison does not. */
    public boolean negated() {
        return yamlName.startsWith("Not");
    }

    /** The operator of that spelling; {@link #EQUAL} when there is none. */
    static Operator ofYaml(String name) {
        return BY_NAME.getOrDefault(name, EQUAL);
    }

    /** Spellings allowed in matchArgs, matchData and matchReturnArgs. */
    static List<String> argumentOperators() {
        return Arrays.stream(values())
                .filter(operator -> !SET_ONLY.contains(operator))
                .map(Operator::yamlName)
                .toList();
    }

    /** Spellings allowed in matchBinaries and matchParentBinaries. */
    static List<String> binaryOperators() {
        return List.of("In", "NotIn", "Prefix", "NotPrefix", "Postfix", "NotPostfix");
    }

    /** Spellings allowed in matchCurrentCred. */
    static List<String> credentialOperators() {
        return List.of(
                "Equal",
                "NotEqual",
                "GT",
                "GreaterThan",
                "LT",
                "LessThan",
                "InRange",
                "NotInRange",
                "InMap",
                "NotInMap");
    }

    /** Spellings allowed in matchPIDs, matchNamespaces and matchCapabilities. */
    static List<String> setOperators() {
        return List.of("In", "NotIn");
    }
}
