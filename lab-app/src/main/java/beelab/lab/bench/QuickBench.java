package beelab.lab.bench;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.ClusterKind;
import beelab.lab.cluster.LabCluster;
import beelab.lab.cluster.kinds.LabClusters;
import beelab.lab.feed.EventBuffer;
import beelab.lab.feed.EventFeed;
import beelab.lab.feed.EventRow;
import beelab.lab.feed.FeedState;
import beelab.lab.feed.PolicyState;
import beelab.lab.feed.SensorAddress;
import beelab.lab.progress.Progress;
import beelab.lab.ui.WindowProbe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The figures of a few minutes: what a user feels. Each is printed as soon as it is known. */
final class QuickBench {
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final String LESSON = "symlink";
    private static final int EVENTS = 200;
    private static final Duration PAUSE = Duration.ofMillis(15);
    private static final int BUFFER = 10_000;

    private final LabHome home;
    private final Progress progress;
    private final Consumer<Figure> result;

    QuickBench(LabHome home, Progress progress, Consumer<Figure> result) {
        this.home = home;
        this.progress = progress;
        this.result = result;
    }

    /** Time to the first window, in a fresh process that is started as a user starts it. */
    void window() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(home.root().resolve("lab").toString(), "bench", "window")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        result.accept(
                new Figure(
                        "start to first frame of the window",
                        process.waitFor() == 0 ? said.strip() : "not measured: no window here",
                        "2 s"));
    }

    /** Memory, processor time and latency of a sensor on this machine, without a cluster. */
    void sensor() throws IOException, InterruptedException {
        try (HostSensor sensor = HostSensor.start(home.root())) {
            result.accept(
                    new Figure(
                            "sensor on this machine, start to socket",
                            Latencies.millis(sensor.startTime()),
                            "as low as it gets"));
            Thread.sleep(SETTLE);
            result.accept(
                    new Figure(
                            "sensor idle",
                            ProcessCost.observe(sensor.pid(), IDLE).text(),
                            "120 MB, below 1 % of a core"));
            latency(sensor);
        }
    }

    private void latency(HostSensor sensor) throws IOException, InterruptedException {
        EventTrain inBuffer = new EventTrain();
        EventTrain onScreen = new EventTrain();
        EventBuffer buffer = new EventBuffer(BUFFER);
        try (WindowProbe window = WindowProbe.open(home)) {
            window.openLesson(LESSON);
            try (EventBuffer.Subscription first = buffer.listen(arrivals(inBuffer));
                    EventBuffer.Subscription second =
                            buffer.listen(window.table(onScreen::arrived));
                    EventFeed feed = connect(sensor, buffer)) {
                awaitLive(feed);
                Latencies screen = onScreen.run(EVENTS, PAUSE);
                result.accept(
                        new Figure("event in the kernel to screen", screen.text(), "p95 100 ms"));
                result.accept(
                        new Figure(
                                "  of which until the lab received it",
                                inBuffer.latencies().text(),
                                "-"));
            }
        }
    }

    /** Warm start of the local cluster until the sensor in it is Ready; stops it again. */
    void cluster() throws InterruptedException {
        String what = "local cluster, nothing running to sensor Ready";
        String aim = "15 s";
        try (LabCluster cluster = LabClusters.open(ClusterKind.LOCAL, home)) {
            try {
                // The first start builds what is missing; only the second one is the warm start.
                cluster.start(progress);
                cluster.deploySensor(progress);
                cluster.stop(progress);
                long began = System.nanoTime();
                cluster.start(progress);
                long running = System.nanoTime();
                cluster.deploySensor(progress);
                long ready = System.nanoTime();
                result.accept(
                        new Figure(
                                what,
                                "%s (%s of them the cluster)"
                                        .formatted(
                                                seconds(ready - began), seconds(running - began)),
                                aim));
                idleInPod();
            } finally {
                cluster.stop(progress);
            }
        } catch (ClusterException failed) {
            result.accept(
                    new Figure(
                            what,
                            "not measured: " + failed.getMessage() + " " + failed.advice(),
                            aim));
        }
    }

    /** The sensor in its pod also watches the API server, which costs memory of its own. */
    private void idleInPod() throws InterruptedException {
        String what = "sensor in its pod, idle";
        Thread.sleep(SETTLE);
        List<Long> agents =
                ProcessHandle.allProcesses()
                        .filter(QuickBench::isAgentInPod)
                        .map(ProcessHandle::pid)
                        .toList();
        try {
            result.accept(
                    new Figure(
                            what,
                            agents.size() == 1
                                    ? ProcessCost.observe(agents.getFirst(), IDLE).text()
                                    : "not measured: %d processes look like it"
                                            .formatted(agents.size()),
                            "-"));
        } catch (IOException ended) {
            result.accept(new Figure(what, "not measured: " + ended.getMessage(), "-"));
        }
    }

    private static boolean isAgentInPod(ProcessHandle process) {
        return process.info()
                .commandLine()
                .filter(line -> line.startsWith("/opt/beelab/jre/") && line.contains(" agent"))
                .isPresent();
    }

    private static EventFeed connect(HostSensor sensor, EventBuffer buffer) {
        SensorAddress address = SensorAddress.direct("host", sensor.target());
        return new EventFeed(() -> List.of(address), buffer, new Silent());
    }

    private static void awaitLive(EventFeed feed) throws IOException, InterruptedException {
        long limit = System.nanoTime() + CONNECT.toNanos();
        while (feed.state().phase() != FeedState.Phase.CONNECTED) {
            if (System.nanoTime() > limit) {
                throw new IOException("no connection to the sensor: " + feed.state().message());
            }
            Thread.sleep(10);
        }
    }

    private static EventBuffer.Listener arrivals(EventTrain train) {
        return new EventBuffer.Listener() {
            @Override
            public void added(EventRow row) {
                train.arrived(row, row.received());
            }
        };
    }

    private static String seconds(long nanos) {
        return Latencies.millis(Duration.ofNanos(nanos));
    }

    /** Nobody looks at the connection's states here: {@link #awaitLive} asks for them. */
    private static final class Silent implements EventFeed.Listener {
        @Override
        public void state(FeedState state) {}

        @Override
        public void policies(List<PolicyState> policies) {}
    }
}
