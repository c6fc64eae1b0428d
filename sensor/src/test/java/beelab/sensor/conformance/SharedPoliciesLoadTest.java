package beelab.sensor.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import beelab.sensor.attach.TracefsMounted;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * An extra check where example policies of other people lie beside the repository (or in the folder
 * that BEELAB_SHARED names): this kernel loads each, or it is refused with a reason at a field.
 * They are loaded in monitor mode: what they would kill is other people's.
 */
@Tag("kernel")
@Tag("qemu")
@ExtendWith(TracefsMounted.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedPoliciesLoadTest {

    private LiveAgent agent;
    private Path folder;
    private final List<String> results = new ArrayList<>();

    @BeforeAll
    void start(@TempDir Path place) throws Exception {
        folder = folder();
        agent = LiveAgent.start(place);
    }

    @AfterAll
    void stop() throws Exception {
        if (agent != null) {
            agent.close();
            Path out = CaseReport.outFolder();
            Files.createDirectories(out);
            Files.write(out.resolve("shared-policies.txt"), results);
        }
    }

    @TestFactory
    List<DynamicTest> every_example_policy_is_loaded_or_refused_with_a_reason() throws Exception {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(f -> f.toString().endsWith(".yaml"))
                    .sorted()
                    .map(file ->
                            DynamicTest.dynamicTest(
                                    folder.relativize(file).toString(), () -> check(file)))
                    .toList();
        }
    }

    private void check(Path file) throws Exception {
        String name = folder.relativize(file).toString();
        Leftovers before = Leftovers.now();
        try {
            PolicyStatus status = agent.policies().add(monitored(file), name, "static");
            results.add(name + " | loaded | " + MechanismTable.loaded(status));
            assertThat(agent.policies().delete(status.name(), status.namespace(), "static"))
                    .isTrue();
        } catch (PolicyException e) {
            results.add(name + " | refused | " + e.getMessage());
            assertThat(e.problems())
                    .isNotEmpty()
                    .allSatisfy(problem -> {
                        assertThat(problem.message()).isNotBlank();
                        assertThat(problem.path()).startsWith("spec");
                        assertThat(problem.line()).isPositive();
                    });
        }
        before.assertNothingMore(name);
    }

    /** The policy in monitor mode, whatever its author indents by. */
    private static String monitored(Path file) throws Exception {
        String text = Files.readString(file);
        Matcher options = Pattern.compile("\n( +)options:\n( *)- ").matcher(text);
        if (options.find()) {
            return text.substring(0, options.end(1))
                    + "options:\n"
                    + monitor(options.group(2))
                    + text.substring(options.start(2));
        }
        Matcher spec = Pattern.compile("\nspec:\\s*\n(?:\\s*#.*\n)*( +)").matcher(text);
        assertThat(spec.find()).as("%s has a spec", file).isTrue();
        String indent = spec.group(1);
        return text.substring(0, spec.start(1))
                + indent
                + "options:\n"
                + monitor(indent)
                + text.substring(spec.start(1));
    }

    private static String monitor(String indent) {
        return "%s- name: policy-mode%n%s  value: monitor%n".formatted(indent, indent);
    }

    private static Path folder() {
        String named = System.getenv("BEELAB_SHARED");
        Path shared =
                named != null
                        ? Path.of(named)
                        : Path.of(System.getProperty("basedir", "")).resolve("../../shared");
        Path policies = shared.resolve("policies");
        if (Files.isDirectory(policies)) {
            return policies;
        }
        return Objects.requireNonNull(
                abort(
                        "no folder shared/policies beside the repository, and BEELAB_SHARED names"
                                + " none: nothing to check"));
    }
}
