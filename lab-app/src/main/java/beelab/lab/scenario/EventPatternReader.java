package beelab.lab.scenario;

import beelab.lab.feed.EventKind;
import beelab.lab.scenario.EventPattern.Count;
import beelab.lab.scenario.EventPattern.FieldMatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code event: process_exit, binary: …} and its like. */
final class EventPatternReader {

    static final int MAX_ARGS = 5;

    private EventPatternReader() {}

    static @Nullable EventPattern read(YamlNode node) {
        Map<String, YamlNode> entries = node.entries(new LinkedHashSet<>(Keys.EVENT));
        YamlNode event = entries.remove("event");
        if (event == null) {
            return null;
        }
        String kindName = event.text();
        Optional<EventKind> kind = EventKind.of(kindName);
        if (kind.isEmpty()) {
            event.problem(
                    "there is no event '" + kindName + "'",
                    Suggestion.hint(
                            kindName,
                            Arrays.stream(EventKind.values()).map(EventKind::key).toList()));
            return null;
        }
        YamlNode countNode = entries.remove("count");
        YamlNode message = entries.remove("message");
        List<FieldMatch> fields = new ArrayList<>();
        entries.forEach((key, value) -> fields.addAll(field(kind.get(), key, value)));
        return new EventPattern(
                kind.get(),
                fields,
                countNode == null ? Count.SOME : count(countNode),
                message == null ? "" : message.text(),
                node.mark());
    }

    private static List<FieldMatch> field(EventKind kind, String key, YamlNode value) {
        EventField field = EventField.of(key).orElseThrow();
        if (!field.isIn(kind)) {
            value.problem(
                    "an event %s has no field '%s'".formatted(kind.key(), key),
                    "its fields: "
                            + Arrays.stream(EventField.values())
                                    .filter(f -> f.isIn(kind))
                                    .map(EventField::key)
                                    .collect(Collectors.joining(", ")));
            return List.of();
        }
        if (field == EventField.ARGS) {
            List<FieldMatch> matches = new ArrayList<>();
            value.entries(null)
                    .forEach((index, argument) -> {
                        if (index.matches("[0-9]") && Integer.parseInt(index) < MAX_ARGS) {
                            matches.add(
                                    new FieldMatch(
                                            field, Integer.parseInt(index), matcher(argument)));
                        } else {
                            argument.problem(
                                    "'" + index + "' is not the index of an argument",
                                    "write 0 to " + (MAX_ARGS - 1));
                        }
                    });
            return matches;
        }
        return List.of(new FieldMatch(field, 0, matcher(value)));
    }

    private static ValueMatcher matcher(YamlNode value) {
        if (!value.isMapping()) {
            return new ValueMatcher.Exactly(value.text());
        }
        YamlObject object = new YamlObject(value, Keys.VALUE);
        if (value.keys().size() > 1) {
            value.problem("compares in several ways at once", "keep one of them");
        }
        if (object.has("prefix")) {
            return new ValueMatcher.Prefix(object.required("prefix"));
        }
        if (object.has("suffix")) {
            return new ValueMatcher.Suffix(object.required("suffix"));
        }
        if (object.has("contains")) {
            return new ValueMatcher.Contains(object.required("contains"));
        }
        if (object.has("pod-address")) {
            return new ValueMatcher.PodAddress(object.required("pod-address"), List.of());
        }
        String regex = object.required("matches");
        try {
            return new ValueMatcher.Regex(Pattern.compile(regex));
        } catch (PatternSyntaxException e) {
            value.problem(
                    "'%s' is not a regular expression: %s".formatted(regex, e.getDescription()),
                    "write it as java.util.regex.Pattern wants it");
            return new ValueMatcher.Exactly(regex);
        }
    }

    private static Count count(YamlNode node) {
        if (!node.isMapping()) {
            int exactly = node.integer(1, Integer.MAX_VALUE);
            return new Count(exactly, exactly);
        }
        YamlObject object = new YamlObject(node, Keys.COUNT);
        int min = object.integer("min", 1, Integer.MAX_VALUE, 1);
        int max = object.integer("max", 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
        if (max < min) {
            node.problem("max is less than min", "no number of events can satisfy this");
        }
        return new Count(min, max);
    }
}
