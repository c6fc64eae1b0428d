package beelab.lab.report;

import beelab.lab.check.StepState;
import beelab.lab.feed.EventRow;
import beelab.lab.feed.Loss;
import beelab.lab.lesson.BlockResult;
import beelab.lab.lesson.RunResult;
import beelab.lab.lesson.StepResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The result for programs. Times are ISO 8601 in UTC, durations milliseconds. */
public final class JsonReport {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonReport() {}

    /** One report as it is, several as an array; ends with a line end. */
    public static String of(List<RunResult> results) {
        return results.size() == 1
                ? of(results.getFirst())
                : MAPPER.writeValueAsString(results.stream().map(JsonReport::report).toList())
                        + "\n";
    }

    /** The whole report as one JSON object, ending with a line end. */
    public static String of(RunResult result) {
        return MAPPER.writeValueAsString(report(result)) + "\n";
    }

    private static Map<String, Object> report(RunResult result) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("scenario", result.lesson().scenario().id());
        report.put("title", result.lesson().scenario().title());
        report.put("verdict", result.verdict().name().toLowerCase(Locale.ROOT));
        report.put("began", result.began().toString());
        report.put("ended", result.ended().toString());
        report.put("facts", result.facts());
        report.put("events", result.events().size());
        report.put(
                "firstSequence",
                result.events().isEmpty() ? 1 : result.events().getFirst().sequence());
        report.put("labPrograms", result.labPrograms().stream().sorted().toList());
        report.put("losses", result.losses().stream().map(JsonReport::loss).toList());
        report.put("blocks", result.blocks().stream().map(JsonReport::block).toList());
        report.put("steps", result.steps().stream().map(JsonReport::step).toList());
        return report;
    }

    private static Map<String, Object> step(StepResult result) {
        Map<String, Object> step = new LinkedHashMap<>();
        step.put("id", result.step().id());
        step.put("section", result.section());
        step.put("state", result.state().word());
        step.put("began", result.began().toString());
        step.put("millis", result.took().toMillis());
        step.put("explanation", FindingText.lines(result.state()));
        step.put("events", evidence(result.state()).stream().map(EventRow::sequence).toList());
        return step;
    }

    private static Map<String, Object> block(BlockResult result) {
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("id", result.block().id());
        block.put("terminal", result.block().terminal());
        block.put("ok", result.ok());
        block.put("problem", result.problem());
        List<Map<String, Object>> commands = new ArrayList<>();
        for (BlockResult.Command command : result.commands()) {
            commands.add(command(command));
        }
        block.put("commands", commands);
        return block;
    }

    static Map<String, Object> command(BlockResult.Command command) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("line", command.line());
        map.put("status", command.status());
        map.put("began", command.began().toString());
        map.put("ended", command.ended().toString());
        map.put("output", command.output());
        return map;
    }

    static Map<String, Object> loss(Loss loss) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("after", loss.after());
        map.put("time", loss.time().toString());
        map.put("where", loss.where().name().toLowerCase(Locale.ROOT));
        map.put("count", loss.count());
        map.put("detail", loss.detail());
        return map;
    }

    static List<EventRow> evidence(StepState state) {
        return switch (state) {
            case StepState.Passed passed -> passed.evidence();
            case StepState.Failed failed -> failed.evidence();
            case StepState.Unknown unknown -> unknown.evidence();
            case StepState.Waiting _, StepState.Running _, StepState.NotApplicable _ -> List.of();
        };
    }
}
