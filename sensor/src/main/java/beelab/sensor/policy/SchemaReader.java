package beelab.sensor.policy;

import beelab.sensor.policy.SourceMap.Mark;
import beelab.sensor.policy.YamlNode.Entry;
import beelab.sensor.policy.YamlNode.Mapping;
import beelab.sensor.policy.YamlNode.Scalar;
import beelab.sensor.policy.YamlNode.ScalarKind;
import beelab.sensor.policy.YamlNode.Sequence;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Checks a text against a {@link Schema}: collects every problem and every field that is sound. */
final class SchemaReader {
    private final String source;
    private final Map<String, Mark> marks = new HashMap<>();
    private final List<PolicyProblem> problems = new ArrayList<>();

    SchemaReader(String source) {
        this.source = source;
    }

    /** Reads a whole document. */
    Values read(YamlNode node, Schema.Struct schema) {
        marks.put("", node.mark());
        return struct(node, schema, "").orElseGet(() -> new Values("", Map.of()));
    }

    List<PolicyProblem> problems() {
        return problems;
    }

    SourceMap sources() {
        return new SourceMap(source, marks);
    }

    private Optional<Object> value(YamlNode node, Schema schema, String path) {
        marks.put(path, node.mark());
        return switch (schema) {
            case Schema.Text text -> text(node, text, path).map(Function.identity());
            case Schema.Choice choice -> choice(node, choice, path).map(Function.identity());
            case Schema.Whole whole -> whole(node, whole, path).map(Function.identity());
            case Schema.Flag _ -> flag(node, path).map(Function.identity());
            case Schema.Many many -> list(node, many, path).map(Function.identity());
            case Schema.Table table -> table(node, table, path).map(Function.identity());
            case Schema.Struct struct -> struct(node, struct, path).map(Function.identity());
            case Schema.Anything _ -> Optional.empty();
        };
    }

    private Optional<Values> struct(YamlNode node, Schema.Struct schema, String path) {
        if (!(node instanceof Mapping mapping)) {
            wrong(node, path, "fields with values", "");
            return Optional.empty();
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        Map<String, Mark> seen = new HashMap<>();
        for (Entry entry : mapping.entries()) {
            String name = entry.key().text();
            String at = join(path, name);
            Mark first = seen.putIfAbsent(name, entry.key().mark());
            Schema.Field field = schema.fields().get(name);
            if (field == null) {
                unknown(entry.key(), at, name, schema);
            } else if (first != null) {
                problem(
                        entry.key().mark(),
                        at,
                        "the field is there twice, first in line " + first.line(),
                        "");
            } else if (!entry.value().isNothing() || !isContainer(field.schema())) {
                value(entry.value(), field.schema(), at).ifPresent(v -> fields.put(name, v));
            }
        }
        schema.fields()
                .forEach((name, field) -> {
                    if (field.fallback() != null && !seen.containsKey(name)) {
                        fields.put(name, field.fallback());
                    }
                    if (field.required() && !seen.containsKey(name)) {
                        problem(
                                mapping.mark(),
                                join(path, name),
                                "the field is missing",
                                field.description());
                    }
                });
        return Optional.of(new Values(path, fields));
    }

    private void unknown(Scalar key, String path, String name, Schema.Struct schema) {
        String all = "fields here: " + String.join(", ", schema.fields().keySet());
        String hint =
                name.equals("<<")
                        ? "merge keys are not part of the language: write the fields out"
                        : NearNames.hint(name, schema.fields().keySet(), all);
        problem(key.mark(), path, "unknown field", hint);
    }

    private Optional<Values> table(YamlNode node, Schema.Table schema, String path) {
        if (!(node instanceof Mapping mapping)) {
            wrong(node, path, "names with values", "");
            return Optional.empty();
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Entry entry : mapping.entries()) {
            String name = entry.key().text();
            String at = path + "[" + name + "]";
            if (fields.containsKey(name)) {
                problem(entry.key().mark(), at, "the name is there twice", "");
            }
            value(entry.value(), schema.value(), at).ifPresent(v -> fields.put(name, v));
        }
        return Optional.of(new Values(path, fields));
    }

    private Optional<List<Object>> list(YamlNode node, Schema.Many schema, String path) {
        if (!(node instanceof Sequence sequence)) {
            wrong(node, path, "a list", "begin each of its values with \"- \"");
            return Optional.empty();
        }
        int count = sequence.items().size();
        if (count < schema.min()) {
            problem(node.mark(), path, "at least " + schema.min() + " value is needed", "");
        }
        if (count > schema.max()) {
            problem(
                    node.mark(),
                    path,
                    count + " values, at most " + schema.max() + " are allowed",
                    "");
        }
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < Math.min(count, schema.max()); i++) {
            value(sequence.items().get(i), schema.element(), path + "[" + i + "]")
                    .ifPresent(items::add);
        }
        return Optional.of(items);
    }

    private Optional<String> text(YamlNode node, Schema.Text schema, String path) {
        if (!(node instanceof Scalar scalar)) {
            wrong(node, path, "text", "");
            return Optional.empty();
        }
        if (scalar.kind() != ScalarKind.TEXT) {
            String hint =
                    scalar.kind() == ScalarKind.NOTHING
                            ? ""
                            : "put it in quotes: \"" + scalar.text() + "\"";
            wrong(node, path, "text", hint);
            return Optional.empty();
        }
        String text = scalar.text();
        if (text.length() < schema.minLength() || text.length() > schema.maxLength()) {
            problem(
                    node.mark(),
                    path,
                    text.isEmpty()
                            ? "the text is empty"
                            : text.length()
                                    + " characters, at most "
                                    + schema.maxLength()
                                    + " are allowed",
                    "");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    private Optional<String> choice(YamlNode node, Schema.Choice schema, String path) {
        if (!(node instanceof Scalar scalar)) {
            wrong(node, path, "one of " + String.join(", ", schema.allowed()), "");
            return Optional.empty();
        }
        if (!schema.allowed().contains(scalar.text())) {
            problem(
                    node.mark(),
                    path,
                    "\""
                            + scalar.text()
                            + "\" is not one of "
                            + String.join(", ", schema.allowed()),
                    NearNames.hint(scalar.text(), schema.allowed(), ""));
            return Optional.empty();
        }
        return Optional.of(scalar.text());
    }

    private Optional<Long> whole(YamlNode node, Schema.Whole schema, String path) {
        if (!(node instanceof Scalar scalar) || scalar.kind() != ScalarKind.WHOLE) {
            String hint =
                    node instanceof Scalar text && text.text().matches("[-+]?[0-9]+")
                            ? "write it without quotes"
                            : "";
            wrong(node, path, "a whole number", hint);
            return Optional.empty();
        }
        BigInteger number = Numbers.parse(scalar.text());
        if (number.compareTo(BigInteger.valueOf(schema.min())) < 0
                || number.compareTo(BigInteger.valueOf(schema.max())) > 0) {
            problem(
                    node.mark(),
                    path,
                    number + " is not between " + schema.min() + " and " + schema.max(),
                    "");
            return Optional.empty();
        }
        return Optional.of(number.longValueExact());
    }

    private Optional<Boolean> flag(YamlNode node, String path) {
        if (!(node instanceof Scalar scalar) || scalar.kind() != ScalarKind.FLAG) {
            wrong(node, path, "true or false", "without quotes");
            return Optional.empty();
        }
        return Optional.of(Boolean.parseBoolean(scalar.text()));
    }

    /**
     * A list or struct that is written without content is taken as left out, as Kubernetes does.
     */
    private static boolean isContainer(Schema schema) {
        return schema instanceof Schema.Many
                || schema instanceof Schema.Table
                || schema instanceof Schema.Struct
                || schema instanceof Schema.Anything;
    }

    private void wrong(YamlNode node, String path, String expected, String hint) {
        String found =
                node instanceof Scalar scalar && scalar.kind() != ScalarKind.NOTHING
                        ? node.what() + " \"" + scalar.text() + "\""
                        : node.what();
        problem(node.mark(), path, "expected " + expected + ", found " + found, hint);
    }

    private void problem(Mark mark, String path, String message, String hint) {
        problems.add(new PolicyProblem(source, mark.line(), mark.column(), path, message, hint));
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
