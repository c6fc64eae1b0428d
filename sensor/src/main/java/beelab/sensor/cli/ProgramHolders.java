package beelab.sensor.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The processes that hold BPF programs, or links to them, by an open descriptor. The kernel does
 * not remember which process loaded a program; it tells who holds it now, in {@code
 * /proc/PID/fdinfo}.
 */
final class ProgramHolders {
    private static final String FIELD = "prog_id:";

    private ProgramHolders() {}

    /**
     * For each program's id the processes that hold it: their names by their ids.
     *
     * @param procfs {@code /proc}; processes that end meanwhile, or that this one may not look
     *     into, are left out
     */
    static Map<Integer, SortedMap<Integer, String>> in(Path procfs) throws IOException {
        Map<Integer, SortedMap<Integer, String>> holders = new HashMap<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(procfs, "[0-9]*")) {
            for (Path process : processes) {
                read(process, holders);
            }
        }
        return holders;
    }

    private static void read(Path process, Map<Integer, SortedMap<Integer, String>> holders) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                // One link to read for each descriptor, and one file for the few that matter.
                if (!Files.readSymbolicLink(file).toString().startsWith("anon_inode:bpf")) {
                    continue;
                }
                int program = program(process.resolve("fdinfo").resolve(file.getFileName()));
                if (program >= 0) {
                    holders.computeIfAbsent(program, _ -> new TreeMap<>())
                            .put(
                                    Integer.parseInt(process.getFileName().toString()),
                                    Files.readString(process.resolve("comm")).strip());
                }
            }
        } catch (IOException gone) {
            // The process ended, or belongs to somebody else.
        }
    }

    private static int program(Path fdinfo) {
        try {
            for (String line : Files.readAllLines(fdinfo)) {
                if (line.startsWith(FIELD)) {
                    return Integer.parseInt(line.substring(FIELD.length()).strip());
                }
            }
        } catch (IOException closed) {
            // The descriptor was closed meanwhile.
        }
        return -1;
    }
}
