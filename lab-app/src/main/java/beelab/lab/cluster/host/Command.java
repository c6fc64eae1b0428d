package beelab.lab.cluster.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One tool of this machine, run with an argument list and never through a shell. Its standard error
 * is merged into its output. When the calling thread is interrupted, the tool and its children end.
 */
public final class Command {

    private static final int KEPT_CHARS = 4_000_000;
    private static final int TAIL_LINES = 12;

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    private final List<String> argv;
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Path directory;
    private @Nullable String input;
    private Duration timeout = Duration.ofMinutes(2);
    private boolean cleanEnvironment;

    private Command(List<String> argv) {
        this.argv = List.copyOf(argv);
    }

    /** A tool with its arguments; the first is found on the PATH. */
    public static Command of(String... argv) {
        return new Command(List.of(argv));
    }

    /** A tool with its arguments; the first is found on the PATH. */
    public static Command of(List<String> argv) {
        return new Command(argv);
    }

    /** Runs the tool in this folder. */
    public Command in(Path folder) {
        directory = folder;
        return this;
    }

    /** Adds a variable to the tool's environment. */
    public Command with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Gives the tool only the variables added by {@link #with}. */
    public Command withCleanEnvironment() {
        cleanEnvironment = true;
        return this;
    }

    /** Writes this text to the tool's standard input, which is empty otherwise. */
    public Command withInput(String text) {
        input = text;
        return this;
    }

    /** Ends the tool after this time; two minutes unless told otherwise. */
    public Command withTimeout(Duration limit) {
        timeout = limit;
        return this;
    }

    /**
     * What a finished tool left behind.
     *
     * @param exitCode its exit code; 124 when it was ended because of its time limit
     * @param output its output and errors, at most about 4 million characters
     */
    public record Result(int exitCode, String output) {

        /** Whether the exit code is 0. */
        public boolean ok() {
            return exitCode == 0;
        }

        /** The last lines of the output, for an error message. */
        public String tail() {
            List<String> lines = output.strip().lines().toList();
            return String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        }
    }

    /**
     * Runs the tool to its end, whatever its exit code is.
     *
     * @throws IOException when it cannot be started
     */
    public Result run() throws IOException, InterruptedException {
        return run(line -> {});
    }

    /**
     * Runs the tool to its end and hands over each line as it comes, on a thread of the command.
     *
     * @throws IOException when it cannot be started
     */
    public Result run(Consumer<String> onLine) throws IOException, InterruptedException {
        Process process = start();
        RUNNING.add(process);
        StringBuilder output = new StringBuilder();
        Thread reader =
                Thread.ofVirtual()
                        .name("output-of-" + argv.getFirst())
                        .start(() -> read(process, output, onLine));
        try {
            writeInput(process);
            boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                killTree(process);
            }
            // A grandchild may hold the pipe open after its parent is gone; do not wait for it.
            reader.join(Duration.ofSeconds(2));
            synchronized (output) {
                return new Result(ended ? process.exitValue() : 124, output.toString());
            }
        } catch (InterruptedException interrupted) {
            killTree(process);
            throw interrupted;
        } finally {
            RUNNING.remove(process);
        }
    }

    /** Ends every command that runs in this process at this moment, for a JVM that shuts down. */
    public static void endRunning() {
        RUNNING.forEach(Command::killTree);
    }

    /**
     * Runs the tool and returns its output.
     *
     * @throws IOException when it cannot be started or its exit code is not 0; the message has the
     *     command and the last lines of its output
     */
    public String output() throws IOException, InterruptedException {
        Result result = run();
        if (!result.ok()) {
            throw new IOException(
                    "%s ended with code %d: %s".formatted(this, result.exitCode(), result.tail()));
        }
        return result.output();
    }

    @Override
    public String toString() {
        return String.join(" ", argv);
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        if (cleanEnvironment) {
            builder.environment().clear();
        }
        builder.environment().putAll(environment);
        return builder.start();
    }

    private void writeInput(Process process) throws IOException {
        try (OutputStream stdin = process.getOutputStream()) {
            if (input != null) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException closedEarly) {
            if (input != null && process.isAlive()) {
                throw closedEarly;
            }
        }
    }

    private static void read(Process process, StringBuilder output, Consumer<String> onLine) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null) {
                synchronized (output) {
                    if (output.length() < KEPT_CHARS) {
                        output.append(line).append('\n');
                    }
                }
                onLine.accept(line);
                line = lines.readLine();
            }
        } catch (IOException closed) {
            // The tool was killed: what was read until then is the result.
        }
    }

    private static void killTree(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
