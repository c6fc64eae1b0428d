package beelab.sensor.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a value of a policy looks like. One description serves the reader, which checks texts
 * against it, and the custom resource definitions, whose OpenAPI schema is generated from it: the
 * API server and the agent cannot disagree.
 */
public sealed interface Schema {

    /** Text of a limited length; {@code pattern} is a regular expression for all of it, or null. */
    record Text(int minLength, int maxLength, @Nullable String pattern) implements Schema {}

    /** One of these words. */
    record Choice(List<String> allowed) implements Schema {}

    /** A whole number, both ends included. */
    record Whole(long min, long max) implements Schema {}

    /** True or false. */
    record Flag() implements Schema {}

    /** A list of {@code min} to {@code max} values. */
    record Many(Schema element, int min, int max) implements Schema {}

    /** Free names, each with a value. */
    record Table(Schema value) implements Schema {}

    /** A fixed set of fields, in order. */
    record Struct(Map<String, Field> fields) implements Schema {}

    /** Whatever; not looked at. */
    record Anything() implements Schema {}

    /**
     * A field of a struct.
     *
     * @param fallback value of a field that is left out (a String, Long or Boolean), or null
     * @param description what it is for, for {@code kubectl explain}
     */
    record Field(Schema schema, boolean required, @Nullable Object fallback, String description) {}

    /** Collects the fields of a struct. */
    final class Fields {
        private final Map<String, Field> fields = new LinkedHashMap<>();

        Fields required(String name, Schema schema, String description) {
            fields.put(name, new Field(schema, true, null, description));
            return this;
        }

        Fields optional(String name, Schema schema, String description) {
            fields.put(name, new Field(schema, false, null, description));
            return this;
        }

        Fields optional(String name, Schema schema, Object fallback, String description) {
            fields.put(name, new Field(schema, false, fallback, description));
            return this;
        }

        Fields with(Struct other) {
            fields.putAll(other.fields());
            return this;
        }

        Struct build() {
            return new Struct(new LinkedHashMap<>(fields));
        }
    }

    static Fields struct() {
        return new Fields();
    }

    static Text text() {
        return new Text(1, 4096, null);
    }

    static Text text(int minLength, int maxLength) {
        return new Text(minLength, maxLength, null);
    }

    static Choice choice(String... allowed) {
        return new Choice(List.of(allowed));
    }

    static Many list(Schema element, int min, int max) {
        return new Many(element, min, max);
    }
}
