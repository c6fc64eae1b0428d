package beelab.lab.check;

import beelab.lab.check.Finding.Difference;
import beelab.lab.check.Finding.NearMiss;
import beelab.lab.feed.EventRow;
import beelab.lab.scenario.EventPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Counts the events that match a pattern and remembers those that nearly did. */
final class PatternWatch {

    private static final int MAX_EVIDENCE = 50;
    private static final int MAX_NEAREST = 3;

    private static final Comparator<NearMiss> NEAREST_FIRST =
            Comparator.<NearMiss>comparingInt(miss -> miss.differences().size())
                    .thenComparing(
                            Comparator.<NearMiss>comparingLong(miss -> miss.row().sequence())
                                    .reversed());

    private EventPattern pattern;
    private final List<EventRow> matched = new ArrayList<>();
    private final List<NearMiss> nearest = new ArrayList<>();
    private int seen;
    private int ofKind;

    PatternWatch(EventPattern pattern) {
        this.pattern = pattern;
    }

    EventPattern pattern() {
        return pattern;
    }

    /** Fills in addresses of pods, where the pattern speaks of them. */
    void resolve(Function<String, List<String>> addresses) {
        if (pattern.namesPods()) {
            pattern = pattern.resolved(addresses);
        }
    }

    void offer(EventRow row) {
        if (row.kind() != pattern.kind()) {
            return;
        }
        ofKind++;
        List<Difference> differences = differences(row);
        if (differences.isEmpty()) {
            seen++;
            if (matched.size() < MAX_EVIDENCE) {
                matched.add(row);
            }
        } else if (differences.size() < pattern.fields().size() || pattern.fields().size() == 1) {
            nearest.add(new NearMiss(row, differences));
            nearest.sort(NEAREST_FIRST);
            if (nearest.size() > MAX_NEAREST) {
                nearest.removeLast();
            }
        }
    }

    private List<Difference> differences(EventRow row) {
        List<Difference> differences = new ArrayList<>();
        for (EventPattern.FieldMatch match : pattern.fields()) {
            String actual = FieldReader.read(row, match);
            if (!match.matcher().matches(actual)) {
                differences.add(new Difference(match.name(), match.matcher().describe(), actual));
            }
        }
        return differences;
    }

    int seen() {
        return seen;
    }

    boolean satisfied() {
        return seen >= pattern.count().min() && seen <= pattern.count().max();
    }

    boolean exceeded() {
        return seen > pattern.count().max();
    }

    List<EventRow> matched() {
        return List.copyOf(matched);
    }

    /** Why it is not satisfied. */
    Finding missing() {
        String reason;
        if (seen > 0) {
            reason = "%d such events, expected %s".formatted(seen, pattern.count());
        } else if (ofKind == 0) {
            reason = "no event %s at all since the step began".formatted(pattern.kind().key());
        } else {
            reason =
                    "none of %d events %s since the step began matched"
                            .formatted(ofKind, pattern.kind().key());
        }
        return finding(reason, nearest);
    }

    /** Why it must not have been seen. */
    Finding forbidden() {
        return finding("%d such events, none is allowed".formatted(seen), List.of());
    }

    private Finding finding(String reason, List<NearMiss> near) {
        return new Finding(
                pattern.describe(), pattern.mark().toString(), pattern.message(), reason, near);
    }
}
