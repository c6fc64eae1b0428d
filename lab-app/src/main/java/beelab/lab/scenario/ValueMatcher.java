package beelab.lab.scenario;

import java.util.List;
import java.util.regex.Pattern;

/** What the text of a field must be. Numbers are compared as decimal text. */
public sealed interface ValueMatcher {

    /** Whether the value is as demanded. */
    boolean matches(String value);

    /** The demand in few words, for messages. */
    String describe();

    /** The very same text. */
    record Exactly(String value) implements ValueMatcher {
        @Override
        public boolean matches(String actual) {
            return actual.equals(value);
        }

        @Override
        public String describe() {
            return value;
        }
    }

    /** Begins so. */
    record Prefix(String value) implements ValueMatcher {
        @Override
        public boolean matches(String actual) {
            return actual.startsWith(value);
        }

        @Override
        public String describe() {
            return value + "…";
        }
    }

    /** Ends so. */
    record Suffix(String value) implements ValueMatcher {
        @Override
        public boolean matches(String actual) {
            return actual.endsWith(value);
        }

        @Override
        public String describe() {
            return "…" + value;
        }
    }

    /** Holds it somewhere. */
    record Contains(String value) implements ValueMatcher {
        @Override
        public boolean matches(String actual) {
            return actual.contains(value);
        }

        @Override
        public String describe() {
            return "…" + value + "…";
        }
    }

    /**
     * Names the address of a pod with these labels, as a whole number of characters: {@code
     * 10.0.0.5} is not in {@code 10.0.0.51}. Matches nothing until its addresses are known.
     *
     * @param selector label selector, such as {@code app=rsvp-db}
     * @param addresses addresses of the pods that it selects
     */
    record PodAddress(String selector, List<String> addresses) implements ValueMatcher {
        /** Copies the list. */
        public PodAddress {
            addresses = List.copyOf(addresses);
        }

        @Override
        public boolean matches(String actual) {
            return addresses.stream()
                    .anyMatch(address ->
                            Pattern.compile(
                                            "(?<![0-9a-f.:])"
                                                    + Pattern.quote(address)
                                                    + "(?![0-9a-f.])")
                                    .matcher(actual)
                                    .find());
        }

        @Override
        public String describe() {
            return "…address of a pod %s (%s)…"
                    .formatted(
                            selector,
                            addresses.isEmpty() ? "none known" : String.join(", ", addresses));
        }
    }

    /** Matches a Java regular expression as a whole. */
    record Regex(Pattern pattern) implements ValueMatcher {
        @Override
        public boolean matches(String actual) {
            return pattern.matcher(actual).matches();
        }

        @Override
        public String describe() {
            return "/" + pattern + "/";
        }
    }
}
