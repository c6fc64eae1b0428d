package beelab.lab.check;

import beelab.lab.feed.EventRow;
import beelab.lab.feed.Loss;
import java.util.List;

/** Where a step stands. */
public sealed interface StepState {

    /** Its stimulus was not run yet. */
    record Waiting() implements StepState {}

    /**
     * Being watched.
     *
     * @param satisfied expectations that are met
     * @param total number of expectations
     * @param waitingFor the first one that is not met yet, in words; empty when all are met and
     *     only what must never happen is still watched for
     */
    record Running(int satisfied, int total, String waitingFor) implements StepState {}

    /**
     * Every expectation was met, and no event was lost meanwhile.
     *
     * @param evidence the events that met them
     */
    record Passed(List<EventRow> evidence) implements StepState {
        public Passed {
            evidence = List.copyOf(evidence);
        }
    }

    /**
     * Not as expected. In the window this is no end: what arrives later can still make it pass.
     *
     * @param findings what is missing or should not be there, at least one
     * @param evidence events that met other expectations
     */
    record Failed(List<Finding> findings, List<EventRow> evidence) implements StepState {
        public Failed {
            findings = List.copyOf(findings);
            evidence = List.copyOf(evidence);
        }
    }

    /**
     * Nobody can tell, because events were lost while the step was watched. Never counts as passed.
     *
     * @param losses what was lost, at least one
     * @param evidence events that met expectations nevertheless
     */
    record Unknown(List<Loss> losses, List<EventRow> evidence) implements StepState {
        public Unknown {
            losses = List.copyOf(losses);
            evidence = List.copyOf(evidence);
        }
    }

    /**
     * Not judged here.
     *
     * @param why which condition does not hold
     */
    record NotApplicable(String why) implements StepState {}

    /** One word for reports: {@code passed}. */
    default String word() {
        return switch (this) {
            case Waiting _ -> "waiting";
            case Running _ -> "running";
            case Passed _ -> "passed";
            case Failed _ -> "failed";
            case Unknown _ -> "unknown";
            case NotApplicable _ -> "not applicable";
        };
    }

    /** Whether a check that must end can end here. */
    default boolean isVerdict() {
        return switch (this) {
            case Waiting _, Running _ -> false;
            case Passed _, Failed _, Unknown _, NotApplicable _ -> true;
        };
    }
}
