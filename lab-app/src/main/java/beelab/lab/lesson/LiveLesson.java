package beelab.lab.lesson;

import beelab.lab.LabHome;
import beelab.lab.check.StepChecker;
import beelab.lab.check.StepState;
import beelab.lab.cluster.LabCluster;
import beelab.lab.feed.EventBuffer;
import beelab.lab.feed.EventFeed;
import beelab.lab.feed.EventRow;
import beelab.lab.feed.FeedState;
import beelab.lab.feed.Loss;
import beelab.lab.feed.PolicyState;
import beelab.lab.guide.Block;
import beelab.lab.guide.Guide;
import beelab.lab.guide.GuideStep;
import beelab.lab.scenario.PolicyCondition;
import beelab.lab.scenario.Scenario;
import beelab.lab.scenario.StepSpec;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The session behind the window. One thread, {@code lesson-judge}, owns the checkers: it judges
 * when events arrive, at most twenty times a second, and twice a second in any case while something
 * is watched.
 */
public final class LiveLesson implements LessonSession {

    private static final System.Logger LOG = System.getLogger(LiveLesson.class.getName());
    private static final int BUFFER_ROWS = 50_000;
    private static final int SOON_MILLIS = 50;
    private static final int TICK_MILLIS = 500;

    private final LabHome home;
    private final Lesson lesson;
    private final Path workFolder;
    private final Observation observation;
    private final CopyOnWriteArrayList<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, StepState> states = new HashMap<>(); // guarded by itself
    private final Map<String, StepChecker> checkers = new HashMap<>(); // lesson-judge only
    private final Ticks ticks; // lesson-judge only
    private final AtomicBoolean resumed = new AtomicBoolean();
    private final AtomicBoolean judging = new AtomicBoolean();
    private final ScheduledExecutorService judge =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("lesson-judge").daemon().factory());

    private LiveLesson(LabHome home, Lesson lesson, Path workFolder) {
        this.home = home;
        this.lesson = lesson;
        this.workFolder = workFolder;
        for (StepSpec step : lesson.scenario().steps()) {
            states.put(step.id(), new StepState.Waiting());
        }
        ticks = new Ticks(workFolder.resolveSibling(lesson.scenario().id() + ".ticks.json"));
        observation = new Observation(BUFFER_ROWS, new FeedListener());
        observation
                .buffer()
                .listen(
                        new EventBuffer.Listener() {
                            @Override
                            public void added(EventRow row) {
                                judgeSoon();
                            }

                            @Override
                            public void lost(Loss loss) {
                                judgeSoon();
                            }
                        });
        judge.scheduleWithFixedDelay(
                this::judgeAll, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Opens a session; needs no cluster.
     *
     * @throws IOException when the learner's copy of the scenario cannot be made
     */
    public static LiveLesson open(LabHome home, Lesson lesson) throws IOException {
        Path work = home.work().resolve(lesson.scenario().id());
        Workspace.fill(lesson.scenario().folder(), work);
        return new LiveLesson(home, lesson, work);
    }

    /**
     * Begins to follow the cluster's sensors; returns at once. The sensors need not run yet. The
     * cluster is not closed by the session.
     */
    public void connect(LabCluster cluster) {
        resumed.set(false);
        observation.connect(cluster);
    }

    /**
     * Begins to follow the sensor that watches this machine while the cluster is built, until
     * {@link #connect}; returns at once. That sensor need not run yet.
     */
    public void connectEarly(LabCluster cluster) {
        observation.followEarly(cluster);
    }

    /** Follows nobody any more: the start of the cluster failed. */
    public void disconnect() {
        observation.close();
    }

    /** Passes on what the feed says. */
    private final class FeedListener implements EventFeed.Listener {
        @Override
        public void state(FeedState state) {
            tell(new Change.Feed(state));
            if (state.phase() == FeedState.Phase.CONNECTED) {
                submit(LiveLesson.this::resume);
            }
            judgeSoon();
        }

        @Override
        public void policies(List<PolicyState> policies) {
            tell(new Change.Policies(policies));
            judgeSoon();
        }
    }

    @Override
    public Scenario scenario() {
        return lesson.scenario();
    }

    @Override
    public Guide guide() {
        return lesson.guide();
    }

    @Override
    public Path workFolder() {
        return workFolder;
    }

    @Override
    public Map<String, String> terminalEnvironment() {
        LabCluster current = observation.cluster();
        return TerminalEnvironment.of(
                home, scenario().id(), current == null ? null : current.kubeconfig());
    }

    @Override
    public EventBuffer events() {
        return observation.buffer();
    }

    @Override
    public FeedState feedState() {
        return observation.feedState();
    }

    @Override
    public List<PolicyState> policies() {
        return observation.policies();
    }

    @Override
    public Block act(String blockId) {
        Block block =
                guide().block(blockId)
                        .orElseThrow(() -> new IllegalArgumentException("no block " + blockId));
        scenario().startedBy(blockId).forEach(this::begin);
        return block;
    }

    @Override
    public void begin(String stepId) {
        begin(step(stepId));
    }

    private void begin(StepSpec step) {
        // Made here, not on the judge's thread: what counts begins at this very moment.
        StepChecker checker = observation.watch(step);
        submit(() -> {
            checkers.put(step.id(), checker);
            ticks.remove(step.id());
            judgeOne(checker);
        });
    }

    @Override
    public void reset(String stepId) {
        StepSpec step = step(stepId);
        submit(() -> {
            checkers.remove(step.id());
            ticks.remove(step.id());
            set(step, new StepState.Waiting());
        });
        // Not on the judge's thread: other steps are judged meanwhile.
        Thread.ofVirtual()
                .name("lesson-reset")
                .start(() ->
                        tell(
                                new Change.Notice(
                                        StepReset.run(
                                                lesson, step, workFolder, terminalEnvironment()))));
    }

    @Override
    public List<StepSpec> checksOf(String guideStepId) {
        List<StepSpec> checks = new ArrayList<>();
        for (StepSpec step : scenario().steps()) {
            String stimulus = step.stimulus();
            boolean here =
                    stimulus == null
                            ? step.id().equals(guideStepId)
                            : guide().stepOf(stimulus)
                                    .map(GuideStep::id)
                                    .filter(guideStepId::equals)
                                    .isPresent();
            if (here) {
                checks.add(step);
            }
        }
        return checks;
    }

    @Override
    public StepState state(String stepId) {
        StepSpec step = step(stepId);
        synchronized (states) {
            return states.getOrDefault(step.id(), new StepState.Waiting());
        }
    }

    @Override
    public StepState stateOfSection(String guideStepId) {
        return SectionState.of(
                checksOf(guideStepId).stream().map(step -> state(step.id())).toList());
    }

    @Override
    public EventBuffer.Subscription onChange(Consumer<Change> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Once for each cluster, as soon as it can be asked who it is. */
    private void resume() {
        if (resumed.get()) {
            return;
        }
        try {
            observation
                    .client()
                    .map(client -> client.namespaces().withName("kube-system").get())
                    .map(namespace -> namespace.getMetadata().getUid())
                    .ifPresent(this::resumeOn);
        } catch (KubernetesClientException e) {
            LOG.log(Level.DEBUG, "the cluster does not say who it is: {0}", e.getMessage());
        }
    }

    /**
     * Goes on with what was done on this cluster before; on the judge's thread.
     *
     * @param cluster its identity
     */
    void resumeOn(String cluster) {
        resumed.set(true);
        Ticks.Resumed found = ticks.resume(cluster, id -> scenario().step(id).isPresent());
        for (String id : found.passed()) {
            if (state(id) instanceof StepState.Waiting) {
                set(step(id), new StepState.Passed(List.of()));
            }
        }
        if (!found.notice().isEmpty()) {
            tell(new Change.Notice(found.notice()));
        }
    }

    private StepSpec step(String id) {
        return scenario().step(id).orElseThrow(() -> new IllegalArgumentException("no step " + id));
    }

    private void judgeSoon() {
        if (judging.compareAndSet(false, true) && !judge.isShutdown()) {
            judge.schedule(this::judgeAll, SOON_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void judgeAll() {
        judging.set(false);
        try {
            List.copyOf(checkers.values()).forEach(this::judgeOne);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "judging failed", e);
        }
    }

    private void judgeOne(StepChecker checker) {
        StepSpec step = checker.step();
        PolicyCondition when = step.when();
        StepState state = checker.judge(Instant.now());
        if (when != null) {
            Optional<String> objection = observation.probe().objection(when);
            if (objection.isPresent()) {
                state =
                        new StepState.NotApplicable(
                                "only judged where %s; here %s"
                                        .formatted(when.describe(), objection.get()));
            }
        }
        set(step, state);
        if (state instanceof StepState.Passed) {
            ticks.add(step.id());
            checkers.remove(step.id());
        }
    }

    private void set(StepSpec step, StepState state) {
        StepState old;
        synchronized (states) {
            old = states.put(step.id(), state);
        }
        if (!state.equals(old)) {
            tell(new Change.Step(step, state));
        }
    }

    private void tell(Change change) {
        for (Consumer<Change> listener : listeners) {
            try {
                listener.accept(change);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "a listener of the lesson failed", e);
            }
        }
    }

    private void submit(Runnable work) {
        if (!judge.isShutdown()) {
            judge.execute(work);
        }
    }

    @Override
    public void close() {
        judge.shutdownNow();
        observation.close();
    }
}
