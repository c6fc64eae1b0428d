package beelab.lab.lesson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import beelab.lab.LabHome;
import beelab.lab.scenario.ScenarioException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is told about guides with mistakes, and about scenarios that do not fit to their guide. Few
 * and large: each reading starts JRuby.
 */
class LessonReaderTest {

    @TempDir Path root;

    @Test
    void every_mistake_in_a_guide_is_told_with_its_file_and_line() throws IOException {
        write("scenarios/demo/scenario.yaml", SCENARIO);
        write("scenarios/demo/policies/p.yaml", "metadata: {name: p}\n");
        write(
                "guides/demo/index.adoc",
                """
                = Demo

                == First

                [source,bash,role="run",id="one",termnal="x"]
                ----
                true
                ----

                [source,bash,role="run"]
                ----
                true
                ----

                [source,yaml,role="apply",id="wrong-text",file="policies/p.yaml"]
                ----
                metadata: {name: q}
                ----

                [source,yaml,role="apply",id="gone",file="policies/gone.yaml"]
                ----
                x
                ----

                include::{scenario}/missing.adoc[]

                ++++
                <script>alert(1)</script>
                ++++

                [source,bash,role="run",id="one"]
                ----
                cat <<EOF
                ----

                ----
                never closed
                """);

        assertThat(problems())
                .anyMatch(p ->
                        p.startsWith(
                                "guides/demo/index.adoc:6:1: one: a block with the role 'run' has no attribute 'termnal' (did you mean 'terminal'?)"))
                .anyMatch(p ->
                        p.startsWith(
                                "guides/demo/index.adoc:11:1: a block with the role 'run' needs an id"))
                .anyMatch(p ->
                        p.contains("wrong-text: shows something else than policies/p.yaml holds"))
                .anyMatch(p -> p.contains("gone: there is no file"))
                .anyMatch(p -> p.contains("index.adoc:25:1: include file not found:"))
                .anyMatch(p -> p.contains("the element <script> is not allowed"))
                .anyMatch(p -> p.contains("one: here-documents cannot be typed line by line"))
                .anyMatch(p ->
                        p.contains(
                                "id assigned to block already in use: one (give this block another id)"))
                .anyMatch(p -> p.contains("unterminated listing block"));
    }

    @Test
    void a_stimulus_or_policy_that_does_not_exist_is_told_with_its_place_in_the_scenario()
            throws IOException {
        write(
                "scenarios/demo/scenario.yaml",
                SCENARIO
                        + """
                        survivors:
                          - {policy: p.yaml, mutation: without podSelektor, reason: r}
                          - {policy: q.yaml, mutation: without podSelector, reason: r}
                          - {policy: p.yaml, mutation: without podSelector, reason: r}
                        """);
        write(
                "scenarios/demo/policies/p.yaml",
                """
                kind: TracingPolicy
                metadata: {name: restrict}
                spec: {podSelector: {}}
                """);
        write(
                "guides/demo/index.adoc",
                """
                = Demo

                == First

                [source,bash,role="run",id="make-links"]
                ----
                true
                ----
                """);

        assertThat(problems())
                .containsExactly(
                        "scenarios/demo/scenario.yaml:5:5: steps[0].stimulus: the guide has no block 'make-link' (did you mean 'make-links'?)",
                        "scenarios/demo/scenario.yaml:5:5: step seen: no file in policies/ holds a policy 'restrikt' (did you mean 'restrict'?)",
                        "scenarios/demo/scenario.yaml:11:5: survivors[0].mutation: no mutation of p.yaml is 'without podSelektor' (did you mean 'without podSelector'?)",
                        "scenarios/demo/scenario.yaml:12:5: survivors[1].policy: there is no file policies/q.yaml (did you mean 'p.yaml'?)");
    }

    @Test
    void scenarios_are_listed_in_their_order_and_those_without_one_behind_them_by_name()
            throws IOException {
        for (String[] scenario :
                new String[][] {{"a", ""}, {"b", "order: 20"}, {"c", ""}, {"d", "order: 3"}}) {
            write(
                    "scenarios/%s/scenario.yaml".formatted(scenario[0]),
                    SCENARIO.replace("demo", scenario[0])
                            .replace("title", scenario[1] + "\ntitle"));
        }
        write("scenarios/e/scenario.yaml", "order: none\n");

        assertThat(new LessonReader(new LabHome(root.resolve("state"), root)).ids())
                .containsExactly("d", "b", "a", "c", "e");
    }

    @Test
    void a_scenario_without_a_guide_is_told() throws IOException {
        write("scenarios/demo/scenario.yaml", SCENARIO);

        assertThat(problems())
                .containsExactly(
                        "guides/demo/index.adoc: there is no guide (a scenario needs guides/ID/index.adoc)");
    }

    private static final String SCENARIO =
            """
            formatVersion: 1
            id: demo
            title: Demo
            steps:
              - id: seen
                stimulus: make-link
                expect:
                  - event: process_kprobe
                    policy: restrikt
            """;

    private List<String> problems() {
        LessonReader reader = new LessonReader(new LabHome(root.resolve("state"), root));
        return catchThrowableOfType(ScenarioException.class, () -> reader.read("demo"))
                .problems()
                .stream()
                .map(problem -> problem.toString().replace(root + "/", ""))
                .toList();
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }
}
