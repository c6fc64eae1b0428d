package beelab.lab.ui.tour;

import beelab.lab.ui.LabWindow;
import beelab.lab.ui.common.Snapshots;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Objects;

/** Takes numbered pictures of the window. */
final class Camera {
    /** Terminals and pages draw a moment after they were told to. */
    private static final long EXPOSURE_MILLIS = 700;

    private final LabWindow window;
    private final Path folder;
    private final PrintStream out;
    private int taken;

    Camera(LabWindow window, Path folder, PrintStream out) {
        this.window = window;
        this.folder = folder;
        this.out = out;
    }

    void take(String name) throws InterruptedException, IOException {
        Thread.sleep(EXPOSURE_MILLIS);
        BufferedImage picture =
                Objects.requireNonNull(Fx.get(() -> Snapshots.take(window.stage().scene())));
        Path file = folder.resolve("%02d-%s.png".formatted(++taken, name));
        Snapshots.write(picture, file);
        out.println(file);
    }
}
