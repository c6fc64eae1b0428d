package beelab.sensor.attach;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.probe.Tracefs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For tests with the real kernel: they need root and tracefs. Where tracefs is not mounted it is
 * mounted for the whole run and unmounted at its end.
 */
public final class TracefsMounted implements BeforeAllCallback {
    private static final String PLACE = "/sys/kernel/tracing";

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        assertThat(System.getProperty("user.name"))
                .as("tests with tag kernel must run as root")
                .isEqualTo("root");
        if (Tracefs.find().isEmpty()) {
            run("mount", "-t", "tracefs", "tracefs", PLACE);
            context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .put(TracefsMounted.class, (AutoCloseable) () -> run("umount", PLACE));
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Path log = Files.createTempFile("beelab-mount", ".log");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            assertThat(process.waitFor()).as(Files.readString(log)).isZero();
        } finally {
            Files.delete(log);
        }
    }
}
