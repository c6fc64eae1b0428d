package beelab.lab.report;

import beelab.lab.check.Recheck;
import beelab.lab.feed.EventRow;
import beelab.lab.feed.RecordedEvents;
import beelab.lab.scenario.Scenario;
import beelab.lab.scenario.ScenarioException;
import beelab.lab.scenario.ScenarioReader;
import beelab.lab.scenario.StepSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks a folder of evidence: that nothing of it was changed, and that its events still prove what
 * its report says, by the expectations that lie in it.
 */
public final class BundleCheck {

    private final Path folder;
    private final List<String> problems = new ArrayList<>();
    private final TreeMap<Long, EventRow> events = new TreeMap<>();
    private final TreeMap<Long, String> lines = new TreeMap<>();
    private final Map<String, List<EventRow>> evidence = new HashMap<>();
    private final Set<String> labPrograms = new HashSet<>();

    private BundleCheck(Path folder) {
        this.folder = folder;
    }

    /**
     * What was found.
     *
     * @param verdict the report's own verdict
     * @param steps how many passed steps were judged again
     * @param events how many events that rests on
     * @param problems what is wrong, with the file; empty when nothing is
     */
    public record Result(String verdict, int steps, int events, List<String> problems) {}

    /**
     * Checks a bundle.
     *
     * @throws IOException when the folder is no bundle, or cannot be read
     */
    public static Result check(Path folder) throws IOException {
        for (String file : List.of(Seal.FILE, "report.json", "events.jsonl", "scenario.yaml")) {
            if (!Files.isRegularFile(folder.resolve(file))) {
                throw new IOException(
                        "%s has no file %s, so it is no evidence of a lab check"
                                .formatted(folder, file));
            }
        }
        return new BundleCheck(folder).check();
    }

    private Result check() throws IOException {
        problems.addAll(Seal.problems(folder));
        String verdict = "unreadable";
        int judged = 0;
        try {
            JsonNode report =
                    JsonMapper.shared().readTree(Files.readString(folder.resolve("report.json")));
            verdict = report.path("verdict").asString("missing");
            Scenario scenario = ScenarioReader.readRecorded(folder.resolve("scenario.yaml"));
            events(report.path("firstSequence").asLong(1));
            evidence();
            report.path("labPrograms").forEach(id -> labPrograms.add(id.asString("")));
            for (JsonNode step : report.path("steps")) {
                if (step.path("state").asString("").equals("passed")) {
                    judge(scenario, step);
                    judged++;
                }
            }
            losses(report);
        } catch (JacksonException e) {
            problems.add("report.json: is no JSON: " + e.getOriginalMessage());
        } catch (ScenarioException e) {
            e.problems().forEach(problem -> problems.add(problem.toString()));
        }
        return new Result(verdict, judged, events.size(), List.copyOf(problems));
    }

    private void events(long first) throws IOException {
        long sequence = first;
        for (String line : Files.readAllLines(folder.resolve("events.jsonl"))) {
            try {
                long at = sequence;
                RecordedEvents.row(line, at).ifPresent(row -> events.put(at, row));
                lines.put(at, line);
            } catch (IllegalArgumentException e) {
                problems.add("events.jsonl:%d: %s".formatted(sequence - first + 1, e.getMessage()));
            }
            sequence++;
        }
    }

    /** Every event that is called evidence must be among the events of the run. */
    private void evidence() throws IOException {
        int number = 0;
        for (String line : Files.readAllLines(folder.resolve("matched-events.jsonl"))) {
            number++;
            JsonNode matched = JsonMapper.shared().readTree(line);
            long sequence = matched.path("sequence").asLong(-1);
            String recorded = lines.get(sequence);
            EventRow row = events.get(sequence);
            if (recorded == null
                    || row == null
                    || !JsonMapper.shared().readTree(recorded).equals(matched.path("event"))) {
                problems.add(
                        "matched-events.jsonl:%d: event %d is not the one in events.jsonl"
                                .formatted(number, sequence));
            } else {
                evidence.computeIfAbsent(matched.path("step").asString(""), _ -> new ArrayList<>())
                        .add(row);
            }
        }
    }

    private void judge(Scenario scenario, JsonNode report) {
        String id = report.path("id").asString("");
        StepSpec step = scenario.step(id).orElse(null);
        if (step == null) {
            problems.add("report.json: step %s is not in scenario.yaml".formatted(id));
            return;
        }
        Instant began = Instant.parse(report.path("began").asString(Instant.EPOCH.toString()));
        Instant ended = began.plusMillis(report.path("millis").asLong());
        List<EventRow> meanwhile =
                events.values().stream()
                        .filter(row -> !row.time().isBefore(began) && !row.time().isAfter(ended))
                        .filter(row -> !labPrograms.contains(row.execId()))
                        .toList();
        Recheck.findings(step, evidence.getOrDefault(id, List.of()), meanwhile)
                .forEach(finding ->
                        problems.add(
                                "step %s is called passed, but %s: %s"
                                        .formatted(id, finding.expectation(), finding.reason())));
    }

    private void losses(JsonNode report) {
        if (report.path("verdict").asString("").equals("passed")
                && report.path("steps")
                        .valueStream()
                        .anyMatch(step -> step.path("state").asString("").equals("unknown"))) {
            problems.add("report.json: passed as a whole, though a step is unknown");
        }
    }
}
