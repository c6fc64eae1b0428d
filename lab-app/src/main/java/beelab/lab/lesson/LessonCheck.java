package beelab.lab.lesson;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.LabCluster;
import beelab.lab.feed.EventFeed;
import beelab.lab.feed.FeedState;
import beelab.lab.feed.PolicyState;
import beelab.lab.progress.Progress;
import beelab.lab.progress.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code lab check}: runs a scenario without a window, on a cluster that is started when it does
 * not run yet. The learner's own copy of the scenario is not touched.
 */
public final class LessonCheck {

    private static final int BUFFER_ROWS = 200_000;
    private static final Duration CONNECT = Duration.ofSeconds(30);

    private final LabHome home;
    private final Lesson lesson;
    private final LabCluster cluster;
    private final Progress progress;

    private boolean deploySensor = true;
    private boolean untilFirstFailure;
    private boolean prepared;
    private String lastBlock = "";
    private Map<String, Duration> limits = Map.of();
    private @Nullable Path policyFolder;

    /**
     * @param cluster the cluster to run on; it is left running and open
     * @param progress hears of what is prepared
     */
    public LessonCheck(LabHome home, Lesson lesson, LabCluster cluster, Progress progress) {
        this.home = home;
        this.lesson = lesson;
        this.cluster = cluster;
        this.progress = progress;
    }

    /**
     * Takes policies from another folder instead of the scenario's: files of the same name replace
     * them. For finding out whether the scenario's checks notice a changed policy.
     */
    public LessonCheck withPolicies(Path folder) {
        policyFolder = folder;
        return this;
    }

    /** Ends the run as soon as its verdict cannot be "passed" any more. */
    public LessonCheck untilFirstFailure() {
        untilFirstFailure = true;
        return this;
    }

    /** Ends the run with this block of the guide. */
    LessonCheck endingWith(String blockId) {
        lastBlock = blockId;
        return this;
    }

    /** Gives these steps, by their ids, no more time than that. */
    LessonCheck withLimits(Map<String, Duration> longest) {
        limits = longest;
        return this;
    }

    /** Leaves {@link #prepare} out: an earlier run on the same cluster did it. */
    LessonCheck onPreparedCluster() {
        prepared = true;
        return this;
    }

    /** Takes the cluster as it is, with or without a sensor. */
    public LessonCheck withoutDeployingSensor() {
        deploySensor = false;
        return this;
    }

    /**
     * Prepares the cluster, runs the guide and judges its steps.
     *
     * @throws ClusterException when the cluster, its images or the sensor cannot be had
     * @throws IOException when files cannot be copied
     */
    public RunResult run(RunListener listener)
            throws ClusterException, IOException, InterruptedException {
        Path work = prepareFiles();
        if (!prepared) {
            prepare();
        }
        Map<String, String> environment =
                TerminalEnvironment.of(home, lesson.scenario().id(), cluster.kubeconfig());
        Leftovers leftovers = new Leftovers(work, environment);
        leftovers.remove(progress);
        try (Observation observation = new Observation(BUFFER_ROWS, new Silent());
                BlockRunner runner = new BlockRunner(work, environment)) {
            connect(observation);
            Instant began = Instant.now();
            long first = observation.buffer().lastSequence();
            int lossMark = observation.buffer().lossCount();
            HeadlessRun run = new HeadlessRun(lesson, observation, runner, listener, limits);
            run.run(untilFirstFailure, lastBlock);
            return new RunResult(
                    lesson,
                    began,
                    Instant.now(),
                    run.blocks(),
                    run.steps(),
                    observation.buffer().since(first).rows(),
                    observation.buffer().labPrograms().executions(),
                    observation.buffer().lossesSince(lossMark),
                    Facts.of(cluster, observation),
                    runner.transcripts(),
                    work);
        } finally {
            leftovers.remove(progress);
        }
    }

    /**
     * Starts the cluster, makes the scenario's images usable there and deploys the sensor.
     *
     * @throws ClusterException when one of them cannot be had
     */
    void prepare() throws ClusterException, InterruptedException {
        cluster.start(progress);
        ScenarioImages.load(lesson.scenario(), cluster, progress);
        if (deploySensor) {
            cluster.deploySensor(progress);
            Needs.check(lesson.scenario(), cluster);
        }
    }

    private Path prepareFiles() throws IOException {
        Path work = home.work().resolve(lesson.scenario().id() + "-check");
        Workspace.clear(work);
        Workspace.fill(lesson.scenario().folder(), work);
        Path replacements = policyFolder;
        if (replacements != null) {
            try (Stream<Path> files = Files.list(replacements)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path target = work.resolve("policies").resolve(file.getFileName().toString());
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return work;
    }

    /**
     * Waits for the first connection. Without one the run goes on: its steps say what is missing.
     */
    private void connect(Observation observation) throws InterruptedException {
        try (Stage stage = progress.start("Connect to the sensor", Duration.ofSeconds(1))) {
            observation.connect(cluster);
            Instant deadline = Instant.now().plus(deploySensor ? CONNECT : CONNECT.dividedBy(10));
            while (observation.feedState().phase() != FeedState.Phase.CONNECTED) {
                if (Instant.now().isAfter(deadline)) {
                    stage.failed(observation.feedState().message());
                    return;
                }
                stage.detail(observation.feedState().message());
                observation.awaitNews(Duration.ofMillis(200));
            }
            stage.done();
        }
    }

    /** The run looks at the feed when it judges. */
    private static final class Silent implements EventFeed.Listener {
        @Override
        public void state(FeedState state) {}

        @Override
        public void policies(List<PolicyState> policies) {}
    }
}
