package beelab.lab.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.lab.LabHome;
import beelab.lab.guide.Block;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios that we ship are valid, and their guides fit to them. */
class ShippedLessonsTest {

    // Shared: the first conversion starts JRuby and takes seconds.
    @TempDir static Path state;

    @Test
    void every_scenario_can_be_read_with_its_guide() throws Exception {
        LessonReader reader = new LessonReader(new LabHome(state, repository()));

        assertThat(reader.ids()).startsWith("getting-started", "symlink", "rsvp");
        for (String id : reader.ids()) {
            Lesson lesson = reader.read(id);
            assertThat(lesson.guide().title()).isNotEmpty();
            assertThat(lesson.guide().glossary()).contains("TOCTOU");
        }
    }

    @Test
    void the_second_reading_comes_from_the_cache_and_is_the_same() throws Exception {
        LessonReader reader = new LessonReader(new LabHome(state, repository()));
        Lesson first = reader.read("symlink");

        long start = System.nanoTime();
        Lesson second = new LessonReader(new LabHome(state, repository())).read("symlink");

        assertThat(second).isEqualTo(first);
        assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
        assertThat(state.resolve("cache/guides")).isDirectoryContaining("glob:**.json");
    }

    @Test
    void blocks_of_the_symlink_guide_have_their_kinds_and_links() throws Exception {
        Lesson lesson = new LessonReader(new LabHome(state, repository())).read("symlink");

        Block.Run killed = (Block.Run) lesson.guide().block("create-link-again").orElseThrow();
        assertThat(killed.terminal()).isEqualTo("pod");
        assertThat(killed.lines()).containsExactly("ln -s /etc/passwd symlink-new");
        assertThat(killed.exits()).containsExactly(137);
        Block.Run shell = (Block.Run) lesson.guide().block("open-shell").orElseThrow();
        assertThat(shell.ending()).isEqualTo(Block.Ending.OPENS_SHELL);
        Block.Apply restrict = (Block.Apply) lesson.guide().block("restrict").orElseThrow();
        assertThat(restrict.source()).contains("action: Sigkill");
        Block.Quiz quiz = (Block.Quiz) lesson.guide().block("why-is-it-there").orElseThrow();
        assertThat(quiz.options())
                .extracting(Block.Quiz.Option::correct)
                .containsExactly(false, true, false);
        assertThat(quiz.options().getFirst().why()).contains("Speed is not the point");
        String html = lesson.guide().stepOf("create-link-again").orElseThrow().html();
        assertThat(html).contains("href=\"bee:block/create-link-again\"").doesNotContain("<script");
    }

    static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        return here.endsWith("lab-app") ? here.resolveSibling("") : here;
    }
}
