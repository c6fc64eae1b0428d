package beelab.lab.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How often the BPF programs that a process holds ran, and how long: what /proc/PID/fdinfo tells of
 * each while kernel.bpf_stats_enabled is 1.
 *
 * @param byId the programs by their id
 */
record ProgramTimes(Map<Integer, Run> byId) {

    /**
     * Sums since a program was loaded.
     *
     * @param nanos processor time in nanoseconds
     */
    record Run(long count, long nanos) {
        Run plus(Run other) {
            return new Run(count + other.count, nanos + other.nanos);
        }

        Run minus(Run other) {
            return new Run(count - other.count, nanos - other.nanos);
        }
    }

    static ProgramTimes of(long pid) throws IOException {
        Map<Integer, Run> programs = new TreeMap<>();
        Path process = Path.of("/proc", Long.toString(pid));
        try (DirectoryStream<Path> infos = Files.newDirectoryStream(process.resolve("fdinfo"))) {
            for (Path info : infos) {
                try {
                    read(info, programs);
                } catch (IOException closedMeanwhile) {
                    // Between listing and opening, or between opening and reading.
                    continue;
                }
            }
        }
        return new ProgramTimes(programs);
    }

    private static void read(Path info, Map<Integer, Run> programs) throws IOException {
        String text = Files.readString(info);
        if (text.contains("run_time_ns:")) {
            programs.put(
                    (int) number(text, "prog_id:"),
                    new Run(number(text, "run_cnt:"), number(text, "run_time_ns:")));
        }
    }

    private static long number(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length()).strip()))
                .findFirst()
                .orElse(0);
    }

    /** The sum of the programs that are not among the others. */
    Run sumWithout(Set<Integer> others) {
        return byId.entrySet().stream()
                .filter(program -> !others.contains(program.getKey()))
                .map(Map.Entry::getValue)
                .reduce(new Run(0, 0), Run::plus);
    }
}
