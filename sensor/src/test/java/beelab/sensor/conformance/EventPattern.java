package beelab.sensor.conformance;

import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Compares an event with a pattern. Members that the pattern does not name may be anything; {@code
 * null} means that the member is absent. A text that begins with {@code ~} is a regular expression
 * for the whole value. Arrays have as many elements as the pattern. Numbers are compared by value,
 * whether JSON writes them as numbers or, as for 64 bits, as texts.
 */
final class EventPattern {
    private EventPattern() {}

    static boolean matches(JsonNode pattern, JsonNode actual, Map<String, String> variables) {
        if (pattern.isNull()) {
            return actual.isMissingNode();
        }
        if (pattern.isObject()) {
            return actual.isObject()
                    && pattern.properties().stream()
                            .allMatch(member ->
                                    matches(
                                            member.getValue(),
                                            actual.path(member.getKey()),
                                            variables));
        }
        if (pattern.isArray()) {
            if (!actual.isArray() || actual.size() != pattern.size()) {
                return false;
            }
            for (int i = 0; i < pattern.size(); i++) {
                if (!matches(pattern.get(i), actual.get(i), variables)) {
                    return false;
                }
            }
            return true;
        }
        if (!actual.isValueNode()) {
            return false;
        }
        String wanted = replace(pattern.asString(), variables);
        return wanted.startsWith("~")
                ? Pattern.compile(wanted.substring(1), Pattern.DOTALL)
                        .matcher(actual.asString())
                        .matches()
                : wanted.equals(actual.asString());
    }

    /** Puts in the values of the variables, such as {@code $DIR}. */
    static String replace(String text, Map<String, String> variables) {
        String replaced = text;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            replaced = replaced.replace(variable.getKey(), variable.getValue());
        }
        return replaced;
    }
}
