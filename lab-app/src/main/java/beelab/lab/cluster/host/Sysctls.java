package beelab.lab.cluster.host;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Kernel settings under /proc/sys that parts of the cluster change. */
public final class Sysctls {

    private static final Path ROOT = Path.of("/proc/sys");

    private Sysctls() {}

    /** Writes the present values into the journal; settings that this kernel lacks are left out. */
    public static void save(Journal journal, List<String> keys) throws IOException {
        for (String key : keys) {
            Path file = file(key);
            if (Files.exists(file)) {
                journal.record(new Change.Sysctl(key, read(file)));
            }
        }
    }

    static void restore(Change.Sysctl saved) throws IOException {
        Path file = file(saved.key());
        if (Files.exists(file) && !read(file).equals(saved.value())) {
            Files.writeString(file, saved.value());
        }
    }

    /**
     * Reads a setting with one system call: the kernel answers a later read with end of file, and
     * {@link Files#readString} begins with a buffer of one byte, which makes a 1 out of 10.
     */
    private static String read(Path file) throws IOException {
        try (InputStream in = new FileInputStream(file.toFile())) {
            byte[] buffer = new byte[4096];
            int count = in.read(buffer);
            return new String(buffer, 0, Math.max(0, count), StandardCharsets.US_ASCII).strip();
        }
    }

    private static Path file(String key) {
        return ROOT.resolve(key.replace('.', '/'));
    }
}
