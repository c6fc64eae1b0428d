package beelab.sensor.conformance;

import beelab.sensor.conformance.ConformanceCase.Expected;
import beelab.sensor.conformance.ConformanceCase.Outcome;
import beelab.sensor.conformance.ConformanceCase.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Reads cases. A wrong head is an error with file and member: it must never weaken a test. */
final class CaseReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NAME = Pattern.compile("(?m)^  name: \"?([^\"\\s]+)\"?\\s*$");
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");
    private static final Set<String> MEMBERS =
            Set.of("says", "files", "trigger", "negative", "no negative", "refused");
    private static final Set<String> RUN_MEMBERS = Set.of("outcome", "events", "more", "from");
    private static final Set<String> OUTCOME_MEMBERS =
            Set.of("exit", "signal", "errno", "exists", "absent");

    private final Path file;
    private final String name;

    private CaseReader(Path file, String name) {
        this.file = file;
        this.name = name;
    }

    /** All cases below a folder, {@code AREA/CASE.yaml}, by name. */
    static List<ConformanceCase> readAll(Path folder) throws IOException {
        List<ConformanceCase> cases = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder, 2)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                String name = folder.relativize(file).toString().replace(".yaml", "");
                cases.add(new CaseReader(file, name).read());
            }
        }
        return cases;
    }

    private ConformanceCase read() throws IOException {
        String text = Files.readString(file);
        JsonNode head = head(text);
        only(head, "", MEMBERS, RUN_MEMBERS, Set.of("negative outcome"));
        Matcher policyName = NAME.matcher(text);
        String last = name.substring(name.lastIndexOf('/') + 1);
        check(
                policyName.find() && policyName.group(1).equals(last),
                "metadata.name must be the file's name, " + last);
        check(!head.path("says").asString("").isBlank(), "\"says\" is missing: what does it show?");
        Map<String, String> refused = texts(head.path("refused"));
        check(
                TestKernel.labels().containsAll(refused.keySet()),
                "\"refused\" names a kernel that is none of " + TestKernel.labels());
        List<String> trigger = operations(head.path("trigger"));
        boolean everywhereRefused = refused.size() == TestKernel.values().length - 1;
        check(!trigger.isEmpty() || everywhereRefused, "\"trigger\" is missing");
        Map<String, Expected> expected = new TreeMap<>();
        expected.put("", expected(head, head));
        for (String kernel : TestKernel.labels()) {
            if (head.has("on " + kernel)) {
                JsonNode own = head.path("on " + kernel);
                only(own, "on " + kernel, RUN_MEMBERS);
                expected.put(kernel, expected(own, head));
            }
        }
        check(
                everywhereRefused
                        || expected.values().stream().noneMatch(e -> e.events().isEmpty()),
                "\"events\" is missing: a case shows at least one event");
        List<String> negative = operations(head.path("negative"));
        check(
                everywhereRefused
                        || negative.isEmpty() == !head.path("no negative").asString("").isBlank(),
                "\"negative\" is missing: operations that make no event, or \"no negative\" with"
                        + " the reason why there is none");
        Outcome negativeOutcome =
                head.has("negative outcome")
                        ? outcome(head.path("negative outcome"))
                        : Outcome.SUCCESS;
        return new ConformanceCase(
                name,
                file,
                text,
                head.path("says").asString(""),
                texts(head.path("files")),
                new Run(trigger, expected),
                new Run(
                        negative,
                        Map.of("", new Expected(negativeOutcome, List.of(), false, false))),
                refused);
    }

    private JsonNode head(String text) {
        String yaml =
                text.lines()
                        .takeWhile(line -> line.startsWith("#:"))
                        .map(line -> line.substring(2).replaceFirst("^ ", ""))
                        .collect(Collectors.joining("\n"));
        try {
            Object loaded = new Load(LoadSettings.builder().build()).loadFromString(yaml);
            JsonNode head = JSON.valueToTree(loaded);
            check(head.isObject(), "the file must begin with its head, lines with \"#: \"");
            return head;
        } catch (YamlEngineException e) {
            throw wrong("the head is no YAML: " + e.getMessage());
        }
    }

    /** Members that are missing for one kernel are those for all. */
    private Expected expected(JsonNode own, JsonNode all) {
        JsonNode outcome = own.has("outcome") ? own.path("outcome") : all.path("outcome");
        JsonNode events = own.has("events") ? own.path("events") : all.path("events");
        JsonNode more = own.has("more") ? own.path("more") : all.path("more");
        JsonNode from = own.has("from") ? own.path("from") : all.path("from");
        check(
                from.isMissingNode() || from.asString("").equals("any"),
                "\"from\" can only be \"any\"");
        List<JsonNode> patterns = new ArrayList<>();
        for (JsonNode event : events) {
            check(
                    event.isObject() && event.properties().size() <= 2,
                    "each of \"events\" has the event's kind as its member, and perhaps \"times\"");
            patterns.add(event);
        }
        return new Expected(
                outcome.isMissingNode() ? Outcome.SUCCESS : outcome(outcome),
                patterns,
                more.asBoolean(false),
                !from.isMissingNode());
    }

    private Outcome outcome(JsonNode node) {
        only(node, "outcome", OUTCOME_MEMBERS);
        String errno = node.path("errno").asString("");
        return new Outcome(
                node.path("exit").asInt(errno.isEmpty() ? 0 : 1),
                node.path("signal").asInt(0),
                errno,
                list(node.path("exists")),
                list(node.path("absent")));
    }

    /** The words of a line; double quotes hold a word with blanks together. */
    private List<String> operations(JsonNode node) {
        if (node.isArray()) {
            return list(node);
        }
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(node.asString(""));
        while (matcher.find()) {
            words.add(
                    matcher.group(1) != null
                            ? matcher.group(1).replaceAll("\\\\(.)", "$1")
                            : matcher.group(2));
        }
        return words;
    }

    private static List<String> list(JsonNode node) {
        List<String> texts = new ArrayList<>();
        node.forEach(value -> texts.add(value.asString()));
        return texts;
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties()
                .forEach(member -> texts.put(member.getKey(), member.getValue().asString()));
        return texts;
    }

    @SafeVarargs
    private void only(JsonNode node, String where, Set<String>... known) {
        for (String member : node.propertyNames()) {
            boolean kernel = where.isEmpty() && member.startsWith("on ");
            check(
                    Stream.of(known).anyMatch(names -> names.contains(member))
                            || kernel && TestKernel.labels().contains(member.substring(3)),
                    "unknown member \"" + member + "\"" + (where.isEmpty() ? "" : " in " + where));
        }
    }

    private void check(boolean holds, String message) {
        if (!holds) {
            throw wrong(message);
        }
    }

    private IllegalArgumentException wrong(String message) {
        return new IllegalArgumentException(file + ": " + message);
    }
}
