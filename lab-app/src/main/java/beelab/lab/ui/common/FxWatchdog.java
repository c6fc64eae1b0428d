package beelab.lab.ui.common;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javafx.application.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when the window stands still: asks the FX thread for a sign of life once a second, and
 * writes its stack into the log when none comes.
 */
public final class FxWatchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FxWatchdog.class);
    private static final Duration PULSE = Duration.ofSeconds(1);

    private final Duration patience;
    private final Thread thread;
    private final AtomicLong stalls = new AtomicLong();
    private final AtomicBoolean alive = new AtomicBoolean();
    private volatile StackTraceElement[] lastStall = new StackTraceElement[0];

    /**
     * Starts watching.
     *
     * @param patience how long the FX thread may be busy with one thing
     */
    public FxWatchdog(Duration patience) {
        this.patience = patience;
        this.thread = Thread.ofPlatform().daemon().name("fx-watchdog").start(this::watch);
    }

    /** How often the window stood still for longer than it may. */
    public long stalls() {
        return stalls.get();
    }

    /** What the FX thread did at the last stall; empty when there was none. */
    public StackTraceElement[] lastStall() {
        return lastStall.clone();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void watch() {
        try {
            while (true) {
                alive.set(false);
                Platform.runLater(() -> alive.set(true));
                Thread.sleep(patience);
                if (!alive.get()) {
                    note();
                    while (!alive.get()) {
                        Thread.sleep(patience);
                    }
                }
                Thread.sleep(PULSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void note() {
        stalls.incrementAndGet();
        Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().equals(FxThread.NAME))
                .findFirst()
                .ifPresent(entry -> {
                    lastStall = entry.getValue();
                    Throwable where = new Throwable("the FX thread was here");
                    where.setStackTrace(entry.getValue());
                    LOG.warn("the window stood still for {} ms", patience.toMillis(), where);
                });
    }
}
