package beelab.lab.terminal;

/**
 * Takes the marks that our bash start file prints out of a terminal's output.
 *
 * <p>The marks are operating system commands (OSC) of the "semantic prompt" convention, number 133:
 * {@code ESC ] 133 ; C BEL} when a command line starts to run, {@code ESC ] 133 ; D ; STATUS BEL}
 * when it has ended, and {@code ESC ] 133 ; B BEL} at the end of the prompt, when keys are read
 * again. Every other sequence passes unchanged.
 *
 * <p>Works on chunks of any length: a mark may be split between two reads. Not thread-safe; owned
 * by the thread that reads the terminal.
 */
final class ShellMarks {
    private static final char ESC = '\u001b';
    private static final char BEL = '\u0007';
    private static final String START = "]133;";

    /** Longer "marks" are not ours: pass them on instead of holding output back. */
    private static final int LONGEST_MARK = 32;

    /** Receives the marks in the order of the output. */
    interface Listener {
        /** A command line began to run. */
        void commandStarted();

        /**
         * The shell has drawn its prompt and reads keys.
         *
         * @param exitStatus status of the last command line, 0 to 255
         */
        void promptShown(int exitStatus);
    }

    private final Listener listener;
    private int status;
    private final StringBuilder held = new StringBuilder();

    ShellMarks(Listener listener) {
        this.listener = listener;
    }

    /**
     * Removes marks from {@code text} and reports them.
     *
     * @return what should be drawn; shorter than the input when a mark was in it or began at its
     *     end
     */
    String filter(String text) {
        if (held.isEmpty() && text.indexOf(ESC) < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            accept(text.charAt(i), out);
        }
        return out.toString();
    }

    private void accept(char c, StringBuilder out) {
        if (held.isEmpty()) {
            if (c == ESC) {
                held.append(c);
            } else {
                out.append(c);
            }
            return;
        }
        int position = held.length() - 1;
        if (position < START.length()) {
            if (c == START.charAt(position)) {
                held.append(c);
            } else {
                out.append(held);
                held.setLength(0);
                accept(c, out);
            }
        } else if (c == BEL) {
            report(held.substring(1 + START.length()));
            held.setLength(0);
        } else if (held.length() >= LONGEST_MARK) {
            out.append(held).append(c);
            held.setLength(0);
        } else {
            held.append(c);
        }
    }

    private void report(String mark) {
        if (mark.equals("C")) {
            listener.commandStarted();
        } else if (mark.matches("D;\\d{1,3}")) {
            status = Integer.parseInt(mark.substring(2));
        } else if (mark.equals("B")) {
            listener.promptShown(status);
        }
    }
}
