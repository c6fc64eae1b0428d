package beelab.lab.ui.shell;

import beelab.lab.feed.EventBuffer;
import beelab.lab.feed.EventRow;
import beelab.lab.feed.FeedState;
import beelab.lab.feed.Loss;
import beelab.lab.guide.Block;
import beelab.lab.lesson.LessonSession;
import beelab.lab.ui.common.Appearance;
import beelab.lab.ui.common.Background;
import beelab.lab.ui.events.EventLine;
import beelab.lab.ui.events.EventLines;
import beelab.lab.ui.events.EventPump;
import beelab.lab.ui.events.EventsViewModel;
import beelab.lab.ui.guide.GuideViewModel;
import beelab.lab.ui.terminals.TerminalsViewModel;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/**
 * The whole window: which screen is shown, the lesson that is open, and the paths between guide,
 * terminals and events. Used on the FX thread only.
 */
public final class LabViewModel {
    /** The screens. */
    public enum Screen {
        /** What the lab is, and how to begin. */
        WELCOME,
        /** Guide, terminals and events. */
        LAB
    }

    private static final Duration SAME_LOSS = Duration.ofSeconds(10);

    private final LabBackend backend;
    private final Background background;
    private final Appearance appearance;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("window-timer").factory());
    private final ObjectProperty<Screen> screen = new SimpleObjectProperty<>(Screen.WELCOME);
    private final ReadOnlyObjectWrapper<@Nullable GuideViewModel> guide =
            new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<FeedState> feed =
            new ReadOnlyObjectWrapper<>(FeedState.IDLE);
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");
    private final ObjectProperty<@Nullable String> openInBrowser = new SimpleObjectProperty<>();
    private final AtomicLong notices = new AtomicLong();
    private final EventsViewModel events = new EventsViewModel();
    private final EventPump<EventLine> pump;
    private final ClusterViewModel cluster;
    private final TerminalsViewModel terminals;
    private volatile @Nullable LessonSession session;
    private boolean watchingMachine;

    /** Connects the parts; nothing is loaded yet. */
    public LabViewModel(LabBackend backend, Background background, Appearance appearance) {
        this.backend = backend;
        this.background = background;
        this.appearance = appearance;
        this.pump =
                new EventPump<>(
                        EventsViewModel.CAPACITY,
                        background::onFxThread,
                        timer,
                        System::nanoTime,
                        events::accept);
        this.cluster = new ClusterViewModel(backend, background, timer);
        cluster.readyProperty()
                .subscribe(ready -> {
                    if (ready && watchingMachine) {
                        watchingMachine = false;
                        events.podsOnlyProperty().set(true);
                    }
                });
        this.terminals = new TerminalsViewModel(background, this::terminalPlace);
    }

    /**
     * Opens a lesson and shows it. The guide is read in the background.
     *
     * @param startCluster whether the cluster is started too
     */
    public void open(String lessonId, boolean startCluster) {
        problem.set("");
        screen.set(Screen.LAB);
        background
                .run("open the lesson " + lessonId, () -> backend.open(lessonId))
                .onSuccess(opened -> {
                    connect(opened);
                    if (startCluster) {
                        cluster.start(opened);
                    }
                })
                .onFailure(failure ->
                        problem.set(
                                "The lesson “%s” cannot be opened: %s"
                                        .formatted(lessonId, failure.getMessage())))
                .start();
    }

    /** Starts the cluster for the open lesson. */
    public void startCluster() {
        LessonSession open = session;
        if (open != null) {
            cluster.start(open);
        }
    }

    /** Selects an event in the table, as the proof of a check. */
    public void showEvent(EventRow event) {
        events.pausedProperty().set(false);
        events.showEverything();
        events.allRows().stream()
                .filter(line -> line.id() == event.sequence())
                .findFirst()
                .ifPresent(line -> events.selectedProperty().set(line));
    }

    /** The screen that is shown. */
    public ObjectProperty<Screen> screenProperty() {
        return screen;
    }

    /** The guide; null until it was read. */
    public ReadOnlyObjectProperty<@Nullable GuideViewModel> guideProperty() {
        return guide.getReadOnlyProperty();
    }

    /** Whether events arrive. */
    public ReadOnlyObjectProperty<FeedState> feedProperty() {
        return feed.getReadOnlyProperty();
    }

    /** What went wrong, for the learner; empty when nothing did. */
    public ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /** Says that something went wrong. */
    public void report(String text) {
        problem.set(text);
    }

    /** An address that the view should open outside of the app; set to null when it did. */
    public ObjectProperty<@Nullable String> openInBrowserProperty() {
        return openInBrowser;
    }

    /** Theme and text size. */
    public Appearance appearance() {
        return appearance;
    }

    /** The event table. */
    public EventsViewModel events() {
        return events;
    }

    /** The terminals. */
    public TerminalsViewModel terminals() {
        return terminals;
    }

    /** The cluster. */
    public ClusterViewModel cluster() {
        return cluster;
    }

    /** The lab behind the window. */
    public LabBackend backend() {
        return backend;
    }

    /** Background work of the window. */
    public Background background() {
        return background;
    }

    /**
     * Ends terminals, feed and background work. Blocks for up to some seconds; not for the FX
     * thread. A start of the cluster is cancelled and undone.
     */
    public void close() {
        background.close();
        terminals.close();
        LessonSession open = session;
        if (open != null) {
            open.close();
        }
        timer.shutdownNow();
        backend.close();
    }

    private void connect(LessonSession opened) {
        session = opened;
        GuideViewModel model =
                new GuideViewModel(opened, background, this::perform, openInBrowser::set);
        EventBuffer buffer = opened.events();
        buffer.snapshot().forEach(row -> pump.offer(line(buffer, row)));
        opened.events().listen(new Incoming(opened.events()));
        opened.onChange(change -> {
            if (change instanceof LessonSession.Change.Feed changed) {
                background.onFxThread(() -> follow(changed.state()));
            } else if (change instanceof LessonSession.Change.Notice notice) {
                background.onFxThread(() -> problem.set(notice.text()));
            }
        });
        feed.set(opened.feedState());
        guide.set(model);
        terminals.openNew();
    }

    private static EventLine line(EventBuffer buffer, EventRow row) {
        return EventLines.of(row, buffer.labPrograms().caused(row));
    }

    /**
     * Before there are pods, events of this machine are all there is to see: they are shown until
     * the cluster is ready.
     */
    private void follow(FeedState state) {
        feed.set(state);
        boolean early =
                state.phase() == FeedState.Phase.CONNECTED && cluster.startingProperty().get();
        if (early && !watchingMachine) {
            watchingMachine = true;
            events.podsOnlyProperty().set(false);
        }
    }

    private void perform(Block block) {
        switch (block) {
            case Block.Typed typed -> {
                problem.set(
                        cluster.readyProperty().get()
                                ? ""
                                : "The cluster is not ready yet, so kubectl finds nobody. It was"
                                        + " typed all the same; run it again when it is ready.");
                terminals.type(typed);
            }
            case Block.Watch watch -> events.filterProperty().set(watch.filter());
            case Block.Open open ->
                    openInBrowser.set(
                            "http://127.0.0.1:%d%s".formatted(open.nodePort(), open.path()));
            case Block.Quiz _ -> {
                // Answered through its links.
            }
        }
    }

    private TerminalsViewModel.Place terminalPlace() {
        LessonSession open = session;
        if (open == null) {
            throw new IllegalStateException("no lesson is open");
        }
        return new TerminalsViewModel.Place(
                open.workFolder(),
                backend.terminalEnvironment(open),
                open.scenario().id(),
                backend.stateFolder());
    }

    /** Takes events on the feed's threads. */
    private final class Incoming implements EventBuffer.Listener {
        private final EventBuffer buffer;
        private @Nullable Loss lastShown;

        Incoming(EventBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public void added(EventRow row) {
            pump.offer(line(buffer, row));
        }

        @Override
        public void lost(Loss loss) {
            if (isNews(loss)) {
                pump.offer(EventLines.of(-notices.incrementAndGet(), loss));
            }
            long dropped = buffer.dropped();
            background.onFxThread(() -> {
                events.lostProperty().set(dropped);
                events.anyLostProperty().set(true);
            });
        }

        /** A connection that breaks again and again is one line in the table, not hundreds. */
        private synchronized boolean isNews(Loss loss) {
            Loss before = lastShown;
            boolean same =
                    before != null
                            && before.where() == loss.where()
                            && before.count() == 0
                            && loss.count() == 0
                            && loss.time().isBefore(before.time().plus(SAME_LOSS));
            if (!same) {
                lastShown = loss;
            }
            return !same;
        }
    }
}
