package beelab.lab.report;

import beelab.lab.check.StepState;
import beelab.lab.lesson.BlockResult;
import beelab.lab.lesson.RunResult;
import beelab.lab.lesson.StepResult;
import java.time.Duration;
import java.util.Locale;

/** The result for a terminal: a line for each step, and what has to be known about the others. */
public final class TextReport {

    private TextReport() {}

    /** The whole report, ending with a line end. */
    public static String of(RunResult result) {
        StringBuilder text = new StringBuilder();
        text.append(result.lesson().scenario().title()).append('\n');
        for (BlockResult block : result.blocks()) {
            if (!block.ok()) {
                text.append("  ✗ block ").append(block.block().id()).append('\n');
                text.append("      ").append(block.problem()).append('\n');
            }
        }
        for (StepResult step : result.steps()) {
            text.append(line(step));
        }
        text.append(summary(result)).append('\n');
        return text.toString();
    }

    /** One step with what explains its verdict. */
    public static String line(StepResult result) {
        StringBuilder text = new StringBuilder();
        text.append(
                "  %s %-28s %-14s %s%n"
                        .formatted(
                                sign(result.state()),
                                result.step().id(),
                                result.state().word(),
                                seconds(result.took())));
        for (String line : FindingText.lines(result.state())) {
            text.append("      ").append(line).append('\n');
        }
        return text.toString();
    }

    /** The last line: the verdict with its counts. */
    public static String summary(RunResult result) {
        long passed = count(result, StepState.Passed.class);
        long failed = count(result, StepState.Failed.class);
        long unknown = count(result, StepState.Unknown.class);
        long blocks = result.blocks().stream().filter(block -> !block.ok()).count();
        return "%s: %d passed, %d failed, %d unknown, %d not applicable; %d of %d blocks as promised; %d events, %d losses; %s"
                .formatted(
                        result.verdict().name().toLowerCase(Locale.ROOT),
                        passed,
                        failed,
                        unknown,
                        count(result, StepState.NotApplicable.class),
                        result.blocks().size() - blocks,
                        result.blocks().size(),
                        result.events().size(),
                        result.losses().size(),
                        seconds(Duration.between(result.began(), result.ended())));
    }

    private static long count(RunResult result, Class<? extends StepState> type) {
        return result.steps().stream().filter(step -> type.isInstance(step.state())).count();
    }

    static String sign(StepState state) {
        return switch (state) {
            case StepState.Passed _ -> "✓";
            case StepState.Failed _ -> "✗";
            case StepState.Unknown _ -> "?";
            case StepState.NotApplicable _ -> "–";
            case StepState.Waiting _, StepState.Running _ -> "…";
        };
    }

    static String seconds(Duration time) {
        return "%.1f s".formatted(time.toMillis() / 1000.0);
    }
}
