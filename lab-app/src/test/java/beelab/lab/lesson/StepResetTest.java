package beelab.lab.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.lab.guide.Block;
import beelab.lab.guide.Guide;
import beelab.lab.guide.GuideStep;
import beelab.lab.scenario.Scenario;
import beelab.lab.scenario.ScenarioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a kubectl that writes down what it is asked. */
class StepResetTest {

    @TempDir Path folder;

    private Path work;
    private Path scenario;
    private Path asked;
    private Lesson lesson;

    @BeforeEach
    void prepare() throws Exception {
        scenario = Files.createDirectories(folder.resolve("demo"));
        Files.createDirectories(scenario.resolve("policies"));
        Files.writeString(scenario.resolve("policies/p.yaml"), "the author's\n");
        Files.writeString(
                scenario.resolve(ScenarioReader.FILE),
                """
                formatVersion: 1
                id: demo
                title: Demo
                steps:
                  - {id: on, stimulus: apply, expect: [{policy: {name: p}}]}
                  - {id: linked, stimulus: type, expect: [{policy: {name: p}}]}
                  - {id: off, stimulus: delete, expect: [{policy: {name: p, state: absent}}]}
                """);
        work = folder.resolve("work");
        Workspace.fill(scenario, work);
        asked = folder.resolve("asked");
        Scenario read = ScenarioReader.read(scenario);
        lesson =
                new Lesson(
                        read,
                        new Guide(
                                "Demo",
                                "",
                                List.of(
                                        new GuideStep(
                                                "s",
                                                "S",
                                                "",
                                                List.of(
                                                        new Block.Apply(
                                                                "apply",
                                                                "main",
                                                                "policies/p.yaml",
                                                                ""),
                                                        new Block.Run(
                                                                "type",
                                                                "main",
                                                                List.of("ln -s a b"),
                                                                false,
                                                                Block.Ending.RETURNS,
                                                                List.of(0),
                                                                ""),
                                                        new Block.Delete(
                                                                "delete",
                                                                "main",
                                                                "policies/p.yaml")))),
                                ""));
    }

    @Test
    void whatWasAppliedIsDeletedAndTheFileIsTheAuthorsAgain() throws Exception {
        Files.writeString(work.resolve("policies/p.yaml"), "the learner's\n");

        String told = reset("on", "cat policies/p.yaml >>" + asked);

        assertThat(told)
                .isEqualTo(
                        "Step on waits again: what it made is deleted; your changes of policies/p.yaml are undone.");
        assertThat(Files.readAllLines(asked))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("delete --ignore-not-found")
                .endsWith("-f " + work.resolve("policies/p.yaml"));
        assertThat(Files.readAllLines(asked))
                .endsWith("the learner's"); // what was made, not what was meant
        assertThat(work.resolve("policies/p.yaml")).hasContent("the author's");
    }

    @Test
    void whatWasDeletedIsAppliedAndNothingElse() throws Exception {
        assertThat(reset("off", ""))
                .isEqualTo("Step off waits again: what it deleted is there again.");
        assertThat(Files.readAllLines(asked))
                .singleElement()
                .asString()
                .isEqualTo("apply -f " + work.resolve("policies/p.yaml"));
    }

    @Test
    void whatACommandDidStaysAndThatIsSaid() throws Exception {
        assertThat(reset("linked", "")).contains("What `ln -s a b` did stays as it is");
        assertThat(asked).doesNotExist();
    }

    @Test
    void aClusterThatDoesNotAnswerIsGivenUpWithinFiveSeconds() throws Exception {
        long start = System.nanoTime();

        String told = reset("on", "exec sleep 60");

        assertThat(System.nanoTime() - start).isLessThan(5_500_000_000L);
        assertThat(told).contains("did not end within", "try again when the cluster answers");
    }

    @Test
    void theReasonOfKubectlIsTold() throws Exception {
        assertThat(reset("on", "echo connection refused; exit 1"))
                .contains("could not take it back (connection refused)");
    }

    private String reset(String step, String kubectl) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path script = bin.resolve("kubectl");
        Files.writeString(script, "#!/bin/sh\necho \"$@\" >>%s\n%s\n".formatted(asked, kubectl));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return StepReset.run(
                lesson,
                lesson.scenario().step(step).orElseThrow(),
                work,
                Map.of("PATH", bin + ":" + System.getenv("PATH")));
    }
}
