package beelab.sensor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.metrics.Metric;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The dashboard and the alerts ask only for metrics that the agent serves, by labels they have. */
class QueriesTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("basedir", "")).resolve("deploy/observability");
    private static final Pattern METRIC = Pattern.compile("(?:tetragon|beelab)_\\w+");
    private static final Pattern GROUPS = Pattern.compile("by \\(([^)]*)\\)");

    /** Prometheus adds it to whatever it scrapes. */
    private static final String INSTANCE = "instance";

    @Test
    void theDashboardAsksForWhatIsServed() throws Exception {
        JsonNode dashboard =
                new ObjectMapper().readTree(FOLDER.resolve("grafana-dashboard.json").toFile());
        List<String> queries = new ArrayList<>();
        dashboard
                .path("panels")
                .forEach(panel ->
                        panel.path("targets").forEach(t -> queries.add(t.path("expr").asString())));
        dashboard
                .path("templating")
                .path("list")
                .forEach(list -> queries.add(list.path("query").path("query").asString("")));

        assertThat(queries).hasSizeGreaterThan(10);
        queries.forEach(QueriesTest::assertServed);
    }

    @Test
    void theAlertsAskForWhatIsServed() throws Exception {
        List<String> queries =
                Files.readAllLines(FOLDER.resolve("alerts.yaml")).stream()
                        .filter(line -> line.strip().startsWith("expr:"))
                        .toList();

        assertThat(queries).hasSize(5);
        queries.forEach(QueriesTest::assertServed);
    }

    private static void assertServed(String query) {
        Set<String> labels = new HashSet<>(Set.of(INSTANCE));
        for (String name : METRIC.matcher(query).results().map(MatchResult::group).toList()) {
            List<Metric> found =
                    Arrays.stream(Metric.values()).filter(m -> m.exposed().equals(name)).toList();
            assertThat(found).as("%s in %s", name, query).hasSize(1);
            labels.addAll(found.getFirst().labels());
        }
        for (MatchResult groups : GROUPS.matcher(query).results().toList()) {
            assertThat(labels).as(query).containsAll(List.of(groups.group(1).split(", ")));
        }
    }
}
