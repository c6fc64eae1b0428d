package beelab.lab.cluster.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A long-running process that the lab started and will end: in a session of its own, so that Ctrl-C
 * in the terminal reaches the lab and not its parts, and written into the journal.
 */
public final class OwnedProcess {

    static final String MARKER_VARIABLE = "BEELAB_PROCESS";

    private final String name;
    private final Process process;
    private final Path log;

    private OwnedProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a program.
     *
     * @param journal where it is written down before
     * @param name short name, also that of the log file
     * @param argv absolute path of the program and its arguments
     * @param environment added to the environment of this process
     * @param logs folder for its log, which is begun anew
     * @param grace how long it may take to end after SIGTERM; zero ends it by SIGKILL, for programs
     *     that have nothing to save
     */
    public static OwnedProcess start(
            Journal journal,
            String name,
            List<String> argv,
            Map<String, String> environment,
            Path logs,
            Duration grace)
            throws IOException {
        Files.createDirectories(logs);
        Path log = logs.resolve(name + ".log");
        String marker = marker(name);
        journal.record(new Change.ProcessStarting(marker, grace.toMillis()));
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(argv);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(new java.io.File("/dev/null"))
                        .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put(MARKER_VARIABLE, marker);
        Process process = builder.start();
        long ticks = Proc.stat(process.pid()).map(Proc.Stat::startTicks).orElse(-1L);
        journal.record(new Change.ProcessStarted(marker, process.pid(), ticks));
        return new OwnedProcess(name, process, log);
    }

    /**
     * Writes down a command that runs for long and has children of its own, so that all of them end
     * when the lab is killed meanwhile.
     *
     * @return the command, to be run
     */
    public static Command journaled(Journal journal, String name, Command command)
            throws IOException {
        String marker = marker(name);
        journal.record(new Change.ProcessStarting(marker, 0));
        return command.with(MARKER_VARIABLE, marker);
    }

    private static String marker(String name) {
        return "%s/%d-%d".formatted(name, ProcessHandle.current().pid(), System.nanoTime());
    }

    /** Short name. */
    public String name() {
        return name;
    }

    /** Process id. */
    public long pid() {
        return process.pid();
    }

    /** Its log file. */
    public Path log() {
        return log;
    }

    /** Whether it still runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Completes with this when the process has ended. */
    public CompletableFuture<OwnedProcess> ended() {
        return process.onExit().thenApply(p -> this);
    }

    /** The last lines of its log, for an error message. */
    public String logTail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
        } catch (IOException unreadable) {
            return "(no log: " + unreadable.getMessage() + ")";
        }
    }

    /** Ends it; the journal's undo then finds nothing to do. */
    public void stop(Duration grace) throws InterruptedException {
        end(process.pid(), grace);
    }

    /** Sends SIGHUP, which Java itself cannot. */
    public void hangUp() throws IOException, InterruptedException {
        Command.of("kill", "-HUP", Long.toString(pid())).output();
    }

    /** Ends a process by the two lines that the journal has about it. */
    static void end(Change.ProcessStarting starting, List<Change.ProcessStarted> started)
            throws IOException, InterruptedException {
        List<Long> pids =
                started.stream()
                        .filter(s -> s.marker().equals(starting.marker()))
                        .filter(s -> Proc.runs(s.pid(), s.startTicks()))
                        .map(Change.ProcessStarted::pid)
                        .toList();
        if (pids.isEmpty()) {
            // The lab died before it wrote the pid down, or the process left children behind.
            List<Long> marked = Proc.withVariable(MARKER_VARIABLE, starting.marker());
            pids =
                    marked.stream()
                            .filter(pid ->
                                    Proc.stat(pid)
                                            .filter(s -> s.state() != 'Z')
                                            .filter(s -> !marked.contains(s.parent()))
                                            .isPresent())
                            .toList();
        }
        for (long pid : pids) {
            end(pid, Duration.ofMillis(starting.graceMillis()));
        }
        // Children that outlived it, such as the compilers of an interrupted build.
        for (long pid : Proc.withVariable(MARKER_VARIABLE, starting.marker())) {
            end(pid, Duration.ZERO);
        }
    }

    private static void end(long pid, Duration grace) throws InterruptedException {
        long ticks = Proc.stat(pid).map(Proc.Stat::startTicks).orElse(-1L);
        ProcessHandle handle = ProcessHandle.of(pid).orElse(null);
        if (handle == null || !Proc.runs(pid, ticks)) {
            return;
        }
        if (!grace.isZero()) {
            handle.destroy();
            waitUntilGone(pid, ticks, grace);
        }
        if (Proc.runs(pid, ticks)) {
            handle.destroyForcibly();
            waitUntilGone(pid, ticks, Duration.ofSeconds(5));
        }
    }

    private static void waitUntilGone(long pid, long ticks, Duration limit)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        // Not ProcessHandle.onExit: orphans stay zombies until init reaps them, for seconds on some
        // machines, and a zombie is gone for our purpose.
        while (Proc.runs(pid, ticks) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
