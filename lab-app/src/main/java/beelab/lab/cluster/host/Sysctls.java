package beelab.lab.cluster.host;

import java.io.IOException;
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
                journal.record(new Change.Sysctl(key, Files.readString(file).strip()));
            }
        }
    }

    static void restore(Change.Sysctl saved) throws IOException {
        Path file = file(saved.key());
        if (Files.exists(file) && !Files.readString(file).strip().equals(saved.value())) {
            Files.writeString(file, saved.value());
        }
    }

    private static Path file(String key) {
        return ROOT.resolve(key.replace('.', '/'));
    }
}
