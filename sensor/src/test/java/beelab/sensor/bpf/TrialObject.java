package beelab.sensor.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compiles trial.bpf.c once. */
final class TrialObject {
    private static byte @Nullable [] elf;

    private TrialObject() {}

    static synchronized byte[] elf() throws Exception {
        if (elf == null) {
            Path folder = Files.createTempDirectory("beelab-trial");
            Path source = folder.resolve("trial.bpf.c");
            Path object = folder.resolve("trial.bpf.o");
            Path log = folder.resolve("log");
            try (InputStream in = TrialObject.class.getResourceAsStream("trial.bpf.c")) {
                Files.copy(Objects.requireNonNull(in), source);
                Process clang =
                        new ProcessBuilder(
                                        "clang",
                                        "-g",
                                        "-O2",
                                        "-target",
                                        "bpf",
                                        "-idirafter",
                                        "/usr/include/" + arch() + "-linux-gnu",
                                        "-c",
                                        source.toString(),
                                        "-o",
                                        object.toString())
                                .redirectErrorStream(true)
                                .redirectOutput(log.toFile())
                                .start();
                assertThat(clang.waitFor()).as(Files.readString(log)).isZero();
                elf = Files.readAllBytes(object);
            } finally {
                Files.deleteIfExists(source);
                Files.deleteIfExists(object);
                Files.deleteIfExists(log);
                Files.delete(folder);
            }
        }
        return elf;
    }

    private static String arch() {
        return System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
    }
}
