package beelab.lab.lesson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import beelab.lab.LabHome;
import beelab.lab.scenario.ScenarioException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One mistake in each of these scenarios: it is told at its place, with what to do. */
class LintTableTest {

    private static final String GOOD =
            """
            formatVersion: 1
            id: demo
            title: Demo
            minutes: 10
            level: beginner
            requires: {kernel: "5.8", memory: 2Gi}
            images: [beelab/workbench:0.1.0]
            steps:
              - id: loaded
                stimulus: make
                timeout: 10s
                expect:
                  - policy: {name: restrict, state: enabled}
                  - ready: {pod: cloudyuga}
                  - exec: {pod: cloudyuga, command: [test, -L, x]}
                  - http: {port: 30001, path: /totals}
              - id: seen
                stimulus: make
                expect:
                  - event: process_kprobe
                    pod: cloudyuga
                    policy: restrict
                    args: {0: {prefix: /etc/}}
                    count: {min: 1, max: 2}
            survivors:
              - {policy: p.yaml, mutation: without podSelector, reason: because}
            """;

    @TempDir static Path state;
    @TempDir Path root;

    /** What is written, what is written instead, and where and how it is told. */
    static Stream<Arguments> mistakes() {
        return Stream.of(
                row(
                        "formatVersion: 1",
                        "formatVersion: 9",
                        "1:16: formatVersion: format version '9' is not known (this lab reads version 1)"),
                row(
                        "id: demo",
                        "id: other",
                        "2:5: id: 'other' is not the name of the folder (write demo)"),
                row(
                        "title: Demo",
                        "titel: Demo",
                        "3:1: titel: unknown key 'titel' (did you mean 'title'?)"),
                row(
                        "minutes: 10",
                        "minutes: soon",
                        "4:10: minutes: expected a whole number from 1 to 600, found 'soon'"),
                row(
                        "level: beginner",
                        "level: beginer",
                        "5:8: level: 'beginer' is not a value of level (did you mean 'beginner'?)"),
                row(
                        "\"5.8\"",
                        "newest",
                        "6:20: requires.kernel: 'newest' is not a kernel version (write it as \"5.8\")"),
                row(
                        "2Gi",
                        "2GB",
                        "6:35: requires.memory: '2GB' is not an amount of memory (write 512Mi or 2Gi)"),
                row(
                        "workbench:0.1.0",
                        "workbench:latest",
                        "7:10: images[0]: the image 'beelab/workbench:latest' has no fixed tag (write name:version; 'latest' changes under the learner's feet)"),
                row(
                        "id: loaded",
                        "id: Loaded!",
                        "9:5: steps[0]: the id 'Loaded!' is not allowed (use small letters, digits and hyphens, beginning with a letter)"),
                row(
                        "timeout: 10s",
                        "timeout: 10 seconds",
                        "11:14: steps[0].timeout: '10 seconds' is not a time (write 500ms, 30s or 2m)"),
                row(
                        "state: enabled",
                        "state: on",
                        "13:41: steps[0].expect[0].policy.state: 'on' is not a value of state (there are: absent, enabled, load_error)"),
                row(
                        "ready: {pod: cloudyuga}",
                        "ready: {pods: cloudyuga}",
                        "14:17: steps[0].expect[1].ready.pods: unknown key 'pods' (did you mean 'pod'?)"),
                row(
                        "command: [test, -L, x]",
                        "command: []",
                        "15:15: steps[0].expect[2].exec: the key 'command' is missing or empty (command: [test, -L, link])"),
                row(
                        "port: 30001",
                        "port: 80",
                        "16:22: steps[0].expect[3].http.port: expected a whole number from 30000 to 32767, found '80'"),
                row(
                        "path: /totals",
                        "path: totals",
                        "16:35: steps[0].expect[3].http.path: 'totals' is not a path (begin with a slash: /totals)"),
                row(
                        "id: seen",
                        "id: loaded",
                        "17:5: steps[1]: there are two steps 'loaded' (rename one)"),
                row(
                        "process_kprobe",
                        "process_kprobes",
                        "20:16: steps[1].expect[0].event: there is no event 'process_kprobes' (did you mean 'process_kprobe'?)"),
                row(
                        "pod: cloudyuga\n        policy",
                        "signal: SIGKILL\n        policy",
                        "21:17: steps[1].expect[0].signal: an event process_kprobe has no field 'signal' (its fields: namespace, pod, container, node, binary, arguments, parent, uid, policy, function, args, action, return)"),
                row(
                        "args: {0:",
                        "args: {9:",
                        "23:19: steps[1].expect[0].args.9: '9' is not the index of an argument (write 0 to 4)"),
                row(
                        "{prefix: /etc/}",
                        "{prefix: /etc/, suffix: d}",
                        "23:19: steps[1].expect[0].args.0: compares in several ways at once (keep one of them)"),
                row(
                        "{prefix: /etc/}",
                        "{matches: \"[\"}",
                        "23:19: steps[1].expect[0].args.0: '[' is not a regular expression: Unclosed character class (write it as java.util.regex.Pattern wants it)"),
                row(
                        "max: 2",
                        "max: 0",
                        "24:30: steps[1].expect[0].count.max: expected a whole number from 1 to 2147483647, found '0'"),
                row(
                        "- id: seen",
                        "- id: seen\n   stimulus: make",
                        "18:4: not valid YAML: expected <block end>, but found '<block mapping start>' (check indentation, quotes and tabs)"),
                row(
                        "stimulus: make\n    expect:\n      - event",
                        "stimulus: mkae\n    expect:\n      - event",
                        "17:5: steps[1].stimulus: the guide has no block 'mkae' (did you mean 'make'?)"),
                row(
                        "policy: restrict\n",
                        "policy: restrikt\n",
                        "17:5: step seen: no file in policies/ holds a policy 'restrikt' (did you mean 'restrict'?)"),
                row(
                        "without podSelector",
                        "without podselector",
                        "26:5: survivors[0].mutation: no mutation of p.yaml is 'without podselector' (did you mean 'without podSelector'?)"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isToldAtItsPlace(String right, String wrong, String told) throws IOException {
        assertThat(GOOD).containsOnlyOnce(right);
        write(GOOD.replace(right, wrong));
        ScenarioException mistakes = catchThrowableOfType(ScenarioException.class, this::read);

        assertThat(mistakes).as("nothing was wrong with %s", wrong).isNotNull();
        assertThat(mistakes.problems())
                .extracting(p -> p.toString().replace(root + "/scenarios/demo/scenario.yaml:", ""))
                .contains(told);
    }

    @Test
    void theScenarioWithoutTheMistakeIsRight() throws Exception {
        write(GOOD);

        assertThat(read().scenario().steps()).hasSize(2);
    }

    private Lesson read() throws ScenarioException {
        return new LessonReader(new LabHome(state, root)).read("demo");
    }

    private void write(String scenario) throws IOException {
        Path folder = root.resolve("scenarios/demo");
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("scenario.yaml"), scenario);
        Files.writeString(
                folder.resolve("policies/p.yaml"),
                """
                kind: TracingPolicy
                metadata: {name: restrict}
                spec: {podSelector: {}}
                """);
        Path guide = Files.createDirectories(root.resolve("guides/demo")).resolve("index.adoc");
        Files.writeString(
                guide,
                """
                = Demo

                == First

                [source,bash,role="run",id="make"]
                ----
                true
                ----
                """);
    }

    private static Arguments row(String right, String wrong, String told) {
        return Arguments.of(right, wrong, told);
    }
}
