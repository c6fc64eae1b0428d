package beelab.lab.bench;

import java.util.List;
import java.util.Locale;

/**
 * Kernel time of one event, of ours and of bpftrace's program, measured in turns.
 *
 * @param policy what was observed
 * @param emitted whether the event was emitted, or rejected by the filter
 * @param ours nanoseconds an event, one number a round
 * @param bpftrace the same of bpftrace; empty when it could not be measured
 */
record PairedCost(String policy, boolean emitted, List<Double> ours, List<Double> bpftrace) {
    private static final double EMITTED_GOAL = 0.1;
    private static final double REJECTED_GOAL = 1.0;

    double oursMedian() {
        return median(ours);
    }

    double bpftraceMedian() {
        return bpftrace.isEmpty() ? Double.NaN : median(bpftrace);
    }

    /** Share of bpftrace's time that ours takes; not a number without bpftrace. */
    double ratio() {
        return oursMedian() / bpftraceMedian();
    }

    /** What the share shall not exceed. */
    double goal() {
        return emitted ? EMITTED_GOAL : REJECTED_GOAL;
    }

    /** Nanoseconds that ours shall not exceed. */
    double absoluteGoal() {
        return emitted ? 500 : 200;
    }

    boolean met() {
        return ratio() <= goal();
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-8s %-9s %7.0f ns %9.0f ns   %5.2f  %s of %.1f; %s %.0f ns",
                policy,
                emitted ? "emitted" : "rejected",
                oursMedian(),
                bpftraceMedian(),
                ratio(),
                met() ? "within the goal" : "MISSES the goal",
                goal(),
                oursMedian() <= absoluteGoal() ? "below" : "above",
                absoluteGoal());
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
