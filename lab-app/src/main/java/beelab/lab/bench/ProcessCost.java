package beelab.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * What a process costs, from Linux's /proc (see proc(5)).
 *
 * @param residentKib resident memory in KiB
 * @param cpuPercent share of one processor, in percent, over the time of observation
 */
record ProcessCost(long residentKib, double cpuPercent) {

    /** Clock ticks of /proc/PID/stat: USER_HZ, 100 on every architecture that we run on. */
    private static final double TICKS_PER_SECOND = 100;

    /** Watches a process for a while. */
    static ProcessCost observe(long pid, Duration time) throws IOException, InterruptedException {
        long ticks = ticks(pid);
        long began = System.nanoTime();
        Thread.sleep(time);
        double seconds = (System.nanoTime() - began) / 1e9;
        double used = (ticks(pid) - ticks) / TICKS_PER_SECOND;
        return new ProcessCost(residentKib(pid), 100 * used / seconds);
    }

    /** {@code 93 MB, 0.4 % of a core}. */
    String text() {
        return String.format(
                Locale.ROOT, "%d MB, %.1f %% of a core", residentKib / 1024, cpuPercent);
    }

    private static long ticks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        // The name stands in parentheses and may hold spaces; utime and stime are fields 14, 15.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static long residentKib(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("process " + pid + " has no VmRSS: it has ended");
    }
}
