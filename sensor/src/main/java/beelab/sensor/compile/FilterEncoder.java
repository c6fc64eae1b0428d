package beelab.sensor.compile;

import java.util.List;
import java.util.function.BiConsumer;

/** Filters to struct filter_config, their values to sets. */
final class FilterEncoder {

    private final List<ArgSpec> arguments;
    private final SetBuilder sets;

    FilterEncoder(List<ArgSpec> arguments, SetBuilder sets) {
        this.arguments = arguments;
        this.sets = sets;
    }

    void encode(CompiledFilter filter, StructWriter out) {
        int position = positionOf(filter.argument());
        ArgType type = arguments.get(position).type();
        boolean number = filter.field() == CompiledFilter.Field.NUMBER;
        int flags =
                (filter.negated() ? ConfigCodes.FILTER_NEGATED : 0)
                        | (number && ArgTypes.isSigned(type) ? ConfigCodes.FILTER_SIGNED : 0);
        out.put("field", fieldCode(filter.field())).put("arg", position).put("flags", flags);
        // Ports, modes and the like are plain small numbers: nothing to cut.
        encodeTest(filter.test(), number ? type : ArgType.UINT64, out);
    }

    void encode(CompiledSelector.BinaryFilter filter, StructWriter out) {
        out.put("field", fieldCode(CompiledFilter.Field.TEXT))
                .put("flags", filter.negated() ? ConfigCodes.FILTER_NEGATED : 0);
        encodeTest(filter.test(), ArgType.STRING, out);
    }

    private int positionOf(int index) {
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).index() == index) {
                return i;
            }
        }
        throw new IllegalArgumentException("filter on argument " + index + ", not collected");
    }

    private void encodeTest(FilterTest test, ArgType type, StructWriter out) {
        switch (test) {
            case FilterTest.NumberIn(List<Long> values) -> numberIn(values, type, out);
            case FilterTest.GreaterThan(long value) ->
                    numbers(ConfigCodes.TEST_NUMBER_GREATER, List.of(value), type, out);
            case FilterTest.LessThan(long value) ->
                    numbers(ConfigCodes.TEST_NUMBER_LESS, List.of(value), type, out);
            case FilterTest.AnyBit(List<Long> masks) ->
                    numbers(ConfigCodes.TEST_NUMBER_ANY_BIT, masks, type, out);
            case FilterTest.InRange(List<FilterTest.Range> ranges) -> ranges(ranges, out);
            case FilterTest.TextEqual(List<String> values) ->
                    set(ConfigCodes.TEST_TEXT_EQUAL, values, sets::addText, out);
            case FilterTest.TextPrefix(List<String> values) ->
                    set(ConfigCodes.TEST_TEXT_PREFIX, values, sets::addPrefix, out);
            case FilterTest.TextSuffix(List<String> values) ->
                    set(ConfigCodes.TEST_TEXT_SUFFIX, values, sets::addSuffix, out);
            case FilterTest.AddressIn(List<FilterTest.Network> networks) ->
                    set(ConfigCodes.TEST_ADDRESS, networks, sets::addNetwork, out);
        }
    }

    private void numberIn(List<Long> values, ArgType type, StructWriter out) {
        if (values.size() <= ConfigLayouts.MAX_NUMBERS) {
            numbers(ConfigCodes.TEST_NUMBER_IN, values, type, out);
        } else {
            set(
                    ConfigCodes.TEST_NUMBER_SET,
                    values,
                    (set, value) -> sets.addNumber(set, ArgTypes.narrow(type, value)),
                    out);
        }
    }

    private static void numbers(int test, List<Long> values, ArgType type, StructWriter out) {
        requireFit(values.size());
        out.put("test", test).put("count", values.size());
        for (int i = 0; i < values.size(); i++) {
            out.put("numbers", i, ArgTypes.narrow(type, values.get(i)));
        }
    }

    private static void ranges(List<FilterTest.Range> ranges, StructWriter out) {
        requireFit(ranges.size());
        out.put("test", ConfigCodes.TEST_NUMBER_RANGE).put("count", ranges.size());
        for (int i = 0; i < ranges.size(); i++) {
            out.put("numbers", 2 * i, ranges.get(i).first());
            out.put("numbers", 2 * i + 1, ranges.get(i).last());
        }
    }

    private <T> void set(int test, List<T> values, BiConsumer<Integer, T> add, StructWriter out) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a filter without values");
        }
        int set = sets.newSet();
        values.forEach(value -> add.accept(set, value));
        out.put("test", test).put("set", set);
    }

    private static void requireFit(int count) {
        if (count < 1 || count > ConfigLayouts.MAX_NUMBERS) {
            throw new IllegalArgumentException(
                    "a filter with " + count + " numbers; 1 to " + ConfigLayouts.MAX_NUMBERS);
        }
    }

    private static int fieldCode(CompiledFilter.Field field) {
        return switch (field) {
            case NUMBER -> ConfigCodes.FIELD_NUMBER;
            case TEXT -> ConfigCodes.FIELD_TEXT;
            case FILE_TYPE -> ConfigCodes.FIELD_FILE_TYPE;
            case SOCK_FAMILY -> ConfigCodes.FIELD_SOCK_FAMILY;
            case SOCK_PROTOCOL -> ConfigCodes.FIELD_SOCK_PROTOCOL;
            case SOCK_STATE -> ConfigCodes.FIELD_SOCK_STATE;
            case SOCK_SOURCE_PORT -> ConfigCodes.FIELD_SOCK_SPORT;
            case SOCK_DESTINATION_PORT -> ConfigCodes.FIELD_SOCK_DPORT;
            case SOCK_SOURCE_ADDRESS -> ConfigCodes.FIELD_SOCK_SADDR;
            case SOCK_DESTINATION_ADDRESS -> ConfigCodes.FIELD_SOCK_DADDR;
        };
    }
}
