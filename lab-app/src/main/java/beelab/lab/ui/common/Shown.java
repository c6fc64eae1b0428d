package beelab.lab.ui.common;

import javafx.beans.Observable;

/** Keeps something on the screen in step with what it shows. */
public final class Shown {
    private Shown() {}

    /**
     * Runs {@code redraw} now and whenever one of the sources changes.
     *
     * <p>{@code ObservableValue.subscribe(Runnable)} runs at changes only, which leaves a new view
     * empty until something happens.
     */
    public static void keep(Runnable redraw, Observable... sources) {
        for (Observable source : sources) {
            source.addListener(changed -> redraw.run());
        }
        redraw.run();
    }
}
