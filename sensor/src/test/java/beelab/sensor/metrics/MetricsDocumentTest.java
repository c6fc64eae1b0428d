package beelab.sensor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The table that users read is the one that the agent serves. */
class MetricsDocumentTest {
    private static final Path DOCUMENT =
            Path.of(System.getProperty("basedir", "")).resolve("../docs/metrics.md");

    @Test
    void the_table_of_the_document_holds_every_metric() throws Exception {
        List<String> rows =
                Files.readAllLines(DOCUMENT).stream()
                        .dropWhile(line -> !line.startsWith("| metric | type |"))
                        .skip(2)
                        .takeWhile(line -> line.startsWith("|"))
                        .toList();

        assertThat(rows)
                .as("the rows of docs/metrics.md in the order of Metric.java")
                .containsExactlyElementsOf(
                        Arrays.stream(Metric.values()).map(MetricsDocumentTest::row).toList());
    }

    private static String row(Metric metric) {
        return "| `%s` | %s | %s | %s |"
                .formatted(
                        metric.exposed(),
                        metric.kind().name().toLowerCase(Locale.ROOT),
                        String.join(", ", metric.labels()),
                        metric.help());
    }
}
