package beelab.sensor.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.PolicyReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * An extra check where example policies of other people lie beside the repository (or in the folder
 * that BEELAB_SHARED names): each is planned, or refused with a reason at a field.
 */
class SharedPoliciesTest {

    @TestFactory
    List<DynamicTest> every_example_policy_is_planned_or_refused_with_a_reason() throws Exception {
        Path folder = folder();
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
        }
        assertThat(files).isNotEmpty();
        return files.stream()
                .map(file ->
                        DynamicTest.dynamicTest(
                                folder.relativize(file).toString(), () -> check(file)))
                .toList();
    }

    private static void check(Path file) throws PolicyException {
        for (PolicyCompiler compiler :
                List.of(Kernels.withoutKprobes(), Kernels.withKprobesAndLsm())) {
            List<PolicyProblem> problems;
            try {
                PolicyPlan plan = compiler.plan(PolicyReader.readFile(file));
                problems = plan.refusals();
                if (plan.loadable()) {
                    assertThat(plan.hooks()).isNotEmpty().noneMatch(hook -> hook.why().isEmpty());
                    assertThat(compiler.compile(plan.policy(), 1).hooks())
                            .hasSizeGreaterThanOrEqualTo(
                                    (int) plan.hooks().stream().filter(HookPlan::attached).count());
                }
            } catch (PolicyException e) {
                problems = e.problems();
            }
            assertThat(problems)
                    .allSatisfy(problem -> {
                        assertThat(problem.message()).isNotBlank();
                        assertThat(problem.path()).startsWith("spec");
                        assertThat(problem.line()).isPositive();
                    });
        }
    }

    private static Path folder() {
        String named = System.getenv("BEELAB_SHARED");
        List<Path> places =
                named != null
                        ? List.of(Path.of(named, "policies"))
                        : List.of(
                                Path.of("../../shared/policies"),
                                Path.of("../shared/policies"),
                                Path.of("../../../shared/policies"));
        return places.stream()
                .filter(Files::isDirectory)
                .findFirst()
                .orElseGet(() ->
                        Objects.requireNonNull(
                                abort(
                                        "no folder shared/policies beside the repository, and"
                                                + " BEELAB_SHARED names none: nothing to check")));
    }
}
