package beelab.lab.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.lab.LabHome;
import beelab.lab.check.StepState;
import beelab.lab.guide.Guide;
import beelab.lab.scenario.ScenarioReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A learner comes back after the lab was closed, or was killed. */
class TicksTest {

    @TempDir Path folder;

    @Test
    void onTheSameClusterTheRunGoesOnWhereItWas() {
        Ticks first = new Ticks(file());
        first.resume("cluster-a", id -> true);
        first.add("one");
        first.add("two");
        first.add("three");
        first.remove("two");

        Ticks.Resumed back = new Ticks(file()).resume("cluster-a", id -> !id.equals("three"));

        assertThat(back.passed()).containsExactly("one"); // three is no step any more
        assertThat(back.notice()).contains("You go on where you were: 1 step");
    }

    @Test
    void onANewClusterTheTicksAreGoneAndThatIsSaid() {
        Ticks first = new Ticks(file());
        first.resume("cluster-a", id -> true);
        first.add("one");

        Ticks.Resumed back = new Ticks(file()).resume("cluster-b", id -> true);

        assertThat(back.passed()).isEmpty();
        assertThat(back.notice()).contains("This cluster is a new one", "Begin at the first page");
        assertThat(new Ticks(file()).resume("cluster-b", id -> true).notice()).isEmpty();
    }

    @Test
    void aFileThatWasCutOffCountsAsNone() throws Exception {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "{\"cluster\": \"cluster-a\", \"pas");

        assertThat(new Ticks(file()).resume("cluster-a", id -> true).notice()).isEmpty();
    }

    @Test
    void theSessionOfTheWindowTakesThemUp() throws Exception {
        Path demo = Files.createDirectories(folder.resolve("scenarios/demo"));
        Files.writeString(
                demo.resolve(ScenarioReader.FILE),
                """
                formatVersion: 1
                id: demo
                title: Demo
                steps:
                  - {id: one, expect: [{event: process_exec}]}
                  - {id: two, expect: [{event: process_exec}]}
                """);
        LabHome home = new LabHome(folder.resolve("state"), folder);
        Lesson lesson = new Lesson(ScenarioReader.read(demo), new Guide("Demo", "", List.of(), ""));
        Ticks before = new Ticks(home.work().resolve("demo.ticks.json"));
        before.resume("cluster-a", id -> true);
        before.add("two");

        List<LessonSession.Change> changes = new CopyOnWriteArrayList<>();
        try (LiveLesson session = LiveLesson.open(home, lesson)) {
            session.onChange(changes::add);
            session.resumeOn("cluster-a");

            assertThat(session.state("two")).isInstanceOf(StepState.Passed.class);
            assertThat(session.state("one")).isInstanceOf(StepState.Waiting.class);
            assertThat(changes)
                    .anyMatch(change ->
                            change instanceof LessonSession.Change.Notice notice
                                    && notice.text().contains("1 step of this exercise"));
        }
    }

    private Path file() {
        return folder.resolve("state/work/x.ticks.json");
    }
}
