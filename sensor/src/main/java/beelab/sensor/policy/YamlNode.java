package beelab.sensor.policy;

import beelab.sensor.policy.SourceMap.Mark;
import java.util.List;

/** A value in a YAML text, with its place. Anchors are resolved, aliases share their node. */
sealed interface YamlNode {

    /** Where the value begins. */
    Mark mark();

    /** Number of values in it, itself and everything that aliases repeat included. */
    long size();

    /** What the author sees it as. */
    String what();

    /** What an unquoted word means in YAML 1.2's core schema; quoted text is always TEXT. */
    enum ScalarKind {
        TEXT("text"),
        WHOLE("a number"),
        FRACTION("a number with a fraction"),
        FLAG("true or false"),
        NOTHING("nothing");

        private final String what;

        ScalarKind(String what) {
            this.what = what;
        }
    }

    /**
     * A single value.
     *
     * @param text the value without quotes
     */
    record Scalar(String text, ScalarKind kind, Mark mark) implements YamlNode {
        @Override
        public long size() {
            return 1;
        }

        @Override
        public String what() {
            return kind.what;
        }
    }

    /** A list. */
    record Sequence(List<YamlNode> items, Mark mark, long size) implements YamlNode {
        @Override
        public String what() {
            return "a list";
        }
    }

    /** Fields with values, in the order of the text; keys may repeat. */
    record Mapping(List<Entry> entries, Mark mark, long size) implements YamlNode {
        @Override
        public String what() {
            return "fields with values";
        }
    }

    /** One field. */
    record Entry(Scalar key, YamlNode value) {}

    /** Whether nothing is written there. */
    default boolean isNothing() {
        return this instanceof Scalar scalar && scalar.kind() == ScalarKind.NOTHING;
    }
}
