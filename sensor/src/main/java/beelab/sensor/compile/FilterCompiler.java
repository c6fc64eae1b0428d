package beelab.sensor.compile;

import beelab.sensor.compile.FilterTest.Part;
import beelab.sensor.event.CapabilityNames;
import beelab.sensor.policy.ArgumentType;
import beelab.sensor.policy.IpBlock;
import beelab.sensor.policy.NumberRange;
import beelab.sensor.policy.Numbers;
import beelab.sensor.policy.Operator;
import beelab.sensor.policy.SocketNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From an operator of one operand with its values to a test of the engine. Values are already
 * checked.
 */
final class FilterCompiler {
    private static final int PRIVILEGED_PORTS = 1024;

    /** {@code S_IFMT} parts of include/uapi/linux/stat.h. */
    private static final Map<String, Long> FILE_TYPES =
            Map.ofEntries(
                    Map.entry("sock", 0140000L),
                    Map.entry("socket", 0140000L),
                    Map.entry("lnk", 0120000L),
                    Map.entry("link", 0120000L),
                    Map.entry("reg", 0100000L),
                    Map.entry("regular", 0100000L),
                    Map.entry("blk", 0060000L),
                    Map.entry("block", 0060000L),
                    Map.entry("dir", 0040000L),
                    Map.entry("directory", 0040000L),
                    Map.entry("chr", 0020000L),
                    Map.entry("char", 0020000L),
                    Map.entry("fifo", 0010000L),
                    Map.entry("pipe", 0010000L));

    private FilterCompiler() {}

    /**
     * Compiles one filter.
     *
     * @param argument index of the argument in the record
     * @param type how the policy reads the argument
     */
    static CompiledFilter compile(
            Operator operator, List<String> values, int argument, ArgumentType type) {
        return new CompiledFilter(
                argument, field(operator, type), test(operator, values, type), operator.negated());
    }

    /** What an operator looks at in an argument. */
    private static FilterField field(Operator operator, ArgumentType type) {
        return switch (operator) {
            case EQUAL, NOT_EQUAL -> type.isTextual() ? FilterField.TEXT : FilterField.NUMBER;
            case PREFIX, NOT_PREFIX, POSTFIX, NOT_POSTFIX, SUB_STRING, SUB_STRING_IGN_CASE ->
                    FilterField.TEXT;
            case SPORT, NOT_SPORT, SPORT_PRIV, NOT_SPORT_PRIV -> FilterField.SOCK_SOURCE_PORT;
            case DPORT, NOT_DPORT, DPORT_PRIV, NOT_DPORT_PRIV -> FilterField.SOCK_DESTINATION_PORT;
            case SADDR, NOT_SADDR -> FilterField.SOCK_SOURCE_ADDRESS;
            case DADDR, NOT_DADDR -> FilterField.SOCK_DESTINATION_ADDRESS;
            case PROTOCOL -> FilterField.SOCK_PROTOCOL;
            case FAMILY -> FilterField.SOCK_FAMILY;
            case STATE -> FilterField.SOCK_STATE;
            case FILE_TYPE, NOT_FILE_TYPE -> FilterField.FILE_TYPE;
            case GT,
                    GREATER_THAN,
                    LT,
                    LESS_THAN,
                    MASK,
                    IN_RANGE,
                    NOT_IN_RANGE,
                    IN_MAP,
                    NOT_IN_MAP,
                    CAPABILITIES_GAINED,
                    CEL_EXPR,
                    IN,
                    NOT_IN ->
                    FilterField.NUMBER;
        };
    }

    private static FilterTest test(Operator operator, List<String> values, ArgumentType type) {
        return switch (operator) {
            case EQUAL, NOT_EQUAL ->
                    type.isTextual() ? FilterTest.Text.of(Part.WHOLE, values) : ranges(values);
            case PREFIX, NOT_PREFIX -> FilterTest.Text.of(Part.FRONT, values);
            case POSTFIX, NOT_POSTFIX -> FilterTest.Text.of(Part.END, values);
            case SUB_STRING -> FilterTest.Text.of(Part.ANYWHERE, values);
            case SUB_STRING_IGN_CASE -> new FilterTest.Text(Part.ANYWHERE, values, true);
            // One value that is passed is enough, so only the nearest one counts.
            case GT, GREATER_THAN -> new FilterTest.GreaterThan(nearest(values, type, true));
            case LT, LESS_THAN -> new FilterTest.LessThan(nearest(values, type, false));
            case MASK -> new FilterTest.AnyBit(longs(values));
            case IN_RANGE, NOT_IN_RANGE, IN_MAP, NOT_IN_MAP, SPORT, NOT_SPORT, DPORT, NOT_DPORT ->
                    ranges(values);
            case SPORT_PRIV, NOT_SPORT_PRIV, DPORT_PRIV, NOT_DPORT_PRIV ->
                    new FilterTest.LessThan(PRIVILEGED_PORTS);
            case SADDR, NOT_SADDR, DADDR, NOT_DADDR -> networks(values);
            case PROTOCOL -> named(values, SocketNames.PROTOCOLS);
            case FAMILY -> named(values, SocketNames.FAMILIES);
            case STATE -> named(values, SocketNames.STATES);
            case FILE_TYPE, NOT_FILE_TYPE ->
                    new FilterTest.NumberIn(
                            values.stream().map(v -> FILE_TYPES.getOrDefault(v, 0L)).toList());
            case CAPABILITIES_GAINED, CEL_EXPR, IN, NOT_IN ->
                    throw new IllegalArgumentException(operator + " has no single operand");
        };
    }

    /** The test on an id of the process. */
    static FilterTest idTest(Operator operator, List<String> values) {
        return switch (operator) {
            case GT, GREATER_THAN ->
                    new FilterTest.GreaterThan(nearest(values, ArgumentType.UINT32, true));
            case LT, LESS_THAN ->
                    new FilterTest.LessThan(nearest(values, ArgumentType.UINT32, false));
            default -> numbersOrRanges(parsed(values));
        };
    }

    /** Whether a filter holds for a value that is the same for every call. */
    static boolean holds(CompiledFilter filter, long value) {
        boolean found =
                switch (filter.test()) {
                    case FilterTest.Anything _ -> true;
                    case FilterTest.NumberIn in -> in.values().contains(value);
                    case FilterTest.GreaterThan than -> value > than.value();
                    case FilterTest.LessThan than -> value < than.value();
                    case FilterTest.AnyBit any ->
                            any.masks().stream().anyMatch(mask -> (mask & value) != 0);
                    case FilterTest.InRange in ->
                            in.ranges().stream()
                                    .anyMatch(r -> r.first() <= value && value <= r.last());
                    case FilterTest.BitsGained _,
                            FilterTest.Text _,
                            FilterTest.AddressIn _,
                            FilterTest.Expression _,
                            FilterTest.NamespaceIn _,
                            FilterTest.Follows _,
                            FilterTest.WorkloadIn _ ->
                            false;
                };
        return found != filter.negated();
    }

    private static long nearest(List<String> values, ArgumentType type, boolean smallest) {
        List<Long> numbers = longs(values);
        boolean signed = type.bytes() == 0 || type.signed();
        long best = numbers.getFirst();
        for (long number : numbers) {
            int order = signed ? Long.compare(number, best) : Long.compareUnsigned(number, best);
            if (smallest ? order < 0 : order > 0) {
                best = number;
            }
        }
        return best;
    }

    private static List<Long> longs(List<String> values) {
        return values.stream().map(FilterCompiler::number).toList();
    }

    /** A number, or the name of one. */
    private static long number(String value) {
        int capability = CapabilityNames.number(value);
        return capability >= 0 ? capability : Numbers.tryParse(value).orElseThrow().longValue();
    }

    private static FilterTest named(List<String> values, Map<String, Integer> names) {
        return new FilterTest.NumberIn(
                values.stream()
                        .map(value -> SocketNames.number(value, names))
                        .flatMap(Optional::stream)
                        .map(Integer::longValue)
                        .toList());
    }

    private static FilterTest networks(List<String> values) {
        return new FilterTest.AddressIn(
                values.stream()
                        .map(IpBlock::tryParse)
                        .flatMap(Optional::stream)
                        .map(b -> new FilterTest.Network(b.address(), b.prefixLength()))
                        .toList());
    }

    private static FilterTest ranges(List<String> values) {
        return numbersOrRanges(parsed(values));
    }

    private static List<FilterTest.Range> parsed(List<String> values) {
        List<FilterTest.Range> ranges = new ArrayList<>();
        for (String value : values) {
            Optional<NumberRange> range = NumberRange.tryParse(value);
            if (range.isPresent()) {
                ranges.add(
                        new FilterTest.Range(
                                range.get().min().longValue(), range.get().max().longValue()));
            } else {
                ranges.add(new FilterTest.Range(number(value), number(value)));
            }
        }
        return ranges;
    }

    private static FilterTest numbersOrRanges(List<FilterTest.Range> ranges) {
        boolean single = ranges.stream().allMatch(range -> range.first() == range.last());
        return single
                ? new FilterTest.NumberIn(ranges.stream().map(FilterTest.Range::first).toList())
                : new FilterTest.InRange(ranges);
    }
}
