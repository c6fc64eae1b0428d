package beelab.lab.ui.common;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the window remembers between two runs: theme and text size. Kept as a small properties file
 * in $BEELAB_HOME; a damaged file means the defaults, never an error at the start.
 *
 * @param theme the look
 * @param textScale text size in per cent of the normal one, {@value #SMALLEST} to {@value #LARGEST}
 */
public record Settings(Theme theme, int textScale) {
    /** Smallest text, in per cent. */
    public static final int SMALLEST = 80;

    /** Largest text, in per cent. */
    public static final int LARGEST = 200;

    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);
    private static final String FILE = "window.properties";

    /** Keeps the text size in its range. */
    public Settings {
        textScale = Math.clamp(textScale, SMALLEST, LARGEST);
    }

    /** What a first start uses. */
    public static Settings defaults() {
        return new Settings(Theme.LIGHT, 100);
    }

    /** Reads the settings below {@code home}; a file of some hundred bytes. */
    public static Settings read(Path home) {
        Path file = home.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return defaults();
        }
        Properties values = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            values.load(reader);
            return new Settings(
                    Theme.of(values.getProperty("theme", Theme.LIGHT.id())),
                    Integer.parseInt(values.getProperty("textScale", "100")));
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} is not readable, the defaults are used: {}", file, e.getMessage());
            return defaults();
        }
    }

    /** Writes the settings below {@code home}; blocks, so not for the FX thread. */
    public void write(Path home) throws IOException {
        FxThread.mustNotBlock("writing the settings");
        Properties values = new Properties();
        values.setProperty("theme", theme.id());
        values.setProperty("textScale", Integer.toString(textScale));
        Files.createDirectories(home);
        try (Writer writer = Files.newBufferedWriter(home.resolve(FILE))) {
            values.store(writer, "BeeLab window");
        }
    }
}
