package beelab.lab.ui.shell;

import beelab.lab.progress.StageReport;
import java.time.Duration;

/** Says a stage's report in words. Pure. */
final class StageLine {
    private StageLine() {}

    /** "1:20 of about 5 min", "12 s", or "took 3 s". */
    static String timing(StageReport report) {
        return switch (report.status()) {
            case RUNNING ->
                    report.expected().isZero()
                            ? exact(report.elapsed())
                            : "%s of about %s"
                                    .formatted(exact(report.elapsed()), about(report.expected()));
            case DONE -> report.elapsed().toMillis() < 950 ? "" : "took " + exact(report.elapsed());
            case FAILED -> "failed after " + exact(report.elapsed());
        };
    }

    /** Part that is done, from 0 to 1; -1 when nobody knows. */
    static double fraction(StageReport report) {
        if (report.fraction().isPresent()) {
            return report.fraction().getAsDouble();
        }
        if (report.expected().isZero()) {
            return -1;
        }
        // Guessed from the usual time; it must not claim to be done before it is.
        return Math.min(0.95, (double) report.elapsed().toMillis() / report.expected().toMillis());
    }

    /** The report as it would be {@code later} after it was made, for a clock that ticks on. */
    static StageReport aged(StageReport report, Duration later) {
        return report.status() == StageReport.Status.RUNNING
                ? new StageReport(
                        report.name(),
                        report.status(),
                        report.detail(),
                        report.fraction(),
                        report.elapsed().plus(later),
                        report.expected())
                : report;
    }

    private static String exact(Duration time) {
        long seconds = time.toSeconds();
        return seconds < 60
                ? Math.max(0, seconds) + " s"
                : "%d:%02d".formatted(seconds / 60, seconds % 60);
    }

    private static String about(Duration time) {
        long seconds = Math.max(1, time.toSeconds());
        return seconds < 90 ? seconds + " s" : Math.round(seconds / 60.0) + " min";
    }
}
