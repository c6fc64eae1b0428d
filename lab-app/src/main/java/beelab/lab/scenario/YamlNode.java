package beelab.lab.scenario;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value in a YAML file that knows its place and its field path. Reading it as something that it
 * is not notes a problem and gives a neutral value, so that reading can go on and find the next
 * one.
 */
final class YamlNode {

    private final Path file;
    private final Node node;
    private final String path;
    private final Problems problems;

    YamlNode(Path file, Node node, String path, Problems problems) {
        this.file = file;
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    Mark mark() {
        return node.getStartMark()
                .map(mark -> new Mark(file, mark.getLine() + 1, mark.getColumn() + 1))
                .orElseGet(() -> new Mark(file, 1, 1));
    }

    String path() {
        return path;
    }

    void problem(String message, String hint) {
        problems.add(mark(), path, message, hint);
    }

    /** The scalar as text; the empty text, with a problem, when it is not a scalar. */
    String text() {
        if (node instanceof ScalarNode scalar) {
            if (scalar.getTag().equals(Tag.NULL)) {
                problem("has no value", "write a value after the colon, or remove the key");
                return "";
            }
            return scalar.getValue();
        }
        problem("expected a text or number, found " + kind(), "");
        return "";
    }

    /** The scalar as a whole number in the range; {@code min}, with a problem, when it is not. */
    int integer(int min, int max) {
        String text = text();
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Told below, together with the range.
        }
        if (!text.isEmpty()) {
            problem(
                    "expected a whole number from %d to %d, found '%s'".formatted(min, max, text),
                    "");
        }
        return min;
    }

    /** The elements of a sequence; none, with a problem, when it is not a sequence. */
    List<YamlNode> list() {
        List<YamlNode> elements = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            int i = 0;
            for (Node element : sequence.getValue()) {
                elements.add(new YamlNode(file, element, path + "[" + i++ + "]", problems));
            }
        } else {
            problem("expected a list, found " + kind(), "begin each element with '- '");
        }
        return elements;
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    /** The keys of a mapping; none when it is not a mapping. Notes no problem. */
    Set<String> keys() {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .map(NodeTuple::getKeyNode)
                        .filter(ScalarNode.class::isInstance)
                        .map(key -> ((ScalarNode) key).getValue())
                        .collect(Collectors.toSet())
                : Set.of();
    }

    /**
     * The entries of a mapping by key, in order; none, with a problem, when it is not a mapping.
     *
     * @param known keys that may occur; null when any key may
     */
    Map<String, YamlNode> entries(@Nullable Set<String> known) {
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            problem("expected a mapping of keys to values, found " + kind(), "");
            return entries;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            YamlNode key = new YamlNode(file, tuple.getKeyNode(), path, problems);
            String name = key.text();
            String child = path.isEmpty() ? name : path + "." + name;
            YamlNode value = new YamlNode(file, tuple.getValueNode(), child, problems);
            if (known != null && !known.contains(name)) {
                problems.add(
                        key.mark(),
                        child,
                        "unknown key '" + name + "'",
                        Suggestion.hint(name, known));
            } else if (entries.putIfAbsent(name, value) != null) {
                problems.add(key.mark(), child, "the key '" + name + "' is there twice", "");
            }
        }
        return entries;
    }

    private String kind() {
        return switch (node) {
            case MappingNode _ -> "a mapping";
            case SequenceNode _ -> "a list";
            case ScalarNode scalar ->
                    scalar.getTag().equals(Tag.NULL) ? "nothing" : "'" + scalar.getValue() + "'";
            default -> "something else";
        };
    }
}
