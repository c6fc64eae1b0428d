package beelab.sensor.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every file in {@code refused/} is wrong in the lines that end with {@code #! path | message}: the
 * reader must find exactly these problems there.
 */
class RefusedPoliciesTest {
    private static final Pattern MARK = Pattern.compile("#! (\\S+) \\| (.*)$");

    private record Expected(int line, String path, String message) {}

    @TestFactory
    Stream<DynamicTest> each_wrong_policy_is_refused_at_its_line_and_field() throws Exception {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder())) {
            files = found.sorted().toList();
        }
        assertThat(files).hasSizeGreaterThan(40);
        return files.stream()
                .map(file ->
                        DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }

    private static void check(Path file) throws IOException {
        List<Expected> expected = expected(file);
        PolicyException refused =
                catchThrowableOfType(
                        PolicyException.class,
                        () -> PolicyReader.read(Files.readString(file), "case.yaml"));
        assertThat(refused).as("the policy was accepted").isNotNull();
        assertThat(refused.problems())
                .as("%s", refused.getMessage())
                .extracting(PolicyProblem::line, PolicyProblem::path)
                .containsExactlyElementsOf(
                        expected.stream()
                                .map(e -> org.assertj.core.groups.Tuple.tuple(e.line, e.path))
                                .toList());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(refused.problems().get(i).toString()).contains(expected.get(i).message);
            assertThat(refused.problems().get(i).toString()).startsWith("case.yaml:");
            assertThat(refused.problems().get(i).column()).isPositive();
        }
    }

    private static List<Expected> expected(Path file) throws IOException {
        List<Expected> expected = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            Matcher matcher = MARK.matcher(lines.get(i));
            if (matcher.find()) {
                expected.add(
                        new Expected(
                                i + 1,
                                matcher.group(1).equals(".") ? "" : matcher.group(1),
                                matcher.group(2)));
            }
        }
        return expected;
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(RefusedPoliciesTest.class.getResource("refused")).toURI());
    }
}
