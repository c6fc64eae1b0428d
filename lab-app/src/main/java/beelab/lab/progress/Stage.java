package beelab.lab.progress;

import beelab.lab.progress.StageReport.Status;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * One named piece of running work. Use it with try-with-resources and call {@link #done()} as the
 * last statement: a stage that is closed without it is reported as failed.
 *
 * <pre>{@code
 * try (Stage stage = progress.start("Start etcd", Duration.ofSeconds(1))) {
 *     ...
 *     stage.done();
 * }
 * }</pre>
 *
 * Safe for use by several threads.
 */
public final class Stage implements AutoCloseable {

    private static final Duration MIN_INTERVAL = Duration.ofMillis(100);

    private final Progress progress;
    private final String name;
    private final Duration expected;
    private final long startNanos = System.nanoTime();

    private String detail = "";
    private OptionalDouble fraction = OptionalDouble.empty();
    private Status status = Status.RUNNING;
    private long lastReportNanos;

    Stage(Progress progress, String name, Duration expected) {
        this.progress = progress;
        this.name = name;
        this.expected = expected;
        publish();
    }

    /** Says what is being worked on right now. */
    public synchronized void detail(String text) {
        if (status == Status.RUNNING && !text.equals(detail)) {
            detail = text;
            publishSometimes();
        }
    }

    /** Says how much is done, from 0 to 1; values outside are cut, and it never goes back. */
    public synchronized void fraction(double done) {
        double bounded = Math.max(fraction.orElse(0), Math.min(1, Math.max(0, done)));
        if (status == Status.RUNNING && bounded != fraction.orElse(-1)) {
            fraction = OptionalDouble.of(bounded);
            publishSometimes();
        }
    }

    /** Reports success. Later calls on this stage have no effect. */
    public synchronized void done() {
        finish(Status.DONE, detail);
    }

    /** Reports failure with its reason. Later calls on this stage have no effect. */
    public synchronized void failed(String reason) {
        finish(Status.FAILED, reason);
    }

    /** Time since the start. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    @Override
    public synchronized void close() {
        finish(Status.FAILED, detail);
    }

    private void finish(Status end, String text) {
        if (status == Status.RUNNING) {
            status = end;
            detail = text;
            publish();
        }
    }

    private void publishSometimes() {
        if (System.nanoTime() - lastReportNanos >= MIN_INTERVAL.toNanos()) {
            publish();
        }
    }

    private void publish() {
        lastReportNanos = System.nanoTime();
        progress.report(new StageReport(name, status, detail, fraction, elapsed(), expected));
    }
}
