package beelab.sensor.cli;

import beelab.sensor.bpf.BootClock;
import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.LoadedObjects;
import beelab.sensor.bpf.LoadedObjects.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bee debug owners}: who loaded which program, and when. */
@Command(
        name = "owners",
        description = {
            "List programs with the user who loaded them, when, and the processes that hold them.",
            "Newest first. LINKS counts what attaches a program by a link; sockets and perf events",
            "hold programs without one. A program that no process holds may be held by these, by",
            "a file in /sys/fs/bpf, or by a process that this one may not look into."
        })
final class OwnersCommand implements Callable<Integer> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli prints the help by itself
    private boolean help;

    @Option(
            names = "--procfs",
            paramLabel = "DIR",
            defaultValue = "/proc",
            description = "Where processes are looked up (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path procfs;

    @Override
    public Integer call() {
        try {
            System.out.print(
                    table(
                            LoadedObjects.origins(),
                            LoadedObjects.linksByProgram(),
                            ProgramHolders.in(procfs),
                            BootClock.bootTime()));
        } catch (BpfException e) {
            throw new CliException("the kernel does not tell: " + e.getMessage() + " (try root)");
        } catch (IOException e) {
            throw new CliException("cannot read " + procfs + ": " + e.getMessage());
        }
        return 0;
    }

    /** The newest first. */
    static String table(
            List<Origin> programs,
            Map<Integer, Integer> links,
            Map<Integer, SortedMap<Integer, String>> holders,
            Instant boot) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ID", "TYPE", "NAME", "LOADED", "UID", "LINKS", "HELD BY"));
        programs.stream()
                .sorted((a, b) -> Long.compare(b.loadedNanos(), a.loadedNanos()))
                .forEach(program ->
                        rows.add(
                                List.of(
                                        Integer.toString(program.id()),
                                        ProgramTypes.name(program.type()),
                                        program.name().isEmpty() ? "-" : program.name(),
                                        TIME.format(boot.plusNanos(program.loadedNanos())),
                                        Integer.toUnsignedString(program.uid()),
                                        Integer.toString(links.getOrDefault(program.id(), 0)),
                                        names(
                                                holders.getOrDefault(
                                                        program.id(), new TreeMap<>())))));
        return TextTable.of(rows);
    }

    private static String names(SortedMap<Integer, String> processes) {
        return processes.isEmpty()
                ? "-"
                : processes.entrySet().stream()
                        .map(process -> process.getValue() + "(" + process.getKey() + ")")
                        .collect(Collectors.joining(" "));
    }
}
