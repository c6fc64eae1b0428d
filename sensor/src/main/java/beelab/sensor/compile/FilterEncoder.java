package beelab.sensor.compile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Filters to struct filter_config, their values to sets and tables. */
final class FilterEncoder {
    /** Filters of one hook, MAX_LISTED_FILTERS of bpf/include/limits.h. */
    static final int MAX_FILTERS = 4096;

    private static final int WORDS_OF_STEP = 4;

    private final List<ArgSpec> arguments;
    private final Machine machine;
    private final SetBuilder sets;
    private final TableBuilder tables;

    FilterEncoder(List<ArgSpec> arguments, Machine machine, SetBuilder sets, TableBuilder tables) {
        this.arguments = arguments;
        this.machine = machine;
        this.sets = sets;
        this.tables = tables;
    }

    /** A structure for each filter, in the order of the selectors; each selector has one. */
    List<byte[]> encode(List<CompiledSelector> selectors) {
        List<byte[]> encoded = new ArrayList<>();
        CompiledFilter always =
                CompiledFilter.ofProcess(FilterField.PID, new FilterTest.Anything(), false);
        for (int i = 0; i < selectors.size(); i++) {
            List<CompiledFilter> filters = selectors.get(i).filters();
            for (CompiledFilter filter : filters.isEmpty() ? List.of(always) : filters) {
                StructWriter out = StructWriter.of(ConfigLayouts.FILTER_CONFIG);
                out.put("selector", i);
                encode(filter, out);
                encoded.add(out.bytes());
            }
        }
        return encoded;
    }

    private void encode(CompiledFilter filter, StructWriter out) {
        boolean ofArgument = !filter.field().ofProcess();
        int position = ofArgument ? positionOf(filter.argument()) : 0;
        boolean number = filter.field() == FilterField.NUMBER;
        // Ports, modes, ids and the like are plain numbers: nothing to cut.
        ArgType type = number ? arguments.get(position).type() : ArgType.UINT64;
        int flags =
                (filter.negated() ? ConfigCodes.FILTER_NEGATED : 0)
                        | (number && ArgTypes.isSigned(type) ? ConfigCodes.FILTER_SIGNED : 0)
                        | (filter.field().followsForks() ? ConfigCodes.FILTER_FOLLOW_FORKS : 0)
                        | (filter.test() instanceof FilterTest.Text text ? cutFlags(text) : 0);
        out.put("field", filter.field().code()).put("arg", position).put("flags", flags);
        encodeTest(filter.test(), type, out);
    }

    private static int cutFlags(FilterTest.Text text) {
        return switch (text.part()) {
            case WHOLE -> ConfigCodes.FILTER_AT_FRONT | ConfigCodes.FILTER_AT_END;
            case FRONT -> ConfigCodes.FILTER_AT_FRONT;
            case END -> ConfigCodes.FILTER_AT_END;
            case ANYWHERE -> 0;
        };
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
            case FilterTest.Anything() -> out.put("test", ConfigCodes.TEST_ANY);
            case FilterTest.NumberIn(List<Long> values) -> numberIn(values, type, out);
            case FilterTest.GreaterThan(long value) ->
                    numbers(ConfigCodes.TEST_NUMBER_GREATER, List.of(value), type, out);
            case FilterTest.LessThan(long value) ->
                    numbers(ConfigCodes.TEST_NUMBER_LESS, List.of(value), type, out);
            case FilterTest.AnyBit(List<Long> masks) -> anyBit(masks, type, out);
            case FilterTest.InRange(List<FilterTest.Range> ranges) -> ranges(ranges, type, out);
            case FilterTest.BitsGained(int other, long mask) ->
                    out.put("test", ConfigCodes.TEST_BITS_GAINED)
                            .put("other", positionOf(other))
                            .put("numbers", 0, mask);
            case FilterTest.Text text -> text(text, out);
            case FilterTest.AddressIn(List<FilterTest.Network> networks) ->
                    set(ConfigCodes.TEST_ADDRESS, networks, sets::addNetwork, out);
            case FilterTest.Expression(List<ExpressionStep> steps) ->
                    out.put("test", ConfigCodes.TEST_EXPRESSION)
                            .put("set", tables.add(steps, this::positionOf))
                            .put("count", steps.size());
            case FilterTest.NamespaceIn(List<Long> inodes, String host) -> {
                List<Long> values = new ArrayList<>(inodes);
                if (!host.isEmpty()) {
                    values.add(machine.hostNamespace(host));
                }
                numberIn(values, type, out);
            }
            case FilterTest.Follows follows ->
                    out.put("test", ConfigCodes.TEST_NUMBER_ANY_BIT)
                            .put("count", 1)
                            .put("numbers", 0, 1L << machine.followed(follows.executables()));
            case FilterTest.WorkloadIn(int set) ->
                    out.put("test", ConfigCodes.TEST_WORKLOAD).put("set", set);
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

    private static void anyBit(List<Long> masks, ArgType type, StructWriter out) {
        long all = masks.stream().reduce(0L, (a, b) -> a | b);
        numbers(ConfigCodes.TEST_NUMBER_ANY_BIT, List.of(all), type, out);
    }

    private static void numbers(int test, List<Long> values, ArgType type, StructWriter out) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a filter without numbers");
        }
        out.put("test", test).put("count", values.size());
        for (int i = 0; i < values.size(); i++) {
            out.put("numbers", i, ArgTypes.narrow(type, values.get(i)));
        }
    }

    private void ranges(List<FilterTest.Range> ranges, ArgType type, StructWriter out) {
        if (ranges.size() > ConfigLayouts.MAX_NUMBERS) {
            boolean signed = ArgTypes.isSigned(type);
            set(
                    ConfigCodes.TEST_NUMBER_TRIE,
                    ranges,
                    (set, range) -> sets.addRange(set, range, signed),
                    out);
            return;
        }
        out.put("test", ConfigCodes.TEST_NUMBER_RANGE).put("count", ranges.size());
        for (int i = 0; i < ranges.size(); i++) {
            out.put("numbers", 2 * i, ranges.get(i).first());
            out.put("numbers", 2 * i + 1, ranges.get(i).last());
        }
    }

    /** Words that a test takes of the program's table. */
    static long tableWords(FilterTest test) {
        return switch (test) {
            case FilterTest.Text text when needsAutomaton(text) ->
                    new TextAutomaton(text.part(), bytes(text), text.ignoreCase()).words();
            case FilterTest.Expression(List<ExpressionStep> steps) ->
                    (long) WORDS_OF_STEP * steps.size();
            default -> 0;
        };
    }

    private static List<byte[]> bytes(FilterTest.Text text) {
        return text.values().stream().map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private static boolean needsAutomaton(FilterTest.Text text) {
        return text.part() == FilterTest.Part.ANYWHERE
                || bytes(text).stream().anyMatch(b -> b.length > ConfigLayouts.TEXT_KEY_BYTES);
    }

    /** Short texts go into maps, which take one look; long ones and parts into an automaton. */
    private void text(FilterTest.Text text, StructWriter out) {
        List<byte[]> bytes = bytes(text);
        if (needsAutomaton(text)) {
            TextAutomaton automaton = new TextAutomaton(text.part(), bytes, text.ignoreCase());
            out.put("test", ConfigCodes.TEST_TEXT_AUTOMATON).put("set", tables.add(automaton));
            return;
        }
        switch (text.part()) {
            case WHOLE -> set(ConfigCodes.TEST_TEXT_EQUAL, bytes, sets::addText, out);
            case FRONT -> set(ConfigCodes.TEST_TEXT_PREFIX, bytes, sets::addPrefix, out);
            case END -> set(ConfigCodes.TEST_TEXT_SUFFIX, bytes, sets::addSuffix, out);
            case ANYWHERE -> throw new IllegalStateException("a map for parts of texts");
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
}
