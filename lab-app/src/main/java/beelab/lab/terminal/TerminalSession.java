package beelab.lab.terminal;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import com.pty4j.WinSize;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bash on a pseudo terminal.
 *
 * <p>One thread reads ({@link #read}); any thread may type, write, resize and close. Writing never
 * blocks the caller: a thread of the session's own feeds the terminal, which stops taking input
 * while nothing reads it. Listeners are called on the reading thread.
 */
public final class TerminalSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TerminalSession.class);
    private static final Duration PATIENCE_FOR_FIRST_PROMPT = Duration.ofSeconds(5);
    private static final Duration PATIENCE_AFTER_HANGUP = Duration.ofMillis(400);

    /** What happens in a session; all methods are called on the thread that reads it. */
    public interface Listener {
        /** A command line began to run. */
        default void commandStarted() {}

        /**
         * The shell shows its prompt again.
         *
         * @param exitStatus status of the last command line, 0 to 255
         */
        default void promptShown(int exitStatus) {}
    }

    private final TerminalSpec spec;
    private final PtyProcess process;
    private final Reader output;
    private final OutputStream input;
    private final ExecutorService writer;
    private final ShellMarks marks = new ShellMarks(new Marks());
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Object promptLock = new Object();
    private @Nullable List<String> typedBeforePrompt = new ArrayList<>();
    private volatile boolean running;
    private String ready = "";
    private int readyFrom;

    private TerminalSession(TerminalSpec spec, PtyProcess process) {
        this.spec = spec;
        this.process = process;
        this.output = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8);
        this.input = process.getOutputStream();
        this.writer =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform()
                                .daemon()
                                .name("terminal-writer-" + spec.name())
                                .factory());
    }

    /**
     * Starts a shell. Blocks for some milliseconds; not for the FX thread.
     *
     * @param stateDirectory folder for the shell's start file, usually $BEELAB_HOME/run
     * @throws IOException when bash cannot be started in {@code spec.directory()}
     */
    public static TerminalSession start(TerminalSpec spec, Path stateDirectory) throws IOException {
        Path startFile = BashStartFile.writeTo(stateDirectory);
        Map<String, String> environment = new HashMap<>(spec.environment());
        environment.put("BEELAB_SHELL_PROMPT", spec.prompt());
        environment.put("BEELAB_SHELL_PATH", environment.getOrDefault("PATH", "/usr/bin:/bin"));
        PtyProcess process =
                new PtyProcessBuilder(
                                new String[] {"/bin/bash", "--rcfile", startFile.toString(), "-i"})
                        .setEnvironment(environment)
                        .setDirectory(spec.directory().toString())
                        .setInitialColumns(spec.columns())
                        .setInitialRows(spec.rows())
                        .start();
        TerminalSession session = new TerminalSession(spec, process);
        session.typeLaterWithoutPrompt();
        return session;
    }

    /** The name that guide blocks use for this terminal. */
    public String name() {
        return spec.name();
    }

    /** Process id of the shell, which leads the terminal's session. */
    public long pid() {
        return process.pid();
    }

    /** Whether the shell lives. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Whether a command line is running, as far as the shell's marks tell. */
    public boolean isRunningCommand() {
        return running;
    }

    /** Adds a listener; it hears only what is read from now on. */
    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    /**
     * Types a command as a person would: its lines, each followed by Enter. What is typed before
     * the shell is ready waits for its first prompt, so that it is echoed once and in its place.
     */
    public void type(String text) {
        String keys = text.strip().replace("\r\n", "\n").replace('\n', '\r') + "\r";
        synchronized (promptLock) {
            if (typedBeforePrompt != null) {
                typedBeforePrompt.add(keys);
                return;
            }
        }
        write(keys.getBytes(StandardCharsets.UTF_8));
    }

    /** Presses Ctrl+C. */
    public void interrupt() {
        write(new byte[] {3});
    }

    /** Sends bytes to the terminal, in order, without blocking the caller. */
    public void write(byte[] bytes) {
        if (writer.isShutdown()) {
            return;
        }
        writer.execute(() -> {
            try {
                input.write(bytes);
                input.flush();
            } catch (IOException e) {
                LOG.debug("terminal {} took no input: {}", spec.name(), e.toString());
            }
        });
    }

    /**
     * Reads what should be drawn; blocks until there is something.
     *
     * @return number of characters put into {@code buffer}, or -1 when the shell has ended
     * @throws IOException when the terminal broke for another reason than its shell's end
     */
    public int read(char[] buffer, int offset, int length) throws IOException {
        while (readyFrom >= ready.length()) {
            char[] chunk = new char[Math.max(1, length)];
            int count;
            try {
                count = output.read(chunk, 0, chunk.length);
            } catch (IOException e) {
                // Linux reports the end of a terminal's last writer as EIO.
                if (!process.isAlive()) {
                    return -1;
                }
                throw e;
            }
            if (count < 0) {
                return -1;
            }
            ready = marks.filter(new String(chunk, 0, count));
            readyFrom = 0;
        }
        int count = Math.min(length, ready.length() - readyFrom);
        ready.getChars(readyFrom, readyFrom + count, buffer, offset);
        readyFrom += count;
        return count;
    }

    /** Whether {@link #read} would return at once. */
    public boolean hasOutput() throws IOException {
        return readyFrom < ready.length() || output.ready();
    }

    /** Tells the programs in the terminal its new size in character cells. */
    public void resize(int columns, int rows) {
        if (process.isAlive() && columns > 0 && rows > 0) {
            process.setWinSize(new WinSize(columns, rows));
        }
    }

    /** Waits for the end of the shell and returns its exit status. */
    public int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    /**
     * Hangs up: the shell and everything that it started in this terminal is ended, first politely.
     * Blocks for at most about a second; not for the FX thread. Further calls do nothing.
     */
    @Override
    public void close() {
        if (writer.isShutdown()) {
            return;
        }
        writer.shutdownNow();
        TerminalProcesses.endSession(process.pid(), PATIENCE_AFTER_HANGUP);
        process.destroyForcibly();
        try {
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                LOG.warn("shell {} of terminal {} does not end", process.pid(), spec.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A shell without our marks (another start file won) must not swallow what is typed. */
    private void typeLaterWithoutPrompt() {
        Thread.ofVirtual()
                .name("terminal-first-prompt-" + spec.name())
                .start(() -> {
                    try {
                        Thread.sleep(PATIENCE_FOR_FIRST_PROMPT);
                        typeWhatWaits();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private void typeWhatWaits() {
        List<String> waiting;
        synchronized (promptLock) {
            waiting = typedBeforePrompt;
            typedBeforePrompt = null;
        }
        if (waiting != null) {
            waiting.forEach(keys -> write(keys.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private final class Marks implements ShellMarks.Listener {
        @Override
        public void commandStarted() {
            running = true;
            listeners.forEach(Listener::commandStarted);
        }

        @Override
        public void promptShown(int exitStatus) {
            running = false;
            typeWhatWaits();
            listeners.forEach(listener -> listener.promptShown(exitStatus));
        }
    }
}
