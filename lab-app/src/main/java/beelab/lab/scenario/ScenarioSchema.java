package beelab.lab.scenario;

import beelab.lab.feed.EventKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON Schema of scenario.yaml, for editors. It is made from the same lists of keys, kinds and
 * fields as the readers; a key that nobody describes here is an error when the schema is made.
 */
public final class ScenarioSchema {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final String ID = "^[a-z][a-z0-9-]{0,62}$";
    private static final String TIME = "^[0-9]{1,6}(ms|s|m)$";

    private ScenarioSchema() {}

    /** The schema (draft 2020-12), ending with a line end. */
    public static String json() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "scenario.yaml of BeeLab");
        schema.putAll(
                object(
                        Keys.SCENARIO,
                        List.of("formatVersion", "id", "title", "steps"),
                        ScenarioSchema::ofScenario));
        Map<String, Object> definitions = new LinkedHashMap<>();
        definitions.put("scalar", Map.of("type", List.of("string", "number", "boolean")));
        definitions.put("step", object(Keys.STEP, List.of("id"), ScenarioSchema::ofStep));
        definitions.put("event", event());
        definitions.put("value", value());
        definitions.put("condition", condition());
        definitions.put("policy", object(Keys.POLICY, List.of("name"), ScenarioSchema::ofPolicy));
        definitions.put("object", oneOf(Keys.OBJECT_KINDS.stream().map(ScenarioSchema::named)));
        definitions.put("exec", exec());
        definitions.put("http", object(Keys.HTTP, List.of("port"), ScenarioSchema::ofHttp));
        schema.put("$defs", definitions);
        return MAPPER.writeValueAsString(schema) + "\n";
    }

    private static Map<String, Object> ofScenario(String key) {
        return switch (key) {
            case "formatVersion" -> Map.of("const", ScenarioReader.FORMAT_VERSION);
            case "id" -> pattern(ID, "The folder's name.");
            case "title" -> filled("One line for lists.");
            case "summary" -> text("What the learner will have seen.");
            case "order" -> integer(1, ScenarioReader.LAST, "Place in lists; the last without it.");
            case "minutes" -> integer(1, 600, "How long a newcomer takes.");
            case "level" -> choice(Scenario.Level.values());
            case "requires" -> object(Keys.REQUIRES, List.of(), ScenarioSchema::ofRequires);
            case "images" -> list(oneOf(Stream.of(image(), imageWithFolder())));
            case "steps" -> nonEmpty(reference("step"));
            case "survivors" ->
                    list(object(Keys.SURVIVOR, Keys.SURVIVOR, k -> filled("See authoring.md.")));
            default -> throw undescribed(key);
        };
    }

    private static Map<String, Object> ofRequires(String key) {
        return switch (key) {
            case "kernel" -> pattern("^[0-9]+\\.[0-9]+$", "Least version, in quotes: \"5.8\".");
            case "memory" -> pattern("^[0-9]{1,6}(Mi|Gi)$", "Free memory.");
            case "features" -> list(text("A name as `bee probe` prints it."));
            default -> throw undescribed(key);
        };
    }

    private static Map<String, Object> image() {
        return pattern("^.+:(?!latest$)[A-Za-z0-9_][A-Za-z0-9_.-]*(@.+)?$", "With a fixed tag.");
    }

    private static Map<String, Object> imageWithFolder() {
        return object(
                Keys.IMAGE,
                List.of("image"),
                key -> key.equals("image") ? image() : filled("Folder with a Dockerfile."));
    }

    private static Map<String, Object> ofStep(String key) {
        return switch (key) {
            case "id" -> pattern(ID, "Unique in the scenario.");
            case "stimulus" -> filled("Id of the guide's block that causes it.");
            case "when" -> object(Keys.WHEN, Keys.WHEN, k -> reference("policy"));
            case "expect" -> list(oneOf(Stream.of(reference("event"), reference("condition"))));
            case "ordered" -> Map.of("type", "boolean");
            case "holds" -> list(reference("condition"));
            case "never" -> list(reference("event"));
            case "hints" -> list(filled("From a nudge to the answer."));
            case "timeout", "settle" -> pattern(TIME, "500ms, 30s or 2m.");
            default -> throw undescribed(key);
        };
    }

    private static Map<String, Object> event() {
        Map<String, Object> event =
                object(
                        Keys.EVENT,
                        List.of("event"),
                        key ->
                                switch (key) {
                                    case "event" ->
                                            values(
                                                    Arrays.stream(EventKind.values())
                                                            .map(EventKind::key));
                                    case "count" -> count();
                                    case "message" -> text("Said when it is not seen.");
                                    case "args" -> arguments();
                                    default -> reference("value");
                                });
        List<Object> fields = new ArrayList<>();
        for (EventKind kind : EventKind.values()) {
            List<String> names =
                    Keys.EVENT.stream()
                            .filter(key -> EventField.of(key).map(f -> f.isIn(kind)).orElse(true))
                            .toList();
            fields.add(
                    ordered(
                            "if",
                            Map.of("properties", Map.of("event", Map.of("const", kind.key()))),
                            "then",
                            Map.of("propertyNames", Map.of("enum", names))));
        }
        event.put("allOf", fields);
        return event;
    }

    private static Map<String, Object> arguments() {
        return ordered(
                "type",
                "object",
                "patternProperties",
                Map.of("^[0-%d]$".formatted(EventPatternReader.MAX_ARGS - 1), reference("value")),
                "additionalProperties",
                false);
    }

    private static Map<String, Object> count() {
        return oneOf(
                Stream.of(
                        integer(1, Integer.MAX_VALUE, "So many."),
                        object(
                                Keys.COUNT,
                                List.of(),
                                key -> integer(1, Integer.MAX_VALUE, "Inclusive."))));
    }

    private static Map<String, Object> value() {
        return oneOf(
                Stream.concat(
                        Stream.of(reference("scalar")),
                        Keys.VALUE.stream()
                                .map(key ->
                                        object(
                                                List.of(key),
                                                List.of(key),
                                                k -> reference("scalar")))));
    }

    private static Map<String, Object> condition() {
        return oneOf(
                Keys.CONDITION_KINDS.stream()
                        .map(kind ->
                                object(
                                        List.of(kind, "message"),
                                        List.of(kind),
                                        key ->
                                                switch (key) {
                                                    case "message" ->
                                                            text("Said when it is not so.");
                                                    case "ready", "absent" -> reference("object");
                                                    case "policy", "exec", "http" -> reference(key);
                                                    default -> throw undescribed(key);
                                                })));
    }

    private static Map<String, Object> named(String kind) {
        return object(Keys.object(kind), List.of(kind), key -> filled("A name."));
    }

    private static Map<String, Object> ofPolicy(String key) {
        return switch (key) {
            case "name" -> filled("metadata.name of the policy.");
            case "namespace" -> text("Of a TracingPolicyNamespaced.");
            case "state" -> choice(PolicyCondition.State.values());
            default -> throw undescribed(key);
        };
    }

    private static Map<String, Object> ofHttp(String key) {
        return switch (key) {
            case "port" -> integer(30000, 32767, "A NodePort.");
            case "path" -> pattern("^/[!-~]*$", "Begins with a slash.");
            case "status" -> integer(100, 599, "Of the answer; 200 without it.");
            case "contains" -> text("Must be in the answer.");
            default -> throw undescribed(key);
        };
    }

    private static Map<String, Object> exec() {
        Map<String, Object> exec =
                object(
                        Keys.EXEC,
                        List.of("command"),
                        key ->
                                switch (key) {
                                    case "pod", "deployment", "namespace" -> filled("A name.");
                                    case "container" -> text("The only one without it.");
                                    case "command" -> nonEmpty(reference("scalar"));
                                    case "exit" -> integer(0, 255, "Exit code; 0 without it.");
                                    default -> throw undescribed(key);
                                });
        exec.put(
                "oneOf",
                List.of(
                        Map.of("required", List.of("pod")),
                        Map.of("required", List.of("deployment"))));
        return exec;
    }

    private static Map<String, Object> object(
            List<String> keys, List<String> required, Function<String, Map<String, Object>> of) {
        Map<String, Object> properties = new LinkedHashMap<>();
        keys.forEach(key -> properties.put(key, of.apply(key)));
        return ordered(
                "type",
                "object",
                "properties",
                properties,
                "required",
                required,
                "additionalProperties",
                false);
    }

    private static Map<String, Object> text(String description) {
        return ordered("description", description, "type", List.of("string", "number", "boolean"));
    }

    private static Map<String, Object> filled(String description) {
        Map<String, Object> text = text(description);
        text.put("minLength", 1);
        return text;
    }

    private static Map<String, Object> pattern(String pattern, String description) {
        return ordered("description", description, "type", "string", "pattern", pattern);
    }

    private static Map<String, Object> integer(int min, int max, String description) {
        return ordered(
                "description", description, "type", "integer", "minimum", min, "maximum", max);
    }

    private static Map<String, Object> choice(Enum<?>[] values) {
        return values(Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)));
    }

    private static Map<String, Object> values(Stream<String> values) {
        return ordered("enum", values.toList());
    }

    private static Map<String, Object> list(Map<String, Object> element) {
        return ordered("type", "array", "items", element);
    }

    private static Map<String, Object> nonEmpty(Map<String, Object> element) {
        return ordered("type", "array", "items", element, "minItems", 1);
    }

    private static Map<String, Object> oneOf(Stream<Map<String, Object>> choices) {
        return ordered("oneOf", choices.toList());
    }

    private static Map<String, Object> reference(String name) {
        return ordered("$ref", "#/$defs/" + name);
    }

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    private static IllegalStateException undescribed(String key) {
        return new IllegalStateException("the schema does not describe the key '" + key + "'");
    }
}
