package beelab.lab.ui.shell;

import beelab.lab.cluster.ClusterState;
import beelab.lab.lesson.LessonSession;
import beelab.lab.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the window needs from the lab behind it. All methods but {@link #onClusterState} block and
 * must not run on the FX thread.
 */
public interface LabBackend extends AutoCloseable {

    /**
     * A scenario on the welcome screen.
     *
     * @param id name of its folder
     * @param title one line
     * @param summary one or two sentences
     * @param minutes how long a newcomer takes
     * @param level {@code beginner}, {@code intermediate}, {@code advanced}
     * @param problem why it cannot be opened; empty when it can
     */
    record Lesson(
            String id, String title, String summary, int minutes, String level, String problem) {}

    /**
     * What the machine offers.
     *
     * @param name what was looked at
     * @param level whether it is all right
     * @param text what was found, and what to do when it is not all right
     */
    record MachineCheck(String name, Level level, String text) {
        /** How good it is. */
        public enum Level {
            /** As needed. */
            OK,
            /** Works with limits. */
            WARNING,
            /** The cluster cannot start like this. */
            PROBLEM
        }
    }

    /** The scenarios in the repository, in the order of their names. */
    List<Lesson> lessons() throws IOException;

    /** Looks at this machine; takes up to a few seconds. */
    List<MachineCheck> checkMachine() throws Exception;

    /** Opens a scenario: reads its guide and prepares the learner's folder. */
    LessonSession open(String lessonId) throws Exception;

    /**
     * The environment of terminals: this process's own with {@code kubectl}, {@code bee} and the
     * cluster's kubeconfig.
     */
    Map<String, String> terminalEnvironment(LessonSession session);

    /**
     * Starts the cluster, deploys the sensor and connects the session to its events; returns when
     * events flow. Interrupting cancels it.
     */
    void start(LessonSession session, Progress progress) throws Exception;

    /** Tells about the cluster, now and at every change, on any thread. */
    void onClusterState(Consumer<ClusterState> listener);

    /** Folder with the logs, named in error messages. */
    Path logs();

    /** Folder for the small files of terminals. */
    Path stateFolder();

    /** Frees what this process holds. The cluster keeps running until {@code ./lab down}. */
    @Override
    void close();
}
