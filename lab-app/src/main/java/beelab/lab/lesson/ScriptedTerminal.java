package beelab.lab.lesson;

import beelab.lab.lesson.TerminalOutput.Mark;
import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A bash on a pseudo terminal that a program types into, as a learner would: one line, wait for the
 * prompt, next line. A command may open another bash in it, for instance inside of a container; the
 * marks before the prompts tell which of the shells is waiting.
 *
 * <p>Used by one thread; the thread {@code terminal-NAME} reads the output.
 */
final class ScriptedTerminal implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ScriptedTerminal.class.getName());
    private static final String CTRL_C = "\u0003";
    private static final Duration PROMPT = Duration.ofSeconds(20);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration QUIET = Duration.ofMillis(200);

    private final String name;
    private final PtyProcess process;
    private final OutputStream input;
    private final TerminalOutput output = new TerminalOutput();
    private final Thread reader;
    private int shell;
    private boolean following;

    /**
     * How a command ended.
     *
     * @param status exit status; -1 when it did not end in time
     * @param output what was printed, the echo of the command included
     */
    record Outcome(int status, String output) {
        boolean timedOut() {
            return status < 0;
        }
    }

    /**
     * Starts a shell and waits for its first prompt.
     *
     * @param environment added to that of this process
     * @throws IOException when no shell can be started
     */
    ScriptedTerminal(String name, Path directory, Map<String, String> environment)
            throws IOException, InterruptedException {
        this.name = name;
        Map<String, String> complete = new HashMap<>(System.getenv());
        complete.putAll(environment);
        complete.put("LC_ALL", "C.UTF-8");
        // Without line editing, what is typed ahead waits untouched in the terminal.
        process =
                new PtyProcessBuilder(
                                new String[] {
                                    "/bin/bash", "--noprofile", "--norc", "--noediting", "-i"
                                })
                        .setEnvironment(complete)
                        .setDirectory(directory.toString())
                        .setInitialColumns(160)
                        .setInitialRows(50)
                        .start();
        input = process.getOutputStream();
        reader = Thread.ofPlatform().name("terminal-" + name).daemon().start(this::read);
        send(TerminalOutput.setUp(0));
        if (awaitMark(PROMPT) == null) {
            close();
            throw new IOException("the shell of terminal " + name + " shows no prompt");
        }
    }

    private void read() {
        char[] chunk = new char[8192];
        try (Reader in = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            int count;
            while ((count = in.read(chunk)) >= 0) {
                output.append(new String(chunk, 0, count));
            }
        } catch (IOException e) {
            // A closed pseudo terminal ends with an error, not with an end of file.
            LOG.log(Level.DEBUG, "terminal {0} ended: {1}", name, e.getMessage());
        }
    }

    TerminalOutput output() {
        return output;
    }

    /** Whether a command goes on in it that must be interrupted before the next one. */
    boolean isFollowing() {
        return following;
    }

    /** Types a command and waits for it to end. */
    Outcome run(String line, Duration timeout) throws IOException, InterruptedException {
        long place = output.length();
        output.marks().clear();
        send(line);
        Mark mark = awaitMark(timeout);
        if (mark == null) {
            interrupt();
            return new Outcome(-1, output.since(place));
        }
        // A lesser number: the shell that the command ran in has ended with it.
        shell = mark.shell();
        return new Outcome(mark.status(), output.since(place));
    }

    /**
     * Types a command that opens another bash and waits for its prompt.
     *
     * @return status 0 when the shell is there; the command's own status when it ended instead
     */
    Outcome openShell(String line, Duration timeout) throws IOException, InterruptedException {
        long place = output.length();
        long deadline = System.nanoTime() + timeout.toNanos();
        output.marks().clear();
        send(line);
        Duration patience = QUIET;
        while (System.nanoTime() < deadline) {
            // Typed again and again, because a program on the way may swallow what comes too early.
            Mark mark = awaitMark(patience);
            if (mark == null) {
                send(TerminalOutput.setUp(shell + 1));
                patience = RETRY;
            } else if (mark.shell() == shell) {
                return new Outcome(mark.status(), output.since(place));
            } else {
                shell = mark.shell();
                settle();
                return new Outcome(0, output.since(place));
            }
        }
        interrupt();
        return new Outcome(-1, output.since(place));
    }

    /** Types a command that goes on until {@link #interrupt}. */
    void follow(String line) throws IOException {
        output.marks().clear();
        send(line);
        following = true;
    }

    /** Presses Ctrl-C until a shell waits. */
    void interrupt() throws IOException, InterruptedException {
        following = false;
        for (int i = 0; i < 5; i++) {
            output.marks().clear();
            input.write(CTRL_C.getBytes(StandardCharsets.US_ASCII));
            input.flush();
            Mark mark = awaitMark(RETRY);
            if (mark != null) {
                shell = mark.shell();
                settle();
                return;
            }
        }
        throw new IOException("what runs in terminal " + name + " does not end at Ctrl-C");
    }

    /** Waits until no more prompts come from lines that were typed too often. */
    private void settle() throws InterruptedException {
        while (awaitMark(QUIET) != null) {
            // One more prompt of the same shell.
        }
    }

    private @Nullable Mark awaitMark(Duration timeout) throws InterruptedException {
        return output.marks().poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void send(String line) throws IOException {
        input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    /** Ends the shell and everything that it started. */
    @Override
    public void close() {
        // pty4j's process cannot tell its children; the kernel can.
        List<ProcessHandle> all =
                ProcessHandle.of(process.pid()).stream()
                        .flatMap(leader -> Stream.concat(leader.descendants(), Stream.of(leader)))
                        .toList();
        all.forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                // An interactive bash ignores SIGTERM.
                all.forEach(ProcessHandle::destroyForcibly);
            }
            reader.join(Duration.ofSeconds(2));
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
