package beelab.lab.scenario;

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
