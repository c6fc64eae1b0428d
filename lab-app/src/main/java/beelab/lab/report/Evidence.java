package beelab.lab.report;

import beelab.lab.feed.EventRow;
import beelab.lab.lesson.BlockResult;
import beelab.lab.lesson.RunResult;
import beelab.lab.lesson.StepResult;
import beelab.lab.scenario.ScenarioReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes everything that a verdict rests on into a folder:
 *
 * <pre>
 * report.html  report.txt  report.json  junit.xml
 * scenario.yaml         the expectations
 * commands.jsonl        every typed line with its exit status and output
 * events.jsonl          every event of the run, as the sensor sent it
 * matched-events.jsonl  {"step", "sequence", "event"} for each event that met an expectation
 * losses.json           what was lost, and when
 * facts.json            cluster, kernel, sensor, versions
 * policies/             the policies as they were applied
 * terminals/NAME.txt    what each terminal has shown
 * SHA256SUMS            hashes of all these files
 * </pre>
 *
 * {@link BundleCheck} reads it again.
 */
public final class Evidence {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Evidence() {}

    /**
     * @param folder folder to write to; made when missing, files of an earlier run are replaced
     */
    public static void write(RunResult result, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("report.txt"), TextReport.of(result));
        Files.writeString(folder.resolve("report.json"), JsonReport.of(result));
        Files.writeString(folder.resolve("junit.xml"), JunitReport.of(result));
        Files.writeString(folder.resolve("report.html"), HtmlReport.of(result));
        Path scenario = result.lesson().scenario().folder().resolve(ScenarioReader.FILE);
        Files.copy(
                scenario, folder.resolve(ScenarioReader.FILE), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(folder.resolve("facts.json"), json(result.facts()));
        Files.writeString(
                folder.resolve("losses.json"),
                json(result.losses().stream().map(JsonReport::loss).toList()));
        commands(result, folder.resolve("commands.jsonl"));
        events(result, folder.resolve("events.jsonl"));
        matched(result, folder.resolve("matched-events.jsonl"));
        policies(result, folder.resolve("policies"));
        Path terminals = Files.createDirectories(folder.resolve("terminals"));
        for (Map.Entry<String, String> terminal : result.transcripts().entrySet()) {
            Files.writeString(
                    terminals.resolve(terminal.getKey().replaceAll("[^A-Za-z0-9-]", "_") + ".txt"),
                    terminal.getValue());
        }
        Seal.write(folder);
    }

    private static void commands(RunResult result, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (BlockResult block : result.blocks()) {
                for (BlockResult.Command command : block.commands()) {
                    Map<String, Object> line = new LinkedHashMap<>();
                    line.put("block", block.block().id());
                    line.put("terminal", block.block().terminal());
                    line.putAll(JsonReport.command(command));
                    out.write(json(line));
                }
            }
        }
    }

    private static void events(RunResult result, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (EventRow row : result.events()) {
                out.write(row.json());
                out.write('\n');
            }
        }
    }

    private static void matched(RunResult result, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (StepResult step : result.steps()) {
                for (EventRow row : JsonReport.evidence(step.state())) {
                    Map<String, Object> line = new LinkedHashMap<>();
                    line.put("step", step.step().id());
                    line.put("sequence", row.sequence());
                    line.put("compact", row.compact());
                    line.put("event", MAPPER.readTree(row.json()));
                    out.write(json(line));
                }
            }
        }
    }

    private static void policies(RunResult result, Path folder) throws IOException {
        Path applied = result.workFolder().resolve("policies");
        Files.createDirectories(folder);
        if (!Files.isDirectory(applied)) {
            return;
        }
        try (Stream<Path> files = Files.list(applied)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(
                        file,
                        folder.resolve(file.getFileName().toString()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static String json(Object value) {
        return MAPPER.writeValueAsString(value) + "\n";
    }
}
