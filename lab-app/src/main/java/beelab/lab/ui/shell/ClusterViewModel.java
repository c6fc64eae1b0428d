package beelab.lab.ui.shell;

import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.ClusterState;
import beelab.lab.lesson.LessonSession;
import beelab.lab.progress.Progress;
import beelab.lab.progress.StageReport;
import beelab.lab.ui.common.Background;
import beelab.lab.ui.events.EventPump;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** The cluster as the window shows it: its state, and the stages of its start. FX thread only. */
public final class ClusterViewModel {
    private static final int REPORTS_WAITING = 1_000;

    /**
     * Why the cluster did not start.
     *
     * @param message what is wrong
     * @param advice what to do next
     */
    public record Failure(String message, String advice) {
        /** Nothing is wrong. */
        public static final Failure NONE = new Failure("", "");
    }

    /**
     * A stage's last report and when it came.
     *
     * @param report the report
     * @param nanos {@link System#nanoTime()} at its arrival
     */
    public record Item(StageReport report, long nanos) {
        /** The report with the time that passed since. */
        public StageReport now() {
            return StageLine.aged(report, Duration.ofNanos(System.nanoTime() - nanos));
        }
    }

    private final LabBackend backend;
    private final Background background;
    private final ObservableList<Item> stages = FXCollections.observableArrayList();
    private final ObservableList<Item> stagesView =
            FXCollections.unmodifiableObservableList(stages);
    private final ObjectProperty<ClusterState> state =
            new SimpleObjectProperty<>(ClusterState.stopped());
    private final ReadOnlyBooleanWrapper starting = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper ready = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<Failure> failure =
            new ReadOnlyObjectWrapper<>(Failure.NONE);
    private final EventPump<StageReport> reports;

    /**
     * @param timer wakes delayed updates; owned by the caller
     */
    public ClusterViewModel(
            LabBackend backend, Background background, ScheduledExecutorService timer) {
        this.backend = backend;
        this.background = background;
        this.reports =
                new EventPump<>(
                        REPORTS_WAITING,
                        background::onFxThread,
                        timer,
                        System::nanoTime,
                        batch -> batch.forEach(this::take));
        backend.onClusterState(now -> background.onFxThread(() -> state.set(now)));
    }

    /** Starts cluster and sensor and connects the session; does nothing while that runs. */
    public void start(LessonSession session) {
        if (starting.get() || ready.get()) {
            return;
        }
        starting.set(true);
        failure.set(Failure.NONE);
        stages.clear();
        Progress progress = reports::offer;
        background
                .run("start the cluster", () -> backend.start(session, progress))
                .onSuccess(done -> ready.set(true))
                .onFailure(problem -> failure.set(explain(problem)))
                .andFinally(() -> starting.set(false))
                .start();
    }

    /** The stages of the start, in the order in which they began. */
    public ObservableList<Item> stages() {
        return stagesView;
    }

    /** State of cluster and sensor. */
    public ReadOnlyObjectProperty<ClusterState> stateProperty() {
        return state;
    }

    /** Whether a start is running. */
    public ReadOnlyBooleanProperty startingProperty() {
        return starting.getReadOnlyProperty();
    }

    /** Whether cluster and sensor are ready and events can come. */
    public ReadOnlyBooleanProperty readyProperty() {
        return ready.getReadOnlyProperty();
    }

    /** Why the last start failed; {@link Failure#NONE} when it did not. */
    public ReadOnlyObjectProperty<Failure> failureProperty() {
        return failure.getReadOnlyProperty();
    }

    /** The stages that run now. */
    public List<StageReport> running() {
        List<StageReport> running = new ArrayList<>();
        for (Item item : stages) {
            if (item.report().status() == StageReport.Status.RUNNING) {
                running.add(item.now());
            }
        }
        return running;
    }

    private void take(StageReport report) {
        Item item = new Item(report, System.nanoTime());
        for (int i = stages.size() - 1; i >= 0; i--) {
            if (stages.get(i).report().name().equals(report.name())) {
                stages.set(i, item);
                return;
            }
        }
        stages.add(item);
    }

    private Failure explain(Exception problem) {
        if (problem instanceof ClusterException expected) {
            return new Failure(String.valueOf(expected.getMessage()), expected.advice());
        }
        return new Failure(
                "The cluster did not start: " + problem,
                "This is a mistake of the lab, not yours. Its logs are in "
                        + backend.logs()
                        + "; start again, and report it if it stays.");
    }
}
