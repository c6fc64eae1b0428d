package beelab.lab.ui;

import beelab.lab.cluster.ClusterState;
import beelab.lab.lesson.LessonSession;
import beelab.lab.progress.Progress;
import beelab.lab.terminal.TerminalSpec;
import beelab.lab.ui.shell.LabBackend;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A lab without a cluster; terminals are real. */
final class FakeBackend implements LabBackend {
    final FakeSession session;
    final CountDownLatch startReturns = new CountDownLatch(1);
    final CountDownLatch startBegan = new CountDownLatch(1);
    volatile boolean startCancelled;
    volatile Progress progress = Progress.silent();
    private final Path folder;
    private volatile Consumer<ClusterState> listener = state -> {};

    FakeBackend(Path folder) {
        this.folder = folder;
        this.session = new FakeSession(folder);
    }

    void clusterState(ClusterState state) {
        listener.accept(state);
    }

    @Override
    public List<Lesson> lessons() {
        return List.of(
                new Lesson(
                        "symlink",
                        "Restrict symbolic links",
                        "Make a symbolic link in a pod, see the kernel report it, then write a policy"
                                + " that stops it, and attack that policy.",
                        20,
                        "beginner",
                        ""));
    }

    @Override
    public List<MachineCheck> checkMachine() {
        return List.of(
                new MachineCheck("Linux 6.18", MachineCheck.Level.OK, "eBPF with BTF"),
                new MachineCheck(
                        "Docker", MachineCheck.Level.WARNING, "Not running; the lab starts it."));
    }

    @Override
    public LessonSession open(String lessonId) {
        return session;
    }

    @Override
    public Map<String, String> terminalEnvironment(LessonSession opened) {
        return TerminalSpec.environment(System.getenv(), List.of(), folder.resolve("kubeconfig"));
    }

    @Override
    public void start(LessonSession opened, Progress progress) throws InterruptedException {
        this.progress = progress;
        startBegan.countDown();
        try {
            startReturns.await();
        } catch (InterruptedException e) {
            startCancelled = true;
            throw e;
        }
    }

    @Override
    public void onClusterState(Consumer<ClusterState> newListener) {
        listener = newListener;
    }

    @Override
    public Path logs() {
        return folder;
    }

    @Override
    public Path stateFolder() {
        return folder;
    }

    @Override
    public void close() {}
}
