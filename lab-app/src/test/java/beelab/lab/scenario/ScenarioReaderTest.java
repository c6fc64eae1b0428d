package beelab.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What authors get wrong, and what they are told. */
class ScenarioReaderTest {

    private static final String HEAD =
            """
            formatVersion: 1
            id: demo
            title: Demo
            steps:
            """;

    @TempDir Path folder;

    @Test
    void reads_a_step_with_its_defaults() throws Exception {
        Scenario scenario =
                read(
                        """
                          - id: seen
                            stimulus: run-it
                            expect:
                              - event: process_exec
                                binary: {suffix: /ln}
                                count: {min: 2}
                        """);

        StepSpec step = scenario.steps().getFirst();
        assertThat(step.timeout()).isEqualTo(Duration.ofSeconds(30));
        EventPattern pattern = (EventPattern) step.expect().getFirst();
        assertThat(pattern.describe()).isEqualTo("process_exec binary=…/ln (2 or more)");
        assertThat(pattern.mark().toString()).isEqualTo("scenario.yaml:8:9");
    }

    @Test
    void an_unknown_key_is_told_with_its_place_and_what_was_probably_meant() {
        assertThat(
                        problems(
                                """
                                  - id: seen
                                    stimulus: run-it
                                    expects: []
                                """))
                .contains(
                        "scenario.yaml:7:5: steps[0].expects: unknown key 'expects' (did you mean 'expect'?)");
    }

    @Test
    void a_field_that_the_kind_of_event_does_not_have_is_told_with_those_that_it_has() {
        assertThat(
                        problems(
                                """
                                  - id: seen
                                    expect:
                                      - event: process_exec
                                        signal: SIGKILL
                                """))
                .singleElement()
                .asString()
                .startsWith(
                        "scenario.yaml:8:17: steps[0].expect[0].signal: an event process_exec has no field 'signal' (its fields: namespace, pod,");
    }

    @Test
    void an_unknown_field_and_an_unknown_event_are_told() {
        assertThat(
                        problems(
                                """
                                  - id: seen
                                    expect:
                                      - event: proces_exit
                                      - event: process_exit
                                        binery: /usr/bin/ln
                                """))
                .containsExactly(
                        "scenario.yaml:7:16: steps[0].expect[0].event: there is no event 'proces_exit' (did you mean 'process_exit'?)",
                        "scenario.yaml:9:9: steps[0].expect[1].binery: unknown key 'binery' (did you mean 'binary'?)");
    }

    @Test
    void wrong_types_are_told_with_what_was_found() {
        assertThat(
                        problems(
                                """
                                  - id: seen
                                    timeout: soon
                                    expect: yes
                                  - id: [a]
                                    holds:
                                      - ready: {pod: x}
                                """))
                .containsExactly(
                        "scenario.yaml:6:14: steps[0].timeout: 'soon' is not a time (write 500ms, 30s or 2m)",
                        "scenario.yaml:7:13: steps[0].expect: expected a list, found 'yes' (begin each element with '- ')",
                        "scenario.yaml:8:9: steps[1].id: expected a text or number, found a list",
                        "scenario.yaml:8:9: steps[1].id: must not be empty");
    }

    @Test
    void a_step_that_could_not_fail_is_a_mistake() {
        assertThat(
                        problems(
                                """
                                  - id: nothing
                                    never:
                                      - event: process_exit
                                """))
                .singleElement()
                .asString()
                .contains(
                        "scenario.yaml:5:5: steps[0]: nothing is expected, so this step could not fail");
    }

    @Test
    void expecting_and_forbidding_the_same_is_a_mistake() {
        assertThat(
                        problems(
                                """
                                  - id: both
                                    expect:
                                      - event: process_exit
                                        status: 0
                                    never:
                                      - event: process_exit
                                        status: 0
                                """))
                .singleElement()
                .asString()
                .contains("expects and forbids the same: process_exit status=0");
    }

    @Test
    void an_image_without_a_fixed_tag_is_a_mistake() throws IOException {
        assertThat(
                        problemsOf(
                                """
                                formatVersion: 1
                                id: demo
                                title: Demo
                                images: [ubuntu, "debian:latest", "debian:bookworm"]
                                steps:
                                  - {id: a, holds: [{ready: {pod: x}}]}
                                """))
                .hasSize(2)
                .allMatch(problem -> problem.contains("has no fixed tag"));
    }

    @Test
    void an_image_can_be_built_from_a_folder_of_the_scenario_and_from_no_other() throws Exception {
        Path app = Files.createDirectories(folder.resolve("demo/app"));
        Files.writeString(app.resolve("Dockerfile"), "FROM scratch");
        String images =
                """
                formatVersion: 1
                id: demo
                title: Demo
                images:
                  - {image: "demo/app:1", build: %s}
                steps:
                  - {id: a, holds: [{ready: {pod: x}}]}
                """;

        Scenario scenario = ScenarioReader.read(write(images.formatted("app")));
        assertThat(scenario.images()).containsExactly(new Scenario.Image("demo/app:1", app));
        assertThat(problemsOf(images.formatted("../other")))
                .singleElement()
                .asString()
                .startsWith(
                        "scenario.yaml:5:34: images[0].build: '../other' is no folder of the scenario");
    }

    @Test
    void workloads_and_pages_can_be_expected() throws Exception {
        StepSpec step =
                read("""
                  - id: answers
                    holds:
                      - ready: {deployment: db}
                      - absent: {daemonset: bee, namespace: kube-system}
                      - http: {port: 30001, path: /totals, contains: '"yes":1'}
                      - exec: {deployment: db, command: [test, -d, /data]}
                """)
                        .steps()
                        .getFirst();

        assertThat(step.holds())
                .extracting(ClusterCondition::describe)
                .containsExactly(
                        "deployment default/db has all its pods Ready",
                        "daemonset kube-system/bee is absent",
                        "GET port 30001/totals answers 200 with \"yes\":1",
                        "in deployment default/db, `test -d /data` exits with 0");
    }

    @Test
    void text_that_is_no_yaml_is_told_with_its_place() throws IOException {
        assertThat(problemsOf("formatVersion: 1\nid: [demo\ntitle: x\n"))
                .singleElement()
                .asString()
                .startsWith("scenario.yaml:3:6: not valid YAML:");
    }

    @Test
    void another_version_and_another_folder_name_are_told() throws IOException {
        assertThat(
                        problemsOf(
                                """
                                formatVersion: 2
                                id: other
                                title: Demo
                                steps:
                                  - {id: a, holds: [{ready: {pod: x}}]}
                                """))
                .containsExactly(
                        "scenario.yaml:1:16: formatVersion: format version '2' is not known (this lab reads version 1)",
                        "scenario.yaml:2:5: id: 'other' is not the name of the folder (write demo)");
    }

    @Test
    void a_folder_without_the_file_is_told() {
        assertThat(
                        catchThrowableOfType(
                                        ScenarioException.class, () -> ScenarioReader.read(folder))
                                .problems())
                .singleElement()
                .asString()
                .contains("cannot be read (a scenario is a folder with a file scenario.yaml)");
    }

    private Scenario read(String steps) throws Exception {
        return ScenarioReader.read(write(HEAD + steps));
    }

    private List<String> problems(String steps) {
        try {
            return problemsOf(HEAD + steps);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> problemsOf(String text) throws IOException {
        Path scenario = write(text);
        return catchThrowableOfType(ScenarioException.class, () -> ScenarioReader.read(scenario))
                .problems()
                .stream()
                .map(problem -> problem.toString().replace(scenario + "/", ""))
                .toList();
    }

    private Path write(String text) throws IOException {
        Path scenario = Files.createDirectories(folder.resolve("demo"));
        Files.writeString(scenario.resolve(ScenarioReader.FILE), text);
        return scenario;
    }
}
