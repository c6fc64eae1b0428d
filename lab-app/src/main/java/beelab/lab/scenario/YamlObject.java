package beelab.lab.scenario;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A mapping with a fixed set of keys. Unknown keys are a problem as soon as it is made. */
final class YamlObject {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)");

    private final YamlNode node;
    private final Map<String, YamlNode> entries;

    YamlObject(YamlNode node, List<String> known) {
        this.node = node;
        this.entries = node.entries(new LinkedHashSet<>(known));
    }

    Mark mark() {
        return node.mark();
    }

    void problem(String message, String hint) {
        node.problem(message, hint);
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    @Nullable YamlNode get(String key) {
        return entries.get(key);
    }

    /** A text that must be there and not be empty. */
    String required(String key) {
        YamlNode value = entries.get(key);
        if (value == null) {
            // Not told twice when the whole thing is no mapping.
            if (node.isMapping()) {
                node.problem("the key '" + key + "' is missing", "add '" + key + ": …'");
            }
            return "";
        }
        String text = value.text();
        if (text.isBlank()) {
            value.problem("must not be empty", "");
        }
        return text;
    }

    String text(String key, String otherwise) {
        YamlNode value = entries.get(key);
        return value == null ? otherwise : value.text();
    }

    int integer(String key, int min, int max, int otherwise) {
        YamlNode value = entries.get(key);
        return value == null ? otherwise : value.integer(min, max);
    }

    List<YamlNode> list(String key) {
        YamlNode value = entries.get(key);
        return value == null ? List.of() : value.list();
    }

    List<String> texts(String key) {
        return list(key).stream().map(YamlNode::text).toList();
    }

    /** A time such as {@code 500ms}, {@code 30s} or {@code 2m}. */
    Duration duration(String key, Duration otherwise) {
        YamlNode value = entries.get(key);
        if (value == null) {
            return otherwise;
        }
        String text = value.text();
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            value.problem("'" + text + "' is not a time", "write 500ms, 30s or 2m");
            return otherwise;
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
        };
    }

    /** One of the constants of an enum, written in lower case. */
    <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
        YamlNode value = entries.get(key);
        if (value == null) {
            return otherwise;
        }
        String text = value.text();
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        value.problem(
                "'" + text + "' is not a value of " + key,
                Suggestion.hint(
                        text,
                        Arrays.stream(type.getEnumConstants())
                                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                .toList()));
        return otherwise;
    }
}
