package beelab.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** bpftrace (Debian's package) with one script, its output thrown away. */
final class Bpftrace implements AutoCloseable {
    private static final long START_SECONDS = 30;

    private final Process process;

    private Bpftrace(Process process) {
        this.process = process;
    }

    /**
     * Starts it; when this returns its program is loaded.
     *
     * @param folder for the script and what it says
     * @throws IOException with its own words when it does not start
     */
    static Bpftrace start(Path folder, String script) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("script.bt"), script);
        Path log = folder.resolve("bpftrace.log");
        // It looks for tracefs only below debugfs, which need not be mounted for everybody.
        ProcessBuilder builder =
                new ProcessBuilder(
                                List.of(
                                        "unshare",
                                        "-m",
                                        "sh",
                                        "-c",
                                        "mount -t debugfs debugfs /sys/kernel/debug;"
                                                + " exec bpftrace -o /dev/null \"$0\"",
                                        file.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        // 16 MB for each processor: nothing may be lost while it prints.
        builder.environment().put("BPFTRACE_PERF_RB_PAGES", "4096");
        Process process = builder.start();
        Bpftrace started = new Bpftrace(process);
        try {
            started.awaitAttached(log);
            return started;
        } catch (IOException | InterruptedException e) {
            started.close();
            throw e;
        }
    }

    private void awaitAttached(Path log) throws IOException, InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (ProgramTimes.of(process.pid()).byId().isEmpty()) {
            if (!process.isAlive() || System.nanoTime() > limit) {
                throw new IOException("bpftrace did not start: " + Files.readString(log).strip());
            }
            Thread.sleep(50);
        }
        Thread.sleep(500); // from loaded to attached
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
