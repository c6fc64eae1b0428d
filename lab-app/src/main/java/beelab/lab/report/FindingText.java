package beelab.lab.report;

import beelab.lab.check.Finding;
import beelab.lab.check.Finding.Difference;
import beelab.lab.check.Finding.NearMiss;
import beelab.lab.check.StepState;
import beelab.lab.feed.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a verdict says, line by line, for people. */
public final class FindingText {

    private FindingText() {}

    /** Lines that explain a state; none when there is nothing to explain. */
    public static List<String> lines(StepState state) {
        return switch (state) {
            case StepState.Failed failed ->
                    failed.findings().stream().flatMap(f -> lines(f).stream()).toList();
            case StepState.Unknown unknown -> {
                List<String> lines = new ArrayList<>();
                lines.add("events were lost while this step was watched; run it again:");
                unknown.losses().stream().map(Loss::detail).forEach(lines::add);
                yield List.copyOf(lines);
            }
            case StepState.NotApplicable notApplicable -> List.of(notApplicable.why());
            case StepState.Running running ->
                    running.waitingFor().isEmpty()
                            ? List.of()
                            : List.of("waiting for " + running.waitingFor());
            case StepState.Waiting _, StepState.Passed _ -> List.of();
        };
    }

    /** Lines that explain one finding: the author's words first, then the facts. */
    public static List<String> lines(Finding finding) {
        List<String> lines = new ArrayList<>();
        if (!finding.message().isEmpty()) {
            lines.add(finding.message());
        }
        lines.add("expected (" + finding.where() + "): " + finding.expectation());
        lines.add("observed: " + finding.reason());
        for (NearMiss miss : finding.nearest()) {
            lines.add("nearest: " + miss.row().compact());
            lines.add(
                    "   "
                            + miss.differences().stream()
                                    .map(Difference::toString)
                                    .collect(Collectors.joining("; ")));
        }
        return lines;
    }
}
