package beelab.sensor.policy;

import beelab.sensor.policy.SourceMap.Mark;
import beelab.sensor.policy.YamlNode.Entry;
import beelab.sensor.policy.YamlNode.Mapping;
import beelab.sensor.policy.YamlNode.Scalar;
import beelab.sensor.policy.YamlNode.ScalarKind;
import beelab.sensor.policy.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML text to {@link YamlNode}s. Builds the tree from parser events itself, because that is where
 * depth, and the growth that aliases cause, can be limited before memory is spent.
 */
final class YamlParser {
    /** The deepest policy of the language needs 14 levels. */
    static final int MAX_DEPTH = 40;

    /** Values of one text, aliases counted as often as they are used. */
    static final long MAX_VALUES = 100_000;

    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
    private static final Pattern FRACTION =
            Pattern.compile(
                    "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    private final String source;
    private final Iterator<Event> events;
    private final Map<Anchor, YamlNode> anchors = new HashMap<>();
    private Event next;

    private YamlParser(String text, String source) {
        this.source = source;
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel(source)
                        .setCodePointLimit(Integer.MAX_VALUE)
                        .build();
        this.events = new Parse(settings).parseString(text).iterator();
        this.next = events.next();
    }

    /**
     * The documents of a text that are not empty.
     *
     * @throws PolicyException when it is no YAML or goes beyond the limits
     */
    static List<YamlNode> documents(String text, String source) throws PolicyException {
        try {
            return new YamlParser(text, source).documents();
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().map(YamlParser::mark).orElse(Mark.UNKNOWN);
            throw failure(source, mark, "this is not YAML: " + e.getProblem(), "");
        } catch (YamlEngineException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw failure(source, Mark.UNKNOWN, "this is not YAML: " + reason, "");
        }
    }

    private List<YamlNode> documents() throws PolicyException {
        List<YamlNode> documents = new ArrayList<>();
        while (next.getEventId() != Event.ID.StreamEnd) {
            if (next.getEventId() == Event.ID.DocumentStart) {
                anchors.clear();
                advance();
                YamlNode root = node(1);
                if (!root.isNothing()) {
                    documents.add(root);
                }
            } else {
                advance();
            }
        }
        return documents;
    }

    private Event advance() {
        Event event = next;
        next = events.next();
        return event;
    }

    private YamlNode node(int depth) throws PolicyException {
        Event event = next;
        Mark mark = mark(event);
        if (depth > MAX_DEPTH) {
            throw failure(
                    source,
                    mark,
                    "the text is nested more than " + MAX_DEPTH + " levels deep",
                    "a policy never needs that");
        }
        if (event instanceof AliasEvent alias) {
            advance();
            YamlNode target = anchors.get(alias.getAlias());
            if (target == null) {
                throw failure(
                        source,
                        mark,
                        "alias *" + alias.getAlias() + " has no anchor before it",
                        "an anchor cannot contain itself");
            }
            return target;
        }
        if (!(event instanceof NodeEvent started)) {
            throw failure(source, mark, "a value was expected here", "");
        }
        YamlNode node =
                switch (started) {
                    case ScalarEvent scalar -> {
                        refuseTag(scalar.getTag(), mark);
                        advance();
                        yield new Scalar(scalar.getValue(), kind(scalar), mark);
                    }
                    case SequenceStartEvent sequence -> {
                        refuseTag(sequence.getTag(), mark);
                        advance();
                        yield sequence(mark, depth);
                    }
                    case MappingStartEvent mapping -> {
                        refuseTag(mapping.getTag(), mark);
                        advance();
                        yield mapping(mark, depth);
                    }
                    default -> throw failure(source, mark, "a value was expected here", "");
                };
        started.getAnchor().ifPresent(anchor -> anchors.put(anchor, node));
        return node;
    }

    private Sequence sequence(Mark mark, int depth) throws PolicyException {
        List<YamlNode> items = new ArrayList<>();
        long size = 1;
        while (next.getEventId() != Event.ID.SequenceEnd) {
            YamlNode item = node(depth + 1);
            items.add(item);
            size = grown(size, item);
        }
        advance();
        return new Sequence(List.copyOf(items), mark, size);
    }

    private Mapping mapping(Mark mark, int depth) throws PolicyException {
        List<Entry> entries = new ArrayList<>();
        long size = 1;
        while (next.getEventId() != Event.ID.MappingEnd) {
            YamlNode key = node(depth + 1);
            YamlNode value = node(depth + 1);
            if (!(key instanceof Scalar name)) {
                throw failure(
                        source, key.mark(), "a field name was expected, found " + key.what(), "");
            }
            entries.add(new Entry(name, value));
            size = grown(size + 1, value);
        }
        advance();
        return new Mapping(List.copyOf(entries), mark, size);
    }

    private long grown(long size, YamlNode part) throws PolicyException {
        long sum = size + part.size();
        if (sum > MAX_VALUES) {
            throw failure(
                    source,
                    part.mark(),
                    "the text holds more than " + MAX_VALUES + " values once aliases are repeated",
                    "a policy never needs that");
        }
        return sum;
    }

    private void refuseTag(Optional<String> tag, Mark mark) throws PolicyException {
        if (tag.isPresent()) {
            throw failure(source, mark, "tag " + tag.get() + " is not allowed", "leave it out");
        }
    }

    private static ScalarKind kind(ScalarEvent scalar) {
        if (scalar.getScalarStyle() != ScalarStyle.PLAIN) {
            return ScalarKind.TEXT;
        }
        String text = scalar.getValue();
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> ScalarKind.NOTHING;
            case "true", "True", "TRUE", "false", "False", "FALSE" -> ScalarKind.FLAG;
            default ->
                    WHOLE.matcher(text).matches()
                            ? ScalarKind.WHOLE
                            : FRACTION.matcher(text).matches()
                                    ? ScalarKind.FRACTION
                                    : ScalarKind.TEXT;
        };
    }

    private static Mark mark(Event event) {
        return event.getStartMark().map(YamlParser::mark).orElse(Mark.UNKNOWN);
    }

    private static Mark mark(org.snakeyaml.engine.v2.exceptions.Mark mark) {
        return new Mark(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static PolicyException failure(
            String source, Mark mark, @Nullable String message, String hint) {
        return new PolicyException(
                new PolicyProblem(
                        source, mark.line(), mark.column(), "", String.valueOf(message), hint));
    }
}
