package beelab.sensor.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A label selector as {@code kubectl -l} takes it: {@code app=web,tier!=db,env in (a,b),!legacy}.
 * All parts must match.
 */
final class LabelMatcher {
    private static final String KEY = "[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?";
    private static final Pattern SET =
            Pattern.compile("(" + KEY + ")\\s+(in|notin)\\s*\\(([^()]*)\\)");
    private static final Pattern EQUALITY =
            Pattern.compile("(" + KEY + ")\\s*(==|=|!=)\\s*([A-Za-z0-9._-]*)");
    private static final Pattern EXISTENCE = Pattern.compile("(!?)\\s*(" + KEY + ")");

    private final List<Predicate<Map<String, String>>> parts;

    private LabelMatcher(List<Predicate<Map<String, String>>> parts) {
        this.parts = List.copyOf(parts);
    }

    static LabelMatcher parse(String selector) throws FilterException {
        List<Predicate<Map<String, String>>> parts = new ArrayList<>();
        for (String part : split(selector)) {
            parts.add(part(part.strip(), selector));
        }
        return new LabelMatcher(parts);
    }

    boolean matches(Map<String, String> labels) {
        return parts.stream().allMatch(part -> part.test(labels));
    }

    /** Splits at the commas outside parentheses. */
    private static List<String> split(String selector) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < selector.length(); i++) {
            char c = selector.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(selector.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(selector.substring(start));
        return parts;
    }

    private static Predicate<Map<String, String>> part(String text, String selector)
            throws FilterException {
        Matcher set = SET.matcher(text);
        if (set.matches()) {
            String key = set.group(1);
            boolean in = set.group(3).equals("in");
            Set<String> values =
                    Set.copyOf(
                            List.of(set.group(4).split(",", -1)).stream()
                                    .map(String::strip)
                                    .toList());
            return labels -> {
                String value = labels.get(key);
                return in
                        ? value != null && values.contains(value)
                        : value == null || !values.contains(value);
            };
        }
        Matcher equality = EQUALITY.matcher(text);
        if (equality.matches()) {
            String key = equality.group(1);
            boolean equal = !equality.group(3).equals("!=");
            String value = equality.group(4);
            return labels -> equal == value.equals(labels.get(key));
        }
        Matcher existence = EXISTENCE.matcher(text);
        if (existence.matches()) {
            boolean present = existence.group(1).isEmpty();
            String key = existence.group(2);
            return labels -> present == labels.containsKey(key);
        }
        throw new FilterException(
                "labels: cannot read \""
                        + text
                        + "\" in \""
                        + selector
                        + "\"; expected key=value, key!=value, key in (a,b), key notin (a,b), key"
                        + " or !key");
    }
}
