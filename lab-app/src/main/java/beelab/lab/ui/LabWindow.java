package beelab.lab.ui;

import beelab.lab.LabHome;
import beelab.lab.cluster.LabCluster;
import beelab.lab.progress.Progress;
import beelab.lab.ui.common.Appearance;
import beelab.lab.ui.common.Background;
import beelab.lab.ui.common.Browser;
import beelab.lab.ui.common.FxWatchdog;
import beelab.lab.ui.common.Settings;
import beelab.lab.ui.shell.LabBackend;
import beelab.lab.ui.shell.LabViewModel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the lab's window and ends everything that it started when it is closed. */
public final class LabWindow implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LabWindow.class);
    private static final Duration LONGEST_STALL = Duration.ofMillis(500);

    private final LabHome home;
    private final LabBackend backend;
    private final Appearance appearance;
    private final Background background = new Background(Platform::runLater);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Thread hook = new Thread(this::close, "lab-window-shutdown");
    private @Nullable LabViewModel model;
    private @Nullable LabStage stage;
    private @Nullable FxWatchdog watchdog;

    private LabWindow(LabHome home, LabBackend backend, Settings settings) {
        this.home = home;
        this.backend = backend;
        this.appearance = new Appearance(settings);
    }

    /**
     * A window on the real lab; nothing happens before {@link #open}.
     *
     * @param clusters opens the cluster without starting it; called off the FX thread
     * @param machine looks at this machine; called off the FX thread
     * @param farewell shows the stop of the cluster, after the window has gone
     */
    public static LabWindow create(
            LabHome home,
            Supplier<LabCluster> clusters,
            Callable<List<LabBackend.MachineCheck>> machine,
            Progress farewell) {
        return new LabWindow(
                home,
                new LiveBackend(home, clusters, machine, farewell),
                Settings.read(home.state()));
    }

    /** A window on any lab, for tests. */
    static LabWindow on(LabHome home, LabBackend backend, Settings settings) {
        return new LabWindow(home, backend, settings);
    }

    /** Whether there is a display, or none is needed. */
    public static boolean canOpen() {
        return present("DISPLAY")
                || present("WAYLAND_DISPLAY")
                || "Headless".equals(System.getProperty("glass.platform"));
    }

    private static boolean present(String variable) {
        return !System.getenv().getOrDefault(variable, "").isBlank();
    }

    /**
     * Shows the window; returns once it is shown.
     *
     * @param shown called on the FX thread right after
     */
    public void open(Consumer<LabWindow> shown) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(hook);
        CountDownLatch done = new CountDownLatch(1);
        Platform.startup(() -> {
            try {
                show();
                shown.accept(this);
            } finally {
                done.countDown();
            }
        });
        done.await();
    }

    /** Waits until the window was closed and everything behind it has ended. */
    public void awaitClosed() throws InterruptedException {
        closed.await();
    }

    /** The model of the shown window. */
    public LabViewModel model() {
        return require(model);
    }

    /** The stage of the shown window. */
    public LabStage stage() {
        return require(stage);
    }

    /** How often the window stood still for longer than half a second. */
    public long stalls() {
        return require(watchdog).stalls();
    }

    /** Ends terminals, feed and cluster. Blocks for some seconds; not for the FX thread. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        try {
            LabViewModel open = model;
            if (open != null) {
                appearance.settings().write(home.state());
                open.close();
            }
            if (watchdog != null) {
                watchdog.close();
            }
        } catch (java.io.IOException e) {
            LOG.warn("the window's settings were not saved", e);
        } finally {
            closed.countDown();
        }
    }

    private void show() {
        Platform.setImplicitExit(false);
        LabViewModel newModel = new LabViewModel(backend, background, appearance);
        model = newModel;
        Stage window = new Stage();
        LabStage newStage = new LabStage(window, newModel, new Browser(background));
        stage = newStage;
        window.setOnCloseRequest(event -> {
            // Gone at once for the eye; the rest ends behind it.
            window.hide();
            Thread.ofPlatform().name("lab-window-close").start(this::endAll);
        });
        newStage.show();
        watchdog = new FxWatchdog(LONGEST_STALL);
    }

    private void endAll() {
        close();
        Platform.exit();
    }

    private static <T> T require(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the window was not opened");
        }
        return part;
    }
}
