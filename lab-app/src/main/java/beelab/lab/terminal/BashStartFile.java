package beelab.lab.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The start file of the lab's shells: the learner's own ~/.bashrc first, then a short prompt and
 * the marks that {@link ShellMarks} reads.
 */
final class BashStartFile {
    private BashStartFile() {}

    // PS0 is expanded after a command line was read and before it runs (bash 4.4 and later).
    // PROMPT_COMMAND puts our part first, because only there $? is still the learner's command. The
    // mark in PS1 comes when readline has taken the echo over: keys sent before are echoed twice.
    private static final String TEXT =
            """
            # Written by BeeLab at every start; your own settings belong into ~/.bashrc.
            [ -r ~/.bashrc ] && . ~/.bashrc
            PATH="$BEELAB_SHELL_PATH"
            PS1='\\[\\e[1;33m\\]$BEELAB_SHELL_PROMPT\\[\\e[0m\\] \\[\\e[34m\\]\\W\\[\\e[0m\\] \\$ \\[\\e]133;B\\a\\]'
            PS0='\\e]133;C\\a'
            PROMPT_COMMAND='printf "\\033]133;D;%s\\007" "$?"'"${PROMPT_COMMAND:+; $PROMPT_COMMAND}"
            HISTCONTROL=ignoredups
            command -v kubectl >/dev/null && alias k=kubectl
            """;

    /** Writes the start file into {@code directory} (made when missing) and returns its path. */
    static Path writeTo(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve("terminal.bashrc");
        if (!Files.exists(file) || !Files.readString(file).equals(TEXT)) {
            Files.writeString(file, TEXT);
        }
        return file;
    }
}
