package beelab.lab.ui.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text filter above the table.
 *
 * <p>Words separated by blanks; all must match, upper and lower case are the same. A word is
 * searched in everything that a row shows. {@code field:word} searches one field, {@code -word}
 * excludes, and quotes keep blanks: {@code pod:cloudyuga -policy:"" args:"/etc/passwd"}.
 */
public final class EventQuery implements Predicate<EventLine> {
    /** Matches everything. */
    public static final EventQuery ALL = new EventQuery(List.of());

    private static final Pattern WORD = Pattern.compile("(-?)(?:(\\w+):)?(?:\"([^\"]*)\"?|(\\S+))");

    private static final Map<String, Function<EventLine, String>> FIELDS =
            Map.ofEntries(
                    Map.entry("pod", EventLine::source),
                    Map.entry("source", EventLine::source),
                    Map.entry("binary", EventLine::binary),
                    Map.entry("process", EventLine::binary),
                    Map.entry("args", EventLine::detail),
                    Map.entry("function", EventLine::function),
                    Map.entry("policy", EventLine::policy),
                    Map.entry("action", EventLine::action),
                    Map.entry("verdict", row -> row.verdict().word()),
                    Map.entry("type", row -> row.look().name()));

    private final List<Predicate<EventLine>> words;

    private EventQuery(List<Predicate<EventLine>> words) {
        this.words = words;
    }

    /**
     * Reads a filter.
     *
     * @throws IllegalArgumentException when it names a field that does not exist; the message is
     *     for the learner and lists the fields
     */
    public static EventQuery parse(String text) {
        List<Predicate<EventLine>> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text.strip());
        while (matcher.find()) {
            String unfinished = matcher.group(4);
            if (matcher.group(2) == null && unfinished != null && unfinished.matches("\\w+:")) {
                // The learner is about to type the value: nothing to search for yet.
                word(unfinished.substring(0, unfinished.length() - 1), "");
                continue;
            }
            String value = matcher.group(3) != null ? matcher.group(3) : matcher.group(4);
            Predicate<EventLine> word = word(matcher.group(2), value.toLowerCase(Locale.ROOT));
            words.add(matcher.group(1).isEmpty() ? word : word.negate());
        }
        return words.isEmpty() ? ALL : new EventQuery(List.copyOf(words));
    }

    private static Predicate<EventLine> word(
            @org.jspecify.annotations.Nullable String field, String value) {
        if (field == null) {
            return row -> row.mentions(value);
        }
        Function<EventLine, String> content = FIELDS.get(field.toLowerCase(Locale.ROOT));
        if (content == null) {
            throw new IllegalArgumentException(
                    "There is no field “%s”. Fields: %s."
                            .formatted(
                                    field,
                                    FIELDS.keySet().stream()
                                            .sorted()
                                            .collect(Collectors.joining(", "))));
        }
        // An empty value asks whether the field is empty: policy:"" finds events without a policy.
        return value.isEmpty()
                ? row -> content.apply(row).isEmpty()
                : row -> EventLine.contains(content.apply(row), value);
    }

    /** A filter word for one value of a field, quoted when that is needed. */
    public static String term(String field, String value) {
        return value.isEmpty() || value.contains(" ")
                ? field + ":\"" + value + "\""
                : field + ":" + value;
    }

    /** The fields that may stand before a colon, sorted. */
    public static List<String> fields() {
        return FIELDS.keySet().stream().sorted().toList();
    }

    @Override
    public boolean test(EventLine row) {
        for (Predicate<EventLine> word : words) {
            if (!word.test(row)) {
                return false;
            }
        }
        return true;
    }
}
