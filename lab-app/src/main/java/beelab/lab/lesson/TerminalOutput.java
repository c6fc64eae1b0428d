package beelab.lab.lesson;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a scripted terminal has printed, and the marks in it that say that a shell waits for its
 * next command. A mark is an operating system command sequence ({@code ESC ] … BEL}) with a number
 * of our own; terminals do not show it, and it cannot be confused with the echo of the command that
 * makes it, because that has no ESC in it.
 *
 * <p>One thread appends, any thread reads.
 */
final class TerminalOutput {

    private static final Pattern MARK = Pattern.compile("\u001b]7321;(\\d+);(\\d+)\u0007");
    private static final Pattern ESCAPES =
            Pattern.compile(
                    "\u001b(?:\\[[0-9;?]*[ -/]*[@-~]|][^\u0007\u001b]*(?:\u0007|\u001b\\\\)|[()][A-Z0-9]|[=>])");
    private static final int KEEP = 1 << 20;

    /** Set in every shell that was told; lines with it are ours and nobody wants to read them. */
    private static final String VARIABLE = "_lab_shell";

    private static final Pattern OURS = Pattern.compile("(?m)^.*" + VARIABLE + "=.*\\R?");

    private final StringBuilder text = new StringBuilder();
    private final BlockingQueue<Mark> marks = new LinkedBlockingQueue<>();
    private long dropped;
    private int scanned;

    /**
     * A shell waits for a command.
     *
     * @param shell how deep: 0 for the outermost
     * @param status exit status of its last command
     */
    record Mark(int shell, int status) {}

    /** The line that tells a bash to put its mark behind each prompt; ignored when it was told. */
    static String setUp(int shell) {
        // In the prompt, not before it: when the mark comes, the shell is ready to read.
        return " [ -n \"$%s\" ] || { %s=%d; HISTFILE=; PROMPT_COMMAND=; PS1='$ \\[\\e]7321;%d;$?\\a\\]'; }"
                .formatted(VARIABLE, VARIABLE, shell, shell);
    }

    synchronized void append(CharSequence chunk) {
        text.append(chunk);
        Matcher matcher = MARK.matcher(text);
        // A mark may be split between two chunks: go on where the last complete one ended.
        int position = scanned;
        while (matcher.find(position)) {
            position = matcher.end();
            marks.add(
                    new Mark(
                            Integer.parseInt(matcher.group(1)),
                            Integer.parseInt(matcher.group(2))));
        }
        scanned = position;
        if (text.length() > 2 * KEEP) {
            int cut = Math.min(scanned, text.length() - KEEP);
            text.delete(0, cut);
            dropped += cut;
            scanned -= cut;
        }
        notifyAll();
    }

    BlockingQueue<Mark> marks() {
        return marks;
    }

    /** Number of characters printed so far; a place for {@link #since}. */
    synchronized long length() {
        return dropped + text.length();
    }

    /** What was printed after the place, as a person would read it: no marks, colours, CRs. */
    synchronized String since(long place) {
        int from = (int) Math.max(0, Math.min(text.length(), place - dropped));
        String plain = ESCAPES.matcher(text.substring(from)).replaceAll("").replace("\r", "");
        return OURS.matcher(plain).replaceAll("");
    }

    /** Waits until the text appears after the place. */
    synchronized boolean awaitText(String wanted, long place, long nanos)
            throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        while (!since(place).contains(wanted)) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
