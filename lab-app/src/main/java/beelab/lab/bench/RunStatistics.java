package beelab.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel's run-time statistics of BPF programs, switched on; closing puts back what was. */
final class RunStatistics implements AutoCloseable {
    private static final Path SWITCH = Path.of("/proc/sys/kernel/bpf_stats_enabled");

    private final String before;

    private RunStatistics(String before) {
        this.before = before;
    }

    static RunStatistics on() throws IOException {
        String before = Files.readString(SWITCH);
        Files.writeString(SWITCH, "1");
        return new RunStatistics(before);
    }

    @Override
    public void close() throws IOException {
        Files.writeString(SWITCH, before);
    }
}
