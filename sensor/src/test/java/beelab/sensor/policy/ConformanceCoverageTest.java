package beelab.sensor.policy;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.policy.Schema.Choice;
import beelab.sensor.policy.Schema.Field;
import beelab.sensor.policy.Schema.Flag;
import beelab.sensor.policy.Schema.Many;
import beelab.sensor.policy.Schema.Struct;
import beelab.sensor.policy.Schema.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Everything that the language can say (each field, each word of a choice, each flag that is set)
 * is said by at least one conformance case. What none says yet is listed in {@code uncovered.txt}
 * beside the cases; the list may only become shorter.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConformanceCoverageTest {
    private static final Path CASES =
            Path.of(System.getProperty("basedir", ""), "src/test/resources/conformance");

    /** Fields with the same content: what one of them can say need not be said of all. */
    private static final Map<String, String> SAME =
            Map.ofEntries(
                    Map.entry("data", "args"),
                    Map.entry("returnArg", "args"),
                    Map.entry("selectorsMacros", "selectors"),
                    Map.entry("matchData", "matchArgs"),
                    Map.entry("matchReturnArgs", "matchArgs"),
                    Map.entry("matchReturnActions", "matchActions"),
                    Map.entry("matchParentBinaries", "matchBinaries"),
                    Map.entry("matchCapabilityChanges", "matchCapabilities"),
                    Map.entry("gid", "uid"),
                    Map.entry("euid", "uid"),
                    Map.entry("egid", "uid"),
                    Map.entry("suid", "uid"),
                    Map.entry("sgid", "uid"),
                    Map.entry("fsuid", "uid"),
                    Map.entry("fsgid", "uid"),
                    Map.entry("auid", "uid"),
                    Map.entry("podSelector", "labels"),
                    Map.entry("containerSelector", "labels"),
                    Map.entry("hostSelector", "labels"),
                    Map.entry("nodeSelector", "labels"));

    private final Set<String> said = new TreeSet<>();
    private final Set<String> sayable = new TreeSet<>();

    @BeforeAll
    void collect() throws IOException {
        Schema spec = PolicySchema.SPEC;
        sayable("spec", spec);
        try (Stream<Path> files = Files.walk(CASES, 2)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                Object policy =
                        new Load(LoadSettings.builder().setLabel(file.toString()).build())
                                .loadFromString(Files.readString(file));
                assertThat(policy).as("%s", file).isInstanceOf(Map.class);
                said("spec", spec, Objects.requireNonNull(((Map<?, ?>) policy).get("spec")));
            }
        }
    }

    @Test
    void what_no_case_says_is_listed() throws IOException {
        Set<String> uncovered = new TreeSet<>(sayable);
        uncovered.removeAll(said);
        List<String> listed =
                Files.readAllLines(CASES.resolve("uncovered.txt")).stream()
                        .filter(line -> !line.startsWith("#") && !line.isBlank())
                        .toList();
        assertThat(uncovered)
                .as("write a case for what is missing, or take what is covered from uncovered.txt")
                .containsExactlyInAnyOrderElementsOf(listed);
    }

    private void sayable(String at, Schema schema) {
        switch (schema) {
            case Struct struct ->
                    struct.fields()
                            .forEach((name, field) -> {
                                sayable.addAll(names(at, name, field));
                                sayable(place(name), field.schema());
                            });
            case Many many -> sayable(at, many.element());
            case Table table -> sayable(at, table.value());
            case Choice _, Flag _, Schema.Text _, Schema.Whole _, Schema.Anything _ -> {}
        }
    }

    private static List<String> names(String at, String name, Field field) {
        Schema inner = field.schema() instanceof Many many ? many.element() : field.schema();
        return switch (inner) {
            case Choice choice ->
                    choice.allowed().stream().map(word -> at + "." + name + "=" + word).toList();
            case Flag _ -> List.of(at + "." + name + "=" + !Boolean.TRUE.equals(field.fallback()));
            case Struct _, Many _, Table _, Schema.Text _, Schema.Whole _, Schema.Anything _ ->
                    List.of(at + "." + name);
        };
    }

    private void said(String at, Schema schema, Object value) {
        switch (schema) {
            case Struct struct -> {
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    String name = String.valueOf(entry.getKey());
                    Field field = struct.fields().get(name);
                    if (field != null) {
                        said.add(at + "." + name);
                        words(at + "." + name, entry.getValue());
                        said(place(name), field.schema(), entry.getValue());
                    }
                }
            }
            case Many many -> {
                if (value instanceof List<?> list) {
                    list.forEach(element -> said(at, many.element(), element));
                }
            }
            case Table table -> {
                if (value instanceof Map<?, ?> map) {
                    map.values().forEach(element -> said(at, table.value(), element));
                }
            }
            case Choice _, Flag _, Schema.Text _, Schema.Whole _, Schema.Anything _ -> {}
        }
    }

    private void words(String at, Object value) {
        if (value instanceof List<?> list) {
            list.forEach(element -> words(at, element));
        } else if (!(value instanceof Map<?, ?>)) {
            said.add(at + "=" + value);
        }
    }

    /** Hooks of all sections have the same place: their common fields are one thing. */
    private static String place(String name) {
        boolean section = Stream.of(Hook.Section.values()).anyMatch(s -> s.yamlName().equals(name));
        return section ? "hook" : SAME.getOrDefault(name, name);
    }
}
