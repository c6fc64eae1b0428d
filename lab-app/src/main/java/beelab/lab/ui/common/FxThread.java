package beelab.lab.ui.common;

/**
 * Where the rule "nothing blocks on the FX thread" is checked.
 *
 * <p>Asks for the thread's name instead of {@code Platform.isFxApplicationThread()}, which would
 * load the toolkit in programs and tests that have no window.
 */
public final class FxThread {
    static final String NAME = "JavaFX Application Thread";

    private FxThread() {}

    /** Whether the caller is on the FX thread. */
    public static boolean isCurrent() {
        return Thread.currentThread().getName().equals(NAME);
    }

    /**
     * To be called first by everything that may block.
     *
     * @throws IllegalStateException on the FX thread
     */
    public static void mustNotBlock(String what) {
        if (isCurrent()) {
            throw new IllegalStateException(what + " blocks and must not run on the FX thread");
        }
    }
}
