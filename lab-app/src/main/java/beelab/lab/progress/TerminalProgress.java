package beelab.lab.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * Prints progress to a terminal: the running stage on one line that is written over, and one line
 * per finished stage. Without a terminal only the lines of finished stages are printed.
 */
public final class TerminalProgress implements Progress {

    private static final String ERASE_LINE = "\r\u001b[K";
    private static final int WIDTH = 110;

    private final PrintStream out;
    private final boolean terminal;

    /**
     * @param terminal whether lines can be written over
     */
    public TerminalProgress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Prints to standard error, so that standard output stays clean for pipes. */
    public static TerminalProgress onStandardError() {
        return new TerminalProgress(
                System.err, System.console() != null && System.console().isTerminal());
    }

    @Override
    public synchronized void report(StageReport report) {
        switch (report.status()) {
            case RUNNING -> {
                if (terminal) {
                    out.print(ERASE_LINE + cut("  … " + running(report)));
                    out.flush();
                }
            }
            case DONE ->
                    out.println(
                            (terminal ? ERASE_LINE : "")
                                    + "  ✓ "
                                    + report.name()
                                    + "  "
                                    + seconds(report.elapsed()));
            case FAILED ->
                    out.println(
                            (terminal ? ERASE_LINE : "")
                                    + "  ✗ "
                                    + report.name()
                                    + "  "
                                    + seconds(report.elapsed())
                                    + (report.detail().isEmpty() ? "" : "  " + report.detail()));
        }
    }

    private static String running(StageReport report) {
        StringBuilder line = new StringBuilder(report.name());
        report.fraction().ifPresent(f -> line.append("  %3.0f %%".formatted(f * 100)));
        line.append("  ").append(seconds(report.elapsed()));
        Duration left = report.remaining();
        if (left.compareTo(Duration.ofSeconds(1)) > 0) {
            line.append(", about ").append(span(left)).append(" left");
        }
        if (!report.detail().isEmpty()) {
            line.append("  ").append(report.detail());
        }
        return line.toString();
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    private static String span(Duration time) {
        return time.compareTo(Duration.ofMinutes(2)) < 0
                ? time.toSeconds() + " s"
                : (time.toSeconds() + 30) / 60 + " min";
    }

    private static String cut(String line) {
        String oneLine = line.replace('\n', ' ');
        return oneLine.length() <= WIDTH ? oneLine : oneLine.substring(0, WIDTH - 1) + "…";
    }
}
