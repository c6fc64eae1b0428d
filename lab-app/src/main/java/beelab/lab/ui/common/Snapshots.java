package beelab.lab.ui.common;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.embed.swing.SwingFXUtils;
import javafx.scene.Scene;
import javafx.scene.image.WritableImage;
import javax.imageio.ImageIO;

/** Pictures of a scene. */
public final class Snapshots {
    private Snapshots() {}

    /** Draws the scene into memory; on the FX thread. */
    public static BufferedImage take(Scene scene) {
        WritableImage image = scene.snapshot(null);
        return SwingFXUtils.fromFXImage(image, null);
    }

    /** Writes a picture as PNG; blocks, so not for the FX thread. */
    public static void write(BufferedImage image, Path file) throws IOException {
        FxThread.mustNotBlock("writing a picture");
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        ImageIO.write(image, "png", file.toFile());
    }
}
