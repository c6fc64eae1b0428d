package beelab.lab.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FindingTest {

    @Test
    void a_problem_says_what_to_do_and_what_still_works() {
        assertThat(Finding.problem("ports", "port 53 is taken", "stop it", "the guides").print())
                .isEqualTo(
                        """
                        ✗ ports      port 53 is taken
                                     do: stop it
                                     still works: the guides\
                        """);
    }

    @Test
    void notes_do_not_keep_the_cluster_from_starting() {
        assertThat(Preflight.passed(List.of(Finding.ok("a", "b"), Finding.note("c", "d"))))
                .isTrue();
        assertThat(Preflight.passed(List.of(Finding.problem("a", "b", "c", "d")))).isFalse();
    }
}
