package beelab.lab.ui.common;

import javafx.scene.control.Label;
import javafx.scene.layout.Region;

/** Text of several lines. */
public final class Wrapping {

    private Wrapping() {}

    /**
     * Lets a label be as high as its text needs. Without a least height a label that wraps gives
     * its lines away first when room is short, and ends in three dots.
     */
    public static void whole(Label label) {
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
    }
}
