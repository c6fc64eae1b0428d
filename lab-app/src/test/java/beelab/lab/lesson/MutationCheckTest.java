package beelab.lab.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.lab.check.Finding;
import beelab.lab.check.StepState;
import beelab.lab.feed.Loss;
import beelab.lab.guide.Block;
import beelab.lab.guide.Guide;
import beelab.lab.guide.GuideStep;
import beelab.lab.lesson.MutationCheck.Fate;
import beelab.lab.scenario.Mark;
import beelab.lab.scenario.PolicyCondition;
import beelab.lab.scenario.Scenario;
import beelab.lab.scenario.StepSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a run with a changed policy says about the scenario. */
class MutationCheckTest {

    private static final Mark MARK = new Mark(Path.of("scenario.yaml"), 1, 1);
    private static final StepState FAILED =
            new StepState.Failed(
                    List.of(new Finding("x", "here", "", "not seen", List.of())), List.of());
    private static final StepState PASSED = new StepState.Passed(List.of());
    private static final StepState REFUSED = new StepState.NotApplicable("this kernel has no LSM");

    @Test
    void aStepThatFailsHasNoticed() {
        assertThat(MutationCheck.fate(run(step("a", PASSED), step("b", FAILED)), "p", "why"))
                .isEqualTo(new Fate.Noticed("step b"));
    }

    @Test
    void whereAllPassItSurvivesUnlessTheAuthorSaidWhy() {
        assertThat(MutationCheck.fate(run(step("a", PASSED)), "p", ""))
                .isEqualTo(new Fate.Survived());
        assertThat(MutationCheck.fate(run(step("a", PASSED)), "p", "only saves events"))
                .isEqualTo(new Fate.Explained("only saves events"));
    }

    @Test
    void aPolicyThatThisKernelRefusesIsNotJudgedAndAnotherIs() {
        RunResult result = run(step("a", PASSED), step("b", REFUSED, "p"));
        assertThat(MutationCheck.fate(result, "p", ""))
                .isEqualTo(new Fate.NotJudged("this kernel has no LSM"));
        assertThat(MutationCheck.fate(result, "q", "")).isEqualTo(new Fate.Survived());
    }

    @Test
    void lossesLeaveItUnknownEvenWhenExplained() {
        StepState lost =
                new StepState.Unknown(
                        List.of(new Loss(1, Instant.EPOCH, Loss.Where.SENSOR, 3, "full")),
                        List.of());
        assertThat(MutationCheck.fate(run(step("a", lost)), "p", "why"))
                .isEqualTo(new Fate.Unknown());
    }

    @Test
    void aGuideNeedsToBeRunOnlyAsFarAsItUsesThePolicy() {
        Guide guide =
                guide(
                        apply("on"),
                        new Block.Delete("off", "main", "policies/p.yaml"),
                        typed("look", "kubectl get pods"));
        assertThat(PolicySpan.lastBlock(guide, "p.yaml")).isEqualTo("off");
        assertThat(PolicySpan.lastBlock(guide, "q.yaml")).isEmpty();
        assertThat(
                        PolicySpan.lastBlock(
                                guide(
                                        apply("on"),
                                        typed("off", "kubectl delete -f policies -f manifests"),
                                        apply("again")),
                                "p.yaml"))
                .isEmpty();
        assertThat(
                        PolicySpan.lastBlock(
                                guide(
                                        apply("on"),
                                        typed("off", "kubectl delete -f manifests -f policies")),
                                "p.yaml"))
                .isEqualTo("off");
    }

    private static Block apply(String id) {
        return new Block.Apply(id, "main", "policies/p.yaml", "");
    }

    private static Block typed(String id, String line) {
        return new Block.Run(
                id, "main", List.of(line), false, Block.Ending.RETURNS, List.of(0), "");
    }

    private static Guide guide(Block... blocks) {
        return new Guide("Demo", "", List.of(new GuideStep("s", "S", "", List.of(blocks))), "");
    }

    private static StepResult step(String id, StepState state) {
        return step(id, state, null);
    }

    private static StepResult step(String id, StepState state, @Nullable String needs) {
        PolicyCondition when =
                needs == null
                        ? null
                        : new PolicyCondition(needs, "", PolicyCondition.State.ENABLED, "", MARK);
        StepSpec spec =
                new StepSpec(
                        id,
                        "s",
                        when,
                        List.of(),
                        false,
                        List.of(),
                        List.of(),
                        List.of(),
                        Duration.ofSeconds(1),
                        Duration.ZERO,
                        MARK);
        return new StepResult(spec, "S", state, Instant.EPOCH, Duration.ZERO);
    }

    private static RunResult run(StepResult... steps) {
        return new RunResult(
                new Lesson(
                        new Scenario(
                                Path.of("demo"),
                                "demo",
                                "Demo",
                                "",
                                5,
                                1,
                                Scenario.Level.BEGINNER,
                                Scenario.Requirements.NONE,
                                List.of(),
                                List.of(),
                                List.of()),
                        guide()),
                Instant.EPOCH,
                Instant.EPOCH,
                List.of(),
                List.of(steps),
                List.of(),
                Set.of(),
                List.of(),
                Map.of(),
                Map.of(),
                Path.of("work"));
    }
}
