package beelab.lab.check;

import beelab.lab.feed.EventRow;
import beelab.lab.scenario.EventPattern;
import beelab.lab.scenario.StepSpec;
import java.util.ArrayList;
import java.util.List;

/** Judges a step once more by events that were recorded; the cluster is gone by then. */
public final class Recheck {

    private Recheck() {}

    /**
     * What of the step's expected events is not in the evidence, or is forbidden and happened;
     * empty when the events still prove the step.
     *
     * @param evidence events that were said to prove it
     * @param meanwhile every event from its stimulus to its verdict
     */
    public static List<Finding> findings(
            StepSpec step, List<EventRow> evidence, List<EventRow> meanwhile) {
        List<Finding> findings = new ArrayList<>();
        step.expect().stream()
                .filter(EventPattern.class::isInstance)
                .map(EventPattern.class::cast)
                // Addresses of pods that are gone cannot be looked up any more.
                .filter(pattern -> !pattern.namesPods())
                .map(pattern -> offer(pattern, evidence))
                .filter(watch -> watch.seen() < watch.pattern().count().min())
                .map(PatternWatch::missing)
                .forEach(findings::add);
        step.never().stream()
                .filter(pattern -> !pattern.namesPods())
                .map(pattern -> offer(pattern, meanwhile))
                .filter(watch -> watch.seen() > 0)
                .map(PatternWatch::forbidden)
                .forEach(findings::add);
        return findings;
    }

    private static PatternWatch offer(EventPattern pattern, List<EventRow> rows) {
        PatternWatch watch = new PatternWatch(pattern);
        rows.forEach(watch::offer);
        return watch;
    }
}
