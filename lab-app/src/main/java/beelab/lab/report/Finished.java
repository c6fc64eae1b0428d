package beelab.lab.report;

import beelab.lab.guide.Block;
import beelab.lab.lesson.Lesson;
import beelab.lab.scenario.ScenarioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds out whether an earlier run has done a scenario already, so that an interrupted {@code lab
 * check} can go on behind it. The evidence of that run is its state: it is proved again, and it
 * must be about the scenario, the policies and the blocks as they are now.
 */
public final class Finished {

    private Finished() {}

    /**
     * Why the evidence does not do; empty when the scenario need not be run again.
     *
     * @param folder where that run wrote its evidence, if it came so far
     */
    public static String objection(Path folder, Lesson lesson) {
        if (!Files.isDirectory(folder)) {
            return "it was not reached";
        }
        try {
            BundleCheck.Result result = BundleCheck.check(folder);
            if (!result.problems().isEmpty()) {
                return "its evidence cannot be trusted: " + result.problems().getFirst();
            }
            if (!result.verdict().equals("passed")) {
                return "its verdict was " + result.verdict();
            }
            Path scenario = lesson.scenario().folder();
            if (!same(scenario.resolve(ScenarioReader.FILE), folder.resolve(ScenarioReader.FILE))) {
                return "scenario.yaml is another since then";
            }
            return policies(
                    scenario.resolve("policies"), folder.resolve("policies"), lesson, folder);
        } catch (IOException e) {
            return "it was interrupted: " + e.getMessage();
        }
    }

    private static String policies(Path now, Path then, Lesson lesson, Path folder)
            throws IOException {
        if (Files.isDirectory(now)) {
            try (Stream<Path> files = Files.list(now)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (!same(file, then.resolve(file.getFileName().toString()))) {
                        return "policies/%s is another since then".formatted(file.getFileName());
                    }
                }
            }
        }
        JsonNode report =
                JsonMapper.shared().readTree(Files.readString(folder.resolve("report.json")));
        List<String> ran =
                report.path("blocks").valueStream().map(b -> b.path("id").asString("")).toList();
        List<String> blocks =
                lesson.guide().blocks().stream()
                        .filter(Block.Typed.class::isInstance)
                        .map(Block::id)
                        .toList();
        return ran.equals(blocks) ? "" : "the guide has other blocks since then";
    }

    private static boolean same(Path a, Path b) throws IOException {
        return Files.isRegularFile(b) && Files.mismatch(a, b) < 0;
    }
}
