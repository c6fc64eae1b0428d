package beelab.lab.progress;

import java.time.Duration;

/**
 * Receives what long work reports about itself. Work starts a {@link Stage} for each thing that a
 * person would name ("Start the API server") and reports through it; the window and the terminal
 * implement this interface to show it.
 *
 * <p>Reports of one stage arrive in order, but stages may run side by side and reports may come
 * from any thread: an implementation that draws must hand over to its own thread and must return
 * quickly.
 */
@FunctionalInterface
public interface Progress {

    /** Takes one report; called at every change of a stage, at most a few times per second. */
    void report(StageReport report);

    /**
     * Starts a stage and reports that it runs.
     *
     * @param name what happens, in words for the learner, the same at every run
     * @param expected how long it usually takes; {@link Duration#ZERO} if nobody knows
     */
    default Stage start(String name, Duration expected) {
        return new Stage(this, name, expected);
    }

    /** Takes reports and shows nothing. */
    static Progress silent() {
        return report -> {};
    }
}
