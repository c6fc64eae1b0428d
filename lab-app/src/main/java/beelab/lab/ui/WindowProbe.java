package beelab.lab.ui;

import beelab.lab.LabHome;
import beelab.lab.feed.EventBuffer;
import beelab.lab.feed.EventRow;
import beelab.lab.feed.Loss;
import beelab.lab.progress.Progress;
import beelab.lab.ui.events.EventLine;
import beelab.lab.ui.events.EventLines;
import beelab.lab.ui.events.EventPump;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import javafx.application.Platform;
import javafx.scene.Scene;

/**
 * The real window, opened to be measured and without a cluster. On a machine without a display it
 * is drawn in memory. A row counts as on screen once the scene that shows it was laid out and goes
 * to the renderer.
 */
public final class WindowProbe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WAITING = 10_000;

    private final LabWindow window;
    private final Duration firstFrame;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("window-probe").daemon().factory());

    private WindowProbe(LabWindow window, Duration firstFrame) {
        this.window = window;
        this.firstFrame = firstFrame;
    }

    /** Opens the window and waits for its first frame. */
    public static WindowProbe open(LabHome home) throws InterruptedException {
        if (!LabWindow.canOpen()) {
            System.setProperty("glass.platform", "Headless");
            System.setProperty("prism.order", "sw");
        }
        LabWindow window =
                LabWindow.create(
                        home,
                        () -> {
                            throw new IllegalStateException("measured without a cluster");
                        },
                        List::of,
                        Progress.silent());
        CompletableFuture<Instant> frame = new CompletableFuture<>();
        window.open(shown -> afterNextPulse(shown, () -> frame.complete(Instant.now())));
        Instant seen = await(frame, "first frame");
        Instant started = ProcessHandle.current().info().startInstant().orElse(seen);
        return new WindowProbe(window, Duration.between(started, seen));
    }

    /** From the start of this process, launcher script included, to the first frame. */
    public Duration firstFrame() {
        return firstFrame;
    }

    /** Opens a lesson and waits until its guide is shown. */
    public void openLesson(String id) throws InterruptedException {
        CompletableFuture<Instant> shown = new CompletableFuture<>();
        Platform.runLater(() -> {
            window.model()
                    .guideProperty()
                    .subscribe(guide -> {
                        if (guide != null) {
                            afterNextPulse(window, () -> shown.complete(Instant.now()));
                        }
                    });
            window.model().open(id, false);
        });
        await(shown, "guide of " + id);
    }

    /**
     * Puts events into the window's table.
     *
     * @param onScreen called on the FX thread with each row and the time at which it was there
     */
    public EventBuffer.Listener table(BiConsumer<EventRow, Instant> onScreen) {
        EventPump<EventRow> pump =
                new EventPump<>(
                        WAITING,
                        Platform::runLater,
                        timer,
                        System::nanoTime,
                        batch -> {
                            List<EventLine> lines = new ArrayList<>();
                            batch.forEach(row -> lines.add(EventLines.of(row, false)));
                            window.model().events().accept(lines);
                            afterNextPulse(
                                    window,
                                    () -> {
                                        Instant now = Instant.now();
                                        batch.forEach(row -> onScreen.accept(row, now));
                                    });
                        });
        return new EventBuffer.Listener() {
            @Override
            public void added(EventRow row) {
                pump.offer(row);
            }

            @Override
            public void lost(Loss loss) {}
        };
    }

    @Override
    public void close() {
        timer.shutdown();
        window.close();
        Platform.exit();
    }

    private static void afterNextPulse(LabWindow window, Runnable then) {
        Scene scene = window.stage().scene();
        scene.addPostLayoutPulseListener(
                new Runnable() {
                    @Override
                    public void run() {
                        scene.removePostLayoutPulseListener(this);
                        then.run();
                    }
                });
        Platform.requestNextPulse();
    }

    private static Instant await(CompletableFuture<Instant> moment, String what)
            throws InterruptedException {
        try {
            return moment.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IllegalStateException("the window never showed its " + what, e);
        }
    }
}
