package beelab.sensor.compile;

import beelab.sensor.compile.CompiledFilter.Field;
import beelab.sensor.policy.ArgumentType;
import beelab.sensor.policy.IpBlock;
import beelab.sensor.policy.NumberRange;
import beelab.sensor.policy.Numbers;
import beelab.sensor.policy.Operator;
import beelab.sensor.policy.Selector;
import beelab.sensor.policy.SocketNames;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From an operator with its values to a test of the engine. Values are already checked. */
final class FilterCompiler {
    /** Entries that ranges of one filter may be spread out to. */
    static final int MAX_NUMBERS = 65_536;

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
    static CompiledFilter compile(Selector.ArgumentFilter filter, int argument, ArgumentType type)
            throws Refusal {
        Operator operator = filter.operator();
        List<String> values = filter.values();
        return switch (operator) {
            case EQUAL, NOT_EQUAL ->
                    type.isTextual()
                            ? text(argument, new FilterTest.TextEqual(texts(values)), operator)
                            : number(argument, Field.NUMBER, numbers(values), operator);
            case PREFIX, NOT_PREFIX ->
                    text(argument, new FilterTest.TextPrefix(texts(values)), operator);
            case POSTFIX, NOT_POSTFIX ->
                    text(argument, new FilterTest.TextSuffix(texts(values)), operator);
            case GT, GREATER_THAN ->
                    number(
                            argument,
                            Field.NUMBER,
                            new FilterTest.GreaterThan(
                                    longs(values).stream()
                                            .mapToLong(Long::longValue)
                                            .min()
                                            .orElse(0)),
                            operator);
            case LT, LESS_THAN ->
                    number(
                            argument,
                            Field.NUMBER,
                            new FilterTest.LessThan(
                                    longs(values).stream()
                                            .mapToLong(Long::longValue)
                                            .max()
                                            .orElse(0)),
                            operator);
            case MASK ->
                    number(argument, Field.NUMBER, new FilterTest.AnyBit(longs(values)), operator);
            case IN_RANGE, NOT_IN_RANGE, IN_MAP, NOT_IN_MAP ->
                    number(argument, Field.NUMBER, ranges(values), operator);
            case SPORT, NOT_SPORT ->
                    number(argument, Field.SOCK_SOURCE_PORT, ranges(values), operator);
            case DPORT, NOT_DPORT ->
                    number(argument, Field.SOCK_DESTINATION_PORT, ranges(values), operator);
            case SPORT_PRIV, NOT_SPORT_PRIV ->
                    number(
                            argument,
                            Field.SOCK_SOURCE_PORT,
                            new FilterTest.LessThan(PRIVILEGED_PORTS),
                            operator);
            case DPORT_PRIV, NOT_DPORT_PRIV ->
                    number(
                            argument,
                            Field.SOCK_DESTINATION_PORT,
                            new FilterTest.LessThan(PRIVILEGED_PORTS),
                            operator);
            case SADDR, NOT_SADDR ->
                    number(argument, Field.SOCK_SOURCE_ADDRESS, networks(values), operator);
            case DADDR, NOT_DADDR ->
                    number(argument, Field.SOCK_DESTINATION_ADDRESS, networks(values), operator);
            case PROTOCOL ->
                    number(
                            argument,
                            Field.SOCK_PROTOCOL,
                            named(values, SocketNames.PROTOCOLS),
                            operator);
            case FAMILY ->
                    number(
                            argument,
                            Field.SOCK_FAMILY,
                            named(values, SocketNames.FAMILIES),
                            operator);
            case STATE ->
                    number(argument, Field.SOCK_STATE, named(values, SocketNames.STATES), operator);
            case FILE_TYPE, NOT_FILE_TYPE ->
                    number(
                            argument,
                            Field.FILE_TYPE,
                            new FilterTest.NumberIn(
                                    values.stream()
                                            .map(v -> FILE_TYPES.getOrDefault(v, 0L))
                                            .toList()),
                            operator);
            case CAPABILITIES_GAINED, SUB_STRING, SUB_STRING_IGN_CASE, CEL_EXPR, IN, NOT_IN ->
                    throw new Refusal(
                            "operator",
                            operator.yamlName() + " is not implemented in this version",
                            "");
        };
    }

    /** Whether a filter holds for a value that is the same for every call. */
    static boolean holds(CompiledFilter filter, long value) {
        boolean found =
                switch (filter.test()) {
                    case FilterTest.NumberIn in -> in.values().contains(value);
                    case FilterTest.GreaterThan than -> value > than.value();
                    case FilterTest.LessThan than -> value < than.value();
                    case FilterTest.AnyBit any ->
                            any.masks().stream().anyMatch(mask -> (mask & value) != 0);
                    case FilterTest.InRange in ->
                            in.ranges().stream()
                                    .anyMatch(r -> r.first() <= value && value <= r.last());
                    case FilterTest.TextEqual _,
                            FilterTest.TextPrefix _,
                            FilterTest.TextSuffix _,
                            FilterTest.AddressIn _ ->
                            false;
                };
        return found != filter.negated();
    }

    /** Texts that fit into the keys of the engine's maps. */
    static List<String> texts(List<String> values) throws Refusal {
        for (int i = 0; i < values.size(); i++) {
            int bytes = values.get(i).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > FilterTest.MAX_TEXT) {
                throw new Refusal(
                        "values[" + i + "]",
                        "this version compares texts of at most "
                                + FilterTest.MAX_TEXT
                                + " bytes, this one has "
                                + bytes,
                        "");
            }
        }
        return values;
    }

    private static CompiledFilter text(int argument, FilterTest test, Operator operator) {
        return new CompiledFilter(argument, Field.TEXT, test, operator.negated());
    }

    private static CompiledFilter number(
            int argument, Field field, FilterTest test, Operator operator) {
        return new CompiledFilter(argument, field, test, operator.negated());
    }

    private static FilterTest numbers(List<String> values) {
        return new FilterTest.NumberIn(longs(values));
    }

    private static List<Long> longs(List<String> values) {
        return values.stream()
                .map(Numbers::tryParse)
                .flatMap(Optional::stream)
                .map(BigInteger::longValue)
                .toList();
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

    /** Numbers and ranges: as ranges if they are few, otherwise number by number. */
    private static FilterTest ranges(List<String> values) throws Refusal {
        List<FilterTest.Range> ranges = new ArrayList<>();
        boolean single = true;
        long count = 0;
        for (String value : values) {
            if (value.startsWith("list:")) {
                throw new Refusal(
                        "values", "lists as values are not implemented in this version", "");
            }
            NumberRange range = NumberRange.tryParse(value).orElseThrow();
            long first = range.min().longValue();
            long last = range.max().longValue();
            ranges.add(new FilterTest.Range(first, last));
            single &= first == last;
            long width = last - first + 1;
            count = width <= 0 || count + width < 0 ? Long.MAX_VALUE : count + width;
        }
        if (!single && ranges.size() <= 4) {
            return new FilterTest.InRange(ranges);
        }
        if (count > MAX_NUMBERS) {
            throw new Refusal(
                    "values",
                    "more than 4 ranges, which together hold more than " + MAX_NUMBERS + " numbers",
                    "use fewer or smaller ranges");
        }
        List<Long> numbers = new ArrayList<>();
        for (FilterTest.Range range : ranges) {
            for (long number = range.first(); number <= range.last(); number++) {
                numbers.add(number);
            }
        }
        return new FilterTest.NumberIn(numbers);
    }
}
