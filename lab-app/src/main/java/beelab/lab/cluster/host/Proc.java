package beelab.lab.cluster.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads /proc (proc(5)): what identifies a process beyond its pid, which the kernel reuses. */
final class Proc {

    private static final Path ROOT = Path.of("/proc");

    private Proc() {}

    /**
     * What /proc/PID/stat says.
     *
     * @param parent pid of the parent (field 4)
     * @param state one letter, Z for a zombie (field 3)
     * @param startTicks start time since boot in clock ticks (field 22)
     */
    record Stat(long parent, char state, long startTicks) {}

    static Optional<Stat> stat(long pid) {
        try {
            String text = Files.readString(ROOT.resolve(pid + "/stat"));
            // The command name is in parentheses and may itself contain spaces and parentheses.
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
            return Optional.of(
                    new Stat(
                            Long.parseLong(fields[1]),
                            fields[0].charAt(0),
                            Long.parseLong(fields[19])));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Whether this very process runs: same pid, same start, not a zombie. */
    static boolean runs(long pid, long startTicks) {
        return stat(pid).filter(s -> s.startTicks() == startTicks && s.state() != 'Z').isPresent();
    }

    /** The program's name as the kernel keeps it, at most 15 bytes; empty when there is none. */
    static Optional<String> name(long pid) {
        try {
            return Optional.of(Files.readString(ROOT.resolve(pid + "/comm")).strip());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Pids of the processes that were started with this variable in their environment. */
    static List<Long> withVariable(String name, String value) throws IOException {
        String wanted = name + "=" + value;
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(ROOT, "[0-9]*")) {
            for (Path entry : entries) {
                if (environment(entry).contains(wanted)) {
                    pids.add(Long.parseLong(entry.getFileName().toString()));
                }
            }
        }
        return pids;
    }

    private static List<String> environment(Path entry) {
        try {
            return List.of(
                    new String(Files.readAllBytes(entry.resolve("environ")), StandardCharsets.UTF_8)
                            .split("\0"));
        } catch (IOException goneOrForeign) {
            return List.of();
        }
    }
}
