package beelab.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.lab.check.Finding;
import beelab.lab.check.StepState;
import beelab.lab.feed.Loss;
import beelab.lab.guide.Block;
import beelab.lab.guide.Guide;
import beelab.lab.guide.GuideStep;
import beelab.lab.lesson.BlockResult;
import beelab.lab.lesson.Lesson;
import beelab.lab.lesson.RunResult;
import beelab.lab.lesson.RunResult.Verdict;
import beelab.lab.lesson.StepResult;
import beelab.lab.scenario.Mark;
import beelab.lab.scenario.Scenario;
import beelab.lab.scenario.StepSpec;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reports say the same in every form, and can be read by those they are made for. */
class ReportTest {

    private static final Instant T = Instant.parse("2026-11-22T10:00:00Z");
    private static final StepState PASSED = new StepState.Passed(List.of());
    private static final StepState FAILED =
            new StepState.Failed(
                    List.of(
                            new Finding(
                                    "process_exit signal=SIGKILL",
                                    "scenario.yaml:7:9",
                                    "It was <not> stopped.",
                                    "no event process_exit at all since the step began",
                                    List.of())),
                    List.of());
    private static final StepState UNKNOWN =
            new StepState.Unknown(
                    List.of(new Loss(3, T, Loss.Where.SENSOR, 9, "The sensor lost 9 events.")),
                    List.of());

    @TempDir Path folder;

    @Test
    void the_verdict_is_the_worst_of_its_steps() {
        assertThat(result(PASSED, PASSED).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(result(PASSED, new StepState.NotApplicable("no LSM")).verdict())
                .isEqualTo(Verdict.PASSED);
        assertThat(result(PASSED, UNKNOWN).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(result(FAILED, UNKNOWN, PASSED).verdict()).isEqualTo(Verdict.FAILED);
        assertThat(List.of(Verdict.values()))
                .extracting(Verdict::exitCode)
                .containsExactly(0, 1, 3);
    }

    @Test
    void junit_tells_failures_errors_and_skipped_steps_apart() throws Exception {
        String xml =
                JunitReport.of(result(PASSED, FAILED, UNKNOWN, new StepState.NotApplicable("x")));

        Document document =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(xml)));
        Element suite = document.getDocumentElement();
        assertThat(suite.getAttribute("tests")).isEqualTo("5");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("errors")).isEqualTo("1");
        assertThat(suite.getAttribute("skipped")).isEqualTo("1");
        assertThat(suite.getElementsByTagName("failure").item(0).getTextContent())
                .contains("It was <not> stopped.")
                .contains("scenario.yaml:7:9");
    }

    @Test
    void several_runs_are_several_suites_of_one_document() throws Exception {
        String xml = JunitReport.of(List.of(result(PASSED), result(FAILED)));

        Document document =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(xml)));
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("testsuites");
        assertThat(document.getElementsByTagName("testsuite").getLength()).isEqualTo(2);
        assertThat(Verdict.worst(List.of(Verdict.PASSED, Verdict.UNKNOWN)))
                .isEqualTo(Verdict.UNKNOWN);
        JsonNode both =
                JsonMapper.shared()
                        .readTree(JsonReport.of(List.of(result(PASSED), result(FAILED))));
        assertThat(both.get(1).get("verdict").asString()).isEqualTo("failed");
    }

    @Test
    void text_gives_each_step_a_line_and_the_reasons_below() {
        assertThat(TextReport.of(result(PASSED, FAILED)))
                .contains("✓ step-0")
                .contains("✗ step-1")
                .contains("      It was <not> stopped.\n")
                .contains("      observed: no event process_exit at all since the step began\n")
                .endsWith("1 of 1 blocks as promised; 0 events, 0 losses; 5.0 s\n");
    }

    @Test
    void the_folder_of_evidence_holds_what_was_done_and_what_was_applied() throws Exception {
        Evidence.write(result(PASSED), folder.resolve("out"));

        Path out = folder.resolve("out");
        JsonNode report =
                JsonMapper.shared().readTree(Files.readString(out.resolve("report.json")));
        assertThat(report.get("verdict").asString()).isEqualTo("passed");
        JsonNode command =
                JsonMapper.shared()
                        .readTree(Files.readAllLines(out.resolve("commands.jsonl")).getFirst());
        assertThat(command.get("line").asString()).isEqualTo("ln -s a b");
        assertThat(command.get("status").asInt()).isZero();
        assertThat(out.resolve("policies/p.yaml")).hasContent("kind: TracingPolicy");
        assertThat(out.resolve("terminals/main.txt")).hasContent("$ ln -s a b");
        assertThat(out.resolve("facts.json")).content().contains("6.18");
    }

    private RunResult result(StepState... states) {
        Block.Run run =
                new Block.Run(
                        "make-link",
                        "main",
                        List.of("ln -s a b"),
                        false,
                        Block.Ending.RETURNS,
                        List.of(0),
                        "");
        List<StepResult> steps = new ArrayList<>();
        for (StepState state : states) {
            steps.add(
                    new StepResult(
                            step("step-" + steps.size()),
                            "First",
                            state,
                            T,
                            Duration.ofMillis(70)));
        }
        Path work = folder.resolve("work");
        try {
            Files.writeString(folder.resolve("scenario.yaml"), "formatVersion: 1");
            Files.createDirectories(work.resolve("policies"));
            Files.writeString(work.resolve("policies/p.yaml"), "kind: TracingPolicy");
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
        return new RunResult(
                new Lesson(
                        new Scenario(
                                folder,
                                "demo",
                                "Demo",
                                "",
                                10,
                                5,
                                Scenario.Level.BEGINNER,
                                Scenario.Requirements.NONE,
                                List.of(),
                                List.of(),
                                List.of()),
                        new Guide(
                                "Demo",
                                "",
                                List.of(new GuideStep("first", "First", "", List.of(run))),
                                "")),
                T,
                T.plusSeconds(5),
                List.of(
                        new BlockResult(
                                run,
                                List.of(
                                        new BlockResult.Command(
                                                "ln -s a b", 0, "\u001b[1m\n", T, T.plusMillis(9))),
                                "")),
                steps,
                List.of(),
                Set.of(),
                List.of(),
                Map.of("node lab", "Linux 6.18"),
                Map.of("main", "$ ln -s a b"),
                work);
    }

    private StepSpec step(String id) {
        return new StepSpec(
                id,
                "make-link",
                null,
                List.of(),
                false,
                List.of(),
                List.of(),
                List.of(),
                Duration.ofSeconds(1),
                Duration.ZERO,
                new Mark(folder.resolve("scenario.yaml"), 5, 5));
    }
}
