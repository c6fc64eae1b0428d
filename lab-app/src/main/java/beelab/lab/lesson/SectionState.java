package beelab.lab.lesson;

import beelab.lab.check.StepState;
import java.util.Comparator;
import java.util.List;

/** The state of several steps together: the one that a learner has to know of first. */
final class SectionState {

    private SectionState() {}

    static StepState of(List<StepState> states) {
        List<StepState> judged =
                states.stream()
                        .filter(state -> !(state instanceof StepState.NotApplicable))
                        .toList();
        if (judged.isEmpty()) {
            return states.isEmpty() ? new StepState.Waiting() : states.getFirst();
        }
        boolean begun = judged.stream().anyMatch(state -> !(state instanceof StepState.Waiting));
        StepState first =
                judged.stream().min(Comparator.comparingInt(SectionState::urgency)).orElseThrow();
        if (first instanceof StepState.Waiting && begun) {
            long passed = judged.stream().filter(StepState.Passed.class::isInstance).count();
            return new StepState.Running((int) passed, judged.size(), "");
        }
        return first;
    }

    private static int urgency(StepState state) {
        return switch (state) {
            case StepState.Failed _ -> 0;
            case StepState.Unknown _ -> 1;
            case StepState.Running _ -> 2;
            case StepState.Waiting _ -> 3;
            case StepState.Passed _ -> 4;
            case StepState.NotApplicable _ -> 5;
        };
    }
}
