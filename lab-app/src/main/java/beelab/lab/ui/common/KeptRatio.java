package beelab.lab.ui.common;

import javafx.geometry.Orientation;
import javafx.scene.control.SplitPane;
import javafx.scene.input.MouseEvent;

/**
 * Keeps the share that each side of a split has when the window becomes smaller or larger. By
 * itself a {@link SplitPane} takes all from one side, and does not give it back.
 */
public final class KeptRatio {
    private double ratio;

    private KeptRatio(double ratio) {
        this.ratio = ratio;
    }

    /**
     * Puts the only divider of a split at a ratio, and keeps it there until somebody drags it.
     *
     * @param ratio share of the first side, 0 to 1
     */
    public static void of(SplitPane split, double ratio) {
        KeptRatio kept = new KeptRatio(ratio);
        split.setDividerPositions(ratio);
        split.addEventFilter(
                MouseEvent.MOUSE_RELEASED, event -> kept.ratio = split.getDividerPositions()[0]);
        (split.getOrientation() == Orientation.HORIZONTAL
                        ? split.widthProperty()
                        : split.heightProperty())
                .subscribe(() -> split.setDividerPositions(kept.ratio));
    }
}
