package beelab.sensor.cli;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.BpfProgram.ProgramInfo;
import beelab.sensor.bpf.LoadedObjects;
import beelab.sensor.bpf.LoadedObjects.MapInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bee debug}: what is in the kernel, and what it costs. */
@Command(
        name = "debug",
        description =
                "Look at BPF programs and maps in this machine's kernel, whoever loaded them.",
        subcommands = {DumpCommand.class, OwnersCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sudo bee debug enable-stats &",
            "  sudo bee debug progs --interval 5s",
            "  sudo bee debug maps",
            "  sudo bee debug owners"
        })
final class DebugCommand extends CommandGroup {
    private static final Path STATS = Path.of("/proc/sys/kernel/bpf_stats_enabled");

    @Command(
            name = "progs",
            aliases = "top",
            description = {
                "List programs with their runs and share of one processor over a while.",
                "Without `bee debug enable-stats` the kernel counts neither."
            })
    int programs(
            @Option(
                            names = "--interval",
                            paramLabel = "DURATION",
                            defaultValue = "1s",
                            description = "How long to measure (default: ${DEFAULT-VALUE}).")
                    Duration interval)
            throws InterruptedException {
        try {
            Map<Integer, ProgramInfo> before = new HashMap<>();
            LoadedObjects.programs().forEach(program -> before.put(program.id(), program));
            Thread.sleep(interval);
            System.out.print(programTable(before, LoadedObjects.programs(), interval));
        } catch (BpfException e) {
            throw refused(e);
        }
        return 0;
    }

    /** The costliest first. */
    static String programTable(
            Map<Integer, ProgramInfo> before, List<ProgramInfo> after, Duration interval) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("OVH(%)", "ID", "CNT", "TIME(ms)", "MEMORY", "NAME"));
        after.stream()
                .sorted(
                        Comparator.comparingLong((ProgramInfo p) -> -spent(before, p))
                                .thenComparing(ProgramInfo::id))
                .forEach(program ->
                        rows.add(
                                List.of(
                                        String.format(
                                                Locale.ROOT,
                                                "%.2f",
                                                100.0
                                                        * spent(before, program)
                                                        / interval.toNanos()),
                                        Integer.toString(program.id()),
                                        Long.toString(program.runCount()),
                                        Long.toString(program.runTimeNanos() / 1_000_000),
                                        PolicyTable.bytes(program.memoryBytes()),
                                        program.name())));
        return TextTable.of(rows);
    }

    private static long spent(Map<Integer, ProgramInfo> before, ProgramInfo now) {
        ProgramInfo then = before.get(now.id());
        return then == null ? now.runTimeNanos() : now.runTimeNanos() - then.runTimeNanos();
    }

    @Command(name = "maps", description = "List maps with their memory, the largest first.")
    int maps() {
        List<MapInfo> maps;
        try {
            maps = LoadedObjects.maps();
        } catch (BpfException e) {
            throw refused(e);
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ID", "NAME", "TYPE", "KEYSIZE", "VALUESIZE", "MAXENTRIES", "MEMLOCK"));
        maps.stream()
                .sorted(Comparator.comparingLong((MapInfo map) -> -map.memoryBytes()))
                .forEach(map ->
                        rows.add(
                                List.of(
                                        Integer.toString(map.id()),
                                        map.name(),
                                        MapTypes.name(map.type()),
                                        Integer.toString(map.keySize()),
                                        Integer.toString(map.valueSize()),
                                        Integer.toString(map.maxEntries()),
                                        PolicyTable.bytes(map.memoryBytes()))));
        System.out.print(TextTable.of(rows));
        System.out.println(
                "\n"
                        + maps.size()
                        + " maps, "
                        + PolicyTable.bytes(maps.stream().mapToLong(MapInfo::memoryBytes).sum()));
        return 0;
    }

    @Command(
            name = "enable-stats",
            description = "Let the kernel measure BPF programs until this command is stopped.")
    int enableStats() throws InterruptedException {
        String before;
        try {
            before = Files.readString(STATS).strip();
            Files.writeString(STATS, "1\n");
        } catch (IOException e) {
            throw new CliException("cannot write " + STATS + ": " + e.getMessage() + " (try root)");
        }
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            try {
                                Files.writeString(STATS, before + "\n");
                            } catch (IOException e) {
                                System.err.println("bee: " + STATS + " stays at 1");
                            }
                        }));
        System.out.println("BPF statistics are on; Ctrl-C turns them off.");
        System.out.flush();
        Thread.sleep(Duration.ofDays(365));
        return 0;
    }

    private static CliException refused(BpfException e) {
        return new CliException("the kernel does not tell: " + e.getMessage() + " (try root)");
    }
}
