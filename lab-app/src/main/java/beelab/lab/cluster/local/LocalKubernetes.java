package beelab.lab.cluster.local;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.host.Command;
import beelab.lab.cluster.host.Journal;
import beelab.lab.cluster.host.MachineLock;
import beelab.lab.cluster.host.OwnedProcess;
import beelab.lab.cluster.host.TearDown;
import beelab.lab.cluster.image.LabImages;
import beelab.lab.cluster.sensor.EarlySensor;
import beelab.lab.progress.Progress;
import beelab.lab.progress.Stage;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A running local Kubernetes: the machine's lock, the journal, and everything that was started.
 * Whatever ends this process but SIGKILL undoes it all through a shutdown hook; after SIGKILL the
 * next start or {@link #recover} does.
 */
public final class LocalKubernetes {

    private static final Logger LOG = System.getLogger(LocalKubernetes.class.getName());

    private final LabHome home;
    private final MachineLock lock;
    private final Journal journal;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Thread hook;
    private final List<AutoCloseable> resources = new ArrayList<>();
    private volatile KubernetesClient client;

    @SuppressWarnings("NullAway.Init") // client: set by start() before anybody sees the object
    private LocalKubernetes(LabHome home, MachineLock lock, Journal journal) {
        this.home = home;
        this.lock = lock;
        this.journal = journal;
        this.hook = new Thread(() -> undoAtExit(), "undo-local-cluster");
    }

    /** Hears about parts on any thread. */
    public interface Listener {
        /** A part ended while it should run. */
        void partEnded(OwnedProcess part);

        /** Kubernetes must be built first; this sensor watches the machine meanwhile. */
        void earlySensorStarted(EarlySensor sensor);
    }

    /** Folder of the parts' logs. */
    public static Path logs(LabHome home) {
        return home.logs().resolve("cluster");
    }

    /** Whether Kubernetes' programs are in the cache, so that the first build is over. */
    public static boolean isBuilt(LabHome home) throws IOException {
        return new KubernetesBuild(home.cache()).find().isPresent();
    }

    /**
     * Starts everything and returns when pods can run.
     *
     * @param images where the pause image comes from
     * @param listener hears about parts
     * @throws ClusterException when another lab holds the machine, or a part does not start; what
     *     was done until then is undone
     */
    public static LocalKubernetes start(
            LabHome home, LabImages images, Listener listener, Progress progress)
            throws ClusterException, InterruptedException {
        requireRoot();
        MachineLock lock = lock(home);
        LocalKubernetes started = null;
        try {
            recover(home, progress);
            lock.claim(home.state());
            Files.createDirectories(home.run());
            started = new LocalKubernetes(home, lock, Journal.begin(Journal.fileIn(home.run())));
            Runtime.getRuntime().addShutdownHook(started.hook);
            LocalKubernetes running = started;
            Startup startup =
                    new Startup(
                            home,
                            started.journal,
                            images,
                            part -> {
                                if (!running.stopping.get()) {
                                    listener.partEnded(part);
                                }
                            });
            if (!isBuilt(home)) {
                EarlySensor.start(home, started.journal).ifPresent(listener::earlySensorStarted);
            }
            started.client = startup.run(progress, started.resources::add);
            return started;
        } catch (IOException | ClusterException | InterruptedException | RuntimeException failed) {
            undoFailedStart(started, lock, progress);
            switch (failed) {
                case ClusterException cluster -> throw cluster;
                case InterruptedException cancelled -> throw cancelled;
                case RuntimeException unexpected -> throw unexpected;
                default ->
                        throw new ClusterException(
                                "The cluster could not be started: " + failed.getMessage(),
                                "What was started is undone. The logs are in " + logs(home) + ".",
                                failed);
            }
        }
    }

    private static void undoFailedStart(
            @org.jspecify.annotations.Nullable LocalKubernetes started,
            MachineLock lock,
            Progress progress)
            throws ClusterException {
        boolean interrupted = Thread.interrupted();
        try {
            if (started != null) {
                started.stop(progress);
            } else {
                lock.close();
            }
        } catch (IOException | InterruptedException failed) {
            LOG.log(Level.WARNING, "a failed start could not be undone", failed);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void requireRoot() throws ClusterException {
        if (!System.getProperty("os.name").equals("Linux")
                || !"root".equals(System.getProperty("user.name"))) {
            throw new ClusterException(
                    "The cluster kind 'local' needs Linux and root: it starts Kubernetes' own"
                            + " processes on this machine.",
                    "Start the lab with sudo, or use --cluster k3s or --cluster existing.");
        }
    }

    private static MachineLock lock(LabHome home) throws ClusterException {
        try {
            return MachineLock.tryAcquire().orElseThrow(() -> held(home));
        } catch (IOException failed) {
            throw new ClusterException(
                    "The machine's lock cannot be taken: " + failed.getMessage(),
                    "Check that /run is writable.",
                    failed);
        }
    }

    private static ClusterException held(LabHome home) {
        String who;
        try {
            who =
                    MachineLock.holder()
                            .map(h -> "process %d with BEELAB_HOME %s".formatted(h.pid(), h.home()))
                            .orElse("another process");
        } catch (IOException unreadable) {
            who = "another process";
        }
        return new ClusterException(
                "A local cluster runs on this machine already: it belongs to %s.".formatted(who),
                "Stop it with 'lab down', or use it as it is: KUBECONFIG=%s lab ... --cluster existing"
                        .formatted(home.run().resolve("kubeconfig")));
    }

    /**
     * Undoes what a lab left behind that was killed; does nothing when there is nothing. The caller
     * holds the machine's lock.
     */
    static void recover(LabHome home, Progress progress)
            throws IOException, ClusterException, InterruptedException {
        List<Path> journals = new ArrayList<>(List.of(Journal.fileIn(home.run())));
        MachineLock.holder().ifPresent(h -> journals.add(Journal.fileIn(h.home().resolve("run"))));
        for (Path file : journals.stream().distinct().toList()) {
            if (TearDown.of(file).needed()) {
                undo(file, "Clean up after an interrupted run", progress);
            }
        }
    }

    /**
     * Stops whatever local cluster runs on this machine or was left behind.
     *
     * @return whether there was one
     * @throws ClusterException when its process does not end, or something cannot be undone
     */
    public static boolean down(LabHome home, Progress progress)
            throws IOException, ClusterException, InterruptedException {
        requireRoot();
        var holder = MachineLock.holder().filter(MachineLock.Holder::alive);
        if (holder.isPresent()) {
            try (Stage stage =
                    progress.start(
                            "Stop the lab with process id " + holder.get().pid(),
                            Duration.ofSeconds(4))) {
                holder.get().askToEnd();
                long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
                while (holder.get().alive() && System.nanoTime() < deadline) {
                    Thread.sleep(50);
                }
                stage.done();
            }
        }
        try (MachineLock lock = lock(home)) {
            boolean left = TearDown.of(Journal.fileIn(home.run())).needed();
            recover(home, progress);
            return left || holder.isPresent();
        }
    }

    /** A client with full rights. */
    public KubernetesClient client() {
        return client;
    }

    /**
     * Ends and undoes everything.
     *
     * @throws ClusterException with what could not be undone
     */
    public void stop(Progress progress) throws ClusterException, InterruptedException {
        if (stopping.compareAndSet(false, true)) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException shuttingDown) {
                // The hook may run beside this thread; it finds `stopping` set and does nothing.
            }
            undoNow(progress);
        }
    }

    private void undoAtExit() {
        if (stopping.compareAndSet(false, true)) {
            Command.endRunning(); // a start that is under way: its journal is closed next
            try {
                undoNow(Progress.silent());
            } catch (ClusterException failed) {
                LOG.log(Level.ERROR, "the local cluster was not fully undone", failed);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void undoNow(Progress progress) throws ClusterException, InterruptedException {
        for (AutoCloseable resource : resources.reversed()) {
            try {
                resource.close();
            } catch (Exception failed) {
                LOG.log(Level.WARNING, "cannot close " + resource, failed);
            }
        }
        try {
            journal.close();
            undo(journal.file(), "Stop the cluster", progress);
            lock.close();
        } catch (IOException failed) {
            throw new ClusterException(
                    "The cluster could not be stopped: " + failed.getMessage(),
                    "Run 'lab down' to try again.",
                    failed);
        }
    }

    private static void undo(Path journal, String title, Progress progress)
            throws IOException, ClusterException, InterruptedException {
        try (Stage stage = progress.start(title, Duration.ofSeconds(3))) {
            List<String> left =
                    TearDown.of(journal)
                            .run((step, number, total) -> {
                                stage.detail(step);
                                stage.fraction((number - 1) / (double) total);
                            });
            if (!left.isEmpty()) {
                throw new ClusterException(
                        "Not everything could be undone: " + String.join("; ", left),
                        "Run 'lab down' to try again; the list of changes is " + journal + ".");
            }
            stage.done();
        }
    }
}
