package beelab.sensor.filter;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;

/**
 * Hides secrets in texts of processes: what a group of a pattern captures becomes {@code *****}.
 * Works before anything is kept or sent, so no consumer sees the secret. Immutable.
 */
public final class Redaction {
    /** Hides nothing. */
    public static final Redaction NONE = new Redaction(List.of());

    private static final String HIDDEN = "*****";

    private final List<Rule> rules;

    private Redaction(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * One rule as its author wrote it, patterns in RE2 syntax.
     *
     * @param binaries of which programs, by path; empty for all
     * @param secrets patterns with at least one group
     */
    public record Spec(List<String> binaries, List<String> secrets) {}

    private record Rule(List<Pattern> binaries, List<Pattern> secrets) {
        boolean appliesTo(String binary) {
            return binaries.isEmpty()
                    || binaries.stream().anyMatch(pattern -> pattern.matcher(binary).find());
        }
    }

    /**
     * Compiles rules; all that apply to a program are used.
     *
     * @throws FilterException for a pattern that cannot be read, or that has no group
     */
    public static Redaction of(List<Spec> specs) throws FilterException {
        List<Rule> rules = new ArrayList<>();
        for (Spec spec : specs) {
            if (spec.secrets().isEmpty()) {
                throw new FilterException("redact: expected at least one pattern of what to hide");
            }
            List<Pattern> secrets = patterns("redact", spec.secrets());
            for (Pattern secret : secrets) {
                if (secret.groupCount() == 0) {
                    throw new FilterException(
                            "redact: \""
                                    + secret
                                    + "\" has no group: put the secret in parentheses, as in"
                                    + " --password[= ](\\S+)");
                }
            }
            rules.add(new Rule(patterns("binary_regex", spec.binaries()), secrets));
        }
        return new Redaction(rules);
    }

    private static List<Pattern> patterns(String field, List<String> texts) throws FilterException {
        List<Pattern> patterns = new ArrayList<>();
        for (String text : texts) {
            try {
                patterns.add(Pattern.compile(text));
            } catch (PatternSyntaxException e) {
                throw new FilterException(
                        field
                                + ": \""
                                + text
                                + "\" is not a regular expression: "
                                + e.getDescription()
                                + " (RE2 syntax)");
            }
        }
        return List.copyOf(patterns);
    }

    /** The text of a program's process with its secrets hidden. */
    public String apply(String binary, String text) {
        String result = text;
        for (Rule rule : rules) {
            if (rule.appliesTo(binary)) {
                for (Pattern secret : rule.secrets()) {
                    result = hide(secret, result);
                }
            }
        }
        return result;
    }

    private static String hide(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        StringBuilder result = new StringBuilder();
        int copied = 0;
        while (matcher.find()) {
            for (int group = 1; group <= matcher.groupCount(); group++) {
                // A group inside one that is hidden already begins before what was copied.
                if (matcher.start(group) >= copied && matcher.end(group) > matcher.start(group)) {
                    result.append(text, copied, matcher.start(group)).append(HIDDEN);
                    copied = matcher.end(group);
                }
            }
        }
        return copied == 0 ? text : result.append(text, copied, text.length()).toString();
    }
}
