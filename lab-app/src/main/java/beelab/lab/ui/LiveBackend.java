package beelab.lab.ui;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.ClusterState;
import beelab.lab.cluster.LabCluster;
import beelab.lab.lesson.Lesson;
import beelab.lab.lesson.LessonReader;
import beelab.lab.lesson.LessonSession;
import beelab.lab.lesson.LiveLesson;
import beelab.lab.lesson.ScenarioImages;
import beelab.lab.progress.Progress;
import beelab.lab.scenario.Scenario;
import beelab.lab.scenario.ScenarioException;
import beelab.lab.scenario.ScenarioReader;
import beelab.lab.terminal.TerminalSpec;
import beelab.lab.ui.shell.LabBackend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The real lab: scenarios of the repository, a cluster, its sensor. */
final class LiveBackend implements LabBackend {
    private final LabHome home;
    private final Supplier<LabCluster> clusters;
    private final Callable<List<MachineCheck>> machine;
    private final Progress farewell;
    private final List<Consumer<ClusterState>> listeners = new CopyOnWriteArrayList<>();
    private @Nullable LabCluster cluster; // guarded by this
    private boolean started; // guarded by this

    /**
     * @param clusters opens the cluster, without starting it
     * @param machine looks at this machine
     * @param farewell shows the stop of the cluster, after the window has gone
     */
    LiveBackend(
            LabHome home,
            Supplier<LabCluster> clusters,
            Callable<List<MachineCheck>> machine,
            Progress farewell) {
        this.home = home;
        this.clusters = clusters;
        this.machine = machine;
        this.farewell = farewell;
    }

    @Override
    public List<Lesson> lessons() {
        List<Lesson> lessons = new ArrayList<>();
        for (String id : new LessonReader(home).ids()) {
            lessons.add(describe(id));
        }
        return lessons;
    }

    /** Reads scenario.yaml only: the guide would take Asciidoctor seconds. */
    private Lesson describe(String id) {
        try {
            Scenario scenario = ScenarioReader.read(home.root().resolve("scenarios").resolve(id));
            return new Lesson(
                    id,
                    scenario.title(),
                    scenario.summary(),
                    scenario.minutes(),
                    scenario.level().name().toLowerCase(Locale.ROOT),
                    "");
        } catch (ScenarioException e) {
            return new Lesson(id, id, "", 0, "", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public List<MachineCheck> checkMachine() throws Exception {
        return machine.call();
    }

    @Override
    public LessonSession open(String lessonId) throws Exception {
        return LiveLesson.open(home, new LessonReader(home).read(lessonId));
    }

    @Override
    public Map<String, String> terminalEnvironment(LessonSession session) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(session.terminalEnvironment());
        // Terminals open before the cluster runs; its kubeconfig will be at this place.
        return TerminalSpec.environment(environment, List.of(), cluster().kubeconfig());
    }

    @Override
    public void start(LessonSession session, Progress progress)
            throws ClusterException, InterruptedException {
        LabCluster target = cluster();
        synchronized (this) {
            started = true;
        }
        if (!(session instanceof LiveLesson lesson)) {
            throw new IllegalArgumentException("not opened by this backend: " + session);
        }
        if (target.needsBuilding()) {
            lesson.connectEarly(target);
        }
        try {
            target.start(progress);
            ScenarioImages.load(session.scenario(), target, progress);
            target.deploySensor(progress);
        } catch (ClusterException | InterruptedException failed) {
            lesson.disconnect();
            throw failed;
        }
        lesson.connect(target);
    }

    @Override
    public void onClusterState(Consumer<ClusterState> listener) {
        listeners.add(listener);
        listener.accept(ClusterState.stopped());
    }

    @Override
    public Path logs() {
        return home.logs();
    }

    @Override
    public Path stateFolder() {
        return home.run();
    }

    @Override
    public void close() {
        LabCluster target;
        boolean stop;
        synchronized (this) {
            target = cluster;
            stop = started;
            cluster = null;
            started = false;
        }
        if (target == null) {
            return;
        }
        try (target) {
            if (stop) {
                target.stop(farewell);
            }
        } catch (ClusterException e) {
            System.err.println(e.getMessage() + "\n" + e.advice());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized LabCluster cluster() {
        LabCluster open = cluster;
        if (open == null) {
            open = clusters.get();
            open.onState(state -> listeners.forEach(listener -> listener.accept(state)));
            cluster = open;
        }
        return open;
    }
}
