package beelab.lab.ui.guide;

import beelab.lab.check.Finding;
import beelab.lab.check.StepState;
import beelab.lab.feed.Loss;
import java.util.ArrayList;
import java.util.List;

/** Says in words where a step stands and what to do next. Pure. */
final class CheckWords {
    private static final int NEAREST_SHOWN = 2;

    private CheckWords() {}

    /** {@code link-blocked} becomes {@code Link blocked}. */
    static String title(String stepId) {
        String words = stepId.replace('-', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** One line, such as "watching, 1 of 3 seen". */
    static String headline(StepState state) {
        return switch (state) {
            case StepState.Waiting _ -> "waiting for you";
            case StepState.Running running ->
                    "watching, %d of %d seen".formatted(running.satisfied(), running.total());
            case StepState.Passed passed -> {
                int events = passed.evidence().size();
                yield switch (events) {
                    case 0 -> "passed";
                    case 1 -> "passed, proved by 1 event";
                    default -> "passed, proved by %d events".formatted(events);
                };
            }
            case StepState.Failed _ -> "not as expected";
            case StepState.Unknown _ -> "unknown";
            case StepState.NotApplicable _ -> "not judged here";
        };
    }

    /** The reason, one paragraph per entry; empty when there is nothing to explain. */
    static List<String> explanation(StepState state) {
        return switch (state) {
            case StepState.Waiting _, StepState.Passed _ -> List.of();
            case StepState.Running running ->
                    running.waitingFor().isEmpty()
                            ? List.of(
                                    "Everything expected was seen; watching for what must not be.")
                            : List.of("Still expected: " + running.waitingFor());
            case StepState.Failed failed ->
                    failed.findings().stream().flatMap(f -> finding(f).stream()).toList();
            case StepState.Unknown unknown -> {
                List<String> lines = new ArrayList<>();
                lines.add(
                        "Events were lost while this step was watched, so nobody can tell."
                                + " Run its command again.");
                unknown.losses().stream().map(Loss::detail).forEach(lines::add);
                yield lines;
            }
            case StepState.NotApplicable notHere -> List.of(notHere.why());
        };
    }

    private static List<String> finding(Finding finding) {
        List<String> lines = new ArrayList<>();
        if (!finding.message().isEmpty()) {
            lines.add(finding.message());
        }
        lines.add(finding.reason());
        finding.nearest().stream()
                .limit(NEAREST_SHOWN)
                .map(near ->
                        "Nearest event: %s — %s"
                                .formatted(
                                        near.row().compact(),
                                        String.join(
                                                "; ",
                                                near.differences().stream()
                                                        .map(Object::toString)
                                                        .toList())))
                .forEach(lines::add);
        return lines;
    }
}
