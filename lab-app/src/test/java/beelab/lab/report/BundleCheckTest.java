package beelab.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.lab.check.StepState;
import beelab.lab.feed.EventRow;
import beelab.lab.feed.Events;
import beelab.lab.feed.RecordedEvents;
import beelab.lab.guide.Guide;
import beelab.lab.lesson.Lesson;
import beelab.lab.lesson.RunResult;
import beelab.lab.lesson.StepResult;
import beelab.lab.scenario.Scenario;
import beelab.lab.scenario.ScenarioReader;
import beelab.sensor.export.json.ProtoJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evidence that was tampered with is noticed, also when the hashes were made anew. */
class BundleCheckTest {

    private static final Instant T = Instant.parse("2026-11-22T10:00:00Z");

    @TempDir Path folder;

    private Path bundle;

    @BeforeEach
    void write() throws Exception {
        Path demo = Files.createDirectories(folder.resolve("demo"));
        Files.writeString(
                demo.resolve(ScenarioReader.FILE),
                """
                formatVersion: 1
                id: demo
                title: Demo <b>
                steps:
                  - id: linked
                    expect:
                      - event: process_exit
                        binary: /usr/bin/ln
                        status: 0
                    never:
                      - event: process_exit
                        signal: SIGKILL
                """);
        Scenario scenario = ScenarioReader.read(demo);
        EventRow started = row(41, Events.exec(T, Events.ln("pod", "-s a <b>")));
        EventRow ended = row(42, Events.exit(T.plusMillis(5), Events.ln("pod", "-s a"), "", 0));
        bundle = folder.resolve("bundle");
        Evidence.write(
                new RunResult(
                        new Lesson(scenario, new Guide("Demo", "", List.of(), "")),
                        T,
                        T.plusSeconds(1),
                        List.of(),
                        List.of(
                                new StepResult(
                                        scenario.steps().getFirst(),
                                        "First",
                                        new StepState.Passed(List.of(ended)),
                                        T,
                                        Duration.ofMillis(500))),
                        List.of(started, ended),
                        Set.of(),
                        List.of(),
                        Map.of("node lab", "Linux 6.18"),
                        Map.of(),
                        folder.resolve("work")),
                bundle);
    }

    @Test
    void whatWasWrittenIsProvedAgain() throws Exception {
        BundleCheck.Result result = BundleCheck.check(bundle);

        assertThat(result.problems()).isEmpty();
        assertThat(result.verdict()).isEqualTo("passed");
        assertThat(result.steps()).isEqualTo(1);
        assertThat(result.events()).isEqualTo(2);
    }

    /** How {@code lab check --resume} finds out what an interrupted run had done. */
    @Test
    void whatIsProvedNeedsNotBeRunAgainUnlessTheScenarioIsAnother() throws Exception {
        Lesson lesson =
                new Lesson(
                        ScenarioReader.read(folder.resolve("demo")),
                        new Guide("Demo", "", List.of(), ""));
        assertThat(Finished.objection(bundle, lesson)).isEmpty();
        assertThat(Finished.objection(folder.resolve("never"), lesson))
                .isEqualTo("it was not reached");

        Path policy = Files.createDirectories(folder.resolve("demo/policies")).resolve("p.yaml");
        Files.writeString(policy, "kind: TracingPolicy\n");
        assertThat(Finished.objection(bundle, lesson))
                .isEqualTo("policies/p.yaml is another since then");
        Files.delete(policy);

        Files.writeString(bundle.resolve("events.jsonl"), "");
        assertThat(Finished.objection(bundle, lesson))
                .contains("cannot be trusted", "events.jsonl");

        Files.delete(bundle.resolve(Seal.FILE)); // it is written last
        assertThat(Finished.objection(bundle, lesson)).startsWith("it was interrupted");
    }

    @Test
    void thePageShowsTheProofAndNoMarkupOfOthers() throws Exception {
        String page = Files.readString(bundle.resolve("report.html"));

        assertThat(page)
                .contains("Demo &lt;b&gt;")
                .contains("<tr id=\"e42\" class=\"proof\">")
                .doesNotContain("<b>&", "a <b>", "<script", "http");
    }

    @Test
    void aChangedAMissingAndAnAddedFileAreNamed() throws Exception {
        edit("report.txt", "passed", "PASSED");
        Files.delete(bundle.resolve("facts.json"));
        Files.writeString(bundle.resolve("note"), "x");

        assertThat(BundleCheck.check(bundle).problems())
                .containsExactlyInAnyOrder(
                        "report.txt: was changed after it was written",
                        "facts.json: is missing",
                        "note: was added later");
    }

    @Test
    void anEventThatWasMadeUpIsNoticedThoughTheHashesFit() throws Exception {
        edit("matched-events.jsonl", "/usr/bin/ln", "/usr/bin/id");
        Seal.write(bundle);

        assertThat(BundleCheck.check(bundle).problems())
                .anySatisfy(p -> assertThat(p).contains("event 42 is not the one in events.jsonl"))
                .anySatisfy(p -> assertThat(p).contains("step linked is called passed, but"));
    }

    @Test
    void anExpectationThatWasChangedLaterIsNotProved() throws Exception {
        edit("scenario.yaml", "status: 0", "status: 7");
        Seal.write(bundle);

        assertThat(BundleCheck.check(bundle).problems())
                .singleElement()
                .asString()
                .startsWith("step linked is called passed, but process_exit");
    }

    @Test
    void whatMustNeverHappenIsLookedForAgain() throws Exception {
        edit("scenario.yaml", "signal: SIGKILL", "status: 0");
        edit("scenario.yaml", "binary: /usr/bin/ln\n        status: 0", "binary: /usr/bin/ln");
        Seal.write(bundle);

        assertThat(BundleCheck.check(bundle).problems())
                .singleElement()
                .asString()
                .contains("1 such events, none is allowed");
    }

    @Test
    void anotherFolderIsNoBundle() {
        assertThatThrownBy(() -> BundleCheck.check(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no evidence of a lab check");
    }

    private void edit(String file, String from, String to) throws IOException {
        Path path = bundle.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
    }

    private static EventRow row(long sequence, beelab.sensor.api.GetEventsResponse event) {
        return RecordedEvents.row(ProtoJson.print(event), sequence).orElseThrow();
    }
}
