package beelab.lab.ui.tour;

import beelab.lab.check.StepState;
import beelab.lab.feed.EventRow;
import beelab.lab.guide.Block;
import beelab.lab.ui.LabWindow;
import beelab.lab.ui.events.EventLine;
import beelab.lab.ui.events.EventsViewModel;
import beelab.lab.ui.events.Verdict;
import beelab.lab.ui.guide.GuideViewModel;
import beelab.lab.ui.shell.ClusterViewModel;
import beelab.lab.ui.shell.LabView;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Goes through a lesson in the real window as a learner would: presses its buttons, clicks the
 * guide's blocks, waits for the ticks, and takes a picture of every screen.
 *
 * <p>It fails when a check fails, when a block is not on its page, or when the events that prove
 * the checks are not in the table.
 */
public final class Tour {
    private static final Duration FOR_THE_GUIDE = Duration.ofSeconds(60);
    private static final Duration FOR_THE_CLUSTER = Duration.ofMinutes(20);
    private static final Duration FOR_A_CHECK = Duration.ofSeconds(75);
    private static final Duration FOR_THE_SCREEN = Duration.ofSeconds(10);

    private final LabWindow window;
    private final String lesson;
    private final PrintStream out;
    private final Camera camera;
    private final List<String> problems = new ArrayList<>();
    private final List<EventRow> evidence = new ArrayList<>();

    /**
     * @param window shown, on its welcome screen
     * @param lesson id of the scenario
     * @param folder where the pictures go
     * @param out one line per picture and check
     */
    public Tour(LabWindow window, String lesson, Path folder, PrintStream out) {
        this.window = window;
        this.lesson = lesson;
        this.out = out;
        this.camera = new Camera(window, folder, out);
    }

    /**
     * Does the tour; blocks for minutes.
     *
     * @return what went wrong, in words; empty when everything was as it should be
     */
    public List<String> run() throws InterruptedException, IOException {
        try {
            welcome();
            if (openLesson() && startCluster()) {
                readAndDo();
                lookAtEvents();
                proveEvents();
            }
        } catch (TourException e) {
            problems.add(String.valueOf(e.getMessage()));
            camera.take("failed");
        }
        out.printf(
                "the window stood still %d times for more than half a second%n", window.stalls());
        return List.copyOf(problems);
    }

    private void welcome() throws InterruptedException, IOException {
        Fx.await(
                "the lesson on the welcome screen",
                FOR_THE_GUIDE,
                () -> window.stage().scene().lookup("#start-" + lesson) != null);
        camera.take("welcome");
    }

    private boolean openLesson() throws InterruptedException {
        Fx.press(window.stage().scene(), "#start-" + lesson);
        Fx.await(
                "the guide",
                FOR_THE_GUIDE,
                () ->
                        window.model().guideProperty().get() != null
                                || !window.model().problemProperty().get().isEmpty());
        String problem = Fx.get(() -> window.model().problemProperty().get());
        if (!problem.isEmpty()) {
            problems.add(problem);
        }
        return problem.isEmpty();
    }

    private boolean startCluster() throws InterruptedException, IOException {
        ClusterViewModel cluster = Fx.get(() -> window.model().cluster());
        Fx.await(
                "a first sign of the cluster",
                FOR_THE_GUIDE,
                () -> !cluster.stages().isEmpty() || !cluster.startingProperty().get());
        // The first second shows what is prepared already; a little later there is more to see.
        Thread.sleep(2_500);
        camera.take("cluster-starting");
        Fx.await(
                "the cluster and its sensor",
                FOR_THE_CLUSTER,
                () -> !cluster.startingProperty().get());
        ClusterViewModel.Failure failure = Fx.get(() -> cluster.failureProperty().get());
        if (failure.message().isEmpty()) {
            return true;
        }
        camera.take("cluster-failed");
        problems.add(failure.message() + " " + failure.advice());
        return false;
    }

    private void readAndDo() throws InterruptedException, IOException {
        GuideViewModel guide = Fx.require(() -> window.model().guideProperty().get());
        List<GuideViewModel.GuidePage> pages = guide.pages();
        for (int i = 0; i < pages.size(); i++) {
            int index = i;
            GuideViewModel.GuidePage page = pages.get(i);
            Fx.run(() -> guide.indexProperty().set(index));
            for (Block block : page.step().blocks()) {
                act(block);
                judge(guide, page, block);
            }
            camera.take("step-%d-%s".formatted(i + 1, page.step().id()));
        }
    }

    private void act(Block block) throws InterruptedException {
        if (block instanceof Block.Quiz || block instanceof Block.Open) {
            return;
        }
        Fx.await(
                "the block " + block.id() + " on its page",
                FOR_THE_SCREEN,
                () -> lab().clickBlock(block.id()));
        if (block instanceof Block.Typed typed) {
            new Settling(window, typed).await();
        }
    }

    private void judge(GuideViewModel guide, GuideViewModel.GuidePage page, Block block)
            throws InterruptedException, IOException {
        for (GuideViewModel.Check check : page.checks()) {
            if (!block.id().equals(check.spec().stimulus())) {
                continue;
            }
            boolean ended =
                    Fx.awaitQuietly(
                            FOR_A_CHECK,
                            () ->
                                    switch (check.stateProperty().get()) {
                                        case StepState.Passed _, StepState.NotApplicable _ -> true;
                                        case StepState.Waiting _,
                                                StepState.Running _,
                                                StepState.Failed _,
                                                StepState.Unknown _ ->
                                                false;
                                    });
            StepState state = Fx.get(() -> check.stateProperty().get());
            out.printf("%s %s: %s%n", ended ? "✓" : "✗", check.spec().id(), state.word());
            if (ended) {
                evidence.addAll(Fx.get(() -> guide.evidence(check.spec())));
            } else {
                problems.add(
                        "The check %s is %s: %s".formatted(check.spec().id(), state.word(), state));
                camera.take("not-passed-" + check.spec().id());
            }
        }
    }

    private void lookAtEvents() throws InterruptedException, IOException {
        EventsViewModel events = Fx.get(() -> window.model().events());
        Fx.run(() -> window.model().events().podsOnlyProperty().set(true));
        camera.take("events");
        EventLine killed =
                Fx.get(() ->
                        events.allRows().stream()
                                .filter(line -> line.verdict() == Verdict.KILLED)
                                .filter(line -> !line.policy().isEmpty())
                                .findFirst()
                                .orElse(null));
        if (killed == null) {
            problems.add("No event in the table tells of a process that a policy killed.");
        } else {
            Fx.run(() -> events.selectedProperty().set(killed));
            camera.take("event-details");
        }
        Fx.run(() -> window.model().appearance().toggleTheme());
        camera.take("event-details-other-theme");
        Fx.run(() -> events.selectedProperty().set(null));
        Fx.run(() -> events.compactProperty().set(true));
        camera.take("compact-lines-other-theme");
        Fx.run(() -> events.compactProperty().set(false));
        Fx.run(() -> window.model().appearance().toggleTheme());
    }

    /** Guide and table must not disagree: what proves a check is a row of the table. */
    private void proveEvents() throws InterruptedException {
        Set<Long> rows = new HashSet<>();
        Fx.run(() -> window.model().events().allRows().forEach(line -> rows.add(line.id())));
        List<EventRow> missing =
                evidence.stream().filter(row -> !rows.contains(row.sequence())).toList();
        if (evidence.isEmpty()) {
            problems.add("No event proves any check of the lesson.");
        }
        missing.forEach(row ->
                problems.add("This event of the tour is not in the table: " + row.compact()));
        out.printf(
                "%d of %d events that prove the checks are among the %d rows of the table%n",
                evidence.size() - missing.size(), evidence.size(), rows.size());
    }

    private LabView lab() {
        LabView view = window.stage().lab();
        if (view == null) {
            throw new TourException("The lab's screen is not shown.");
        }
        return view;
    }
}
