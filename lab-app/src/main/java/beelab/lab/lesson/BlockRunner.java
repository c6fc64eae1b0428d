package beelab.lab.lesson;

import beelab.lab.guide.Block;
import beelab.lab.lesson.BlockResult.Command;
import beelab.lab.lesson.ScriptedTerminal.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Types blocks into the terminals that they name; each terminal is opened when first named. */
final class BlockRunner implements AutoCloseable {

    private static final Duration COMMAND = Duration.ofSeconds(180);
    private static final Duration SHELL = Duration.ofSeconds(60);
    private static final Duration SHOWS = Duration.ofSeconds(60);

    private final Path workFolder;
    private final Map<String, String> environment;
    private final Map<String, ScriptedTerminal> terminals = new LinkedHashMap<>();

    BlockRunner(Path workFolder, Map<String, String> environment) {
        this.workFolder = workFolder;
        this.environment = environment;
    }

    /** Runs a block as far as it goes; never throws for what the block itself does wrong. */
    BlockResult run(Block.Typed block) throws InterruptedException {
        List<Command> commands = new ArrayList<>();
        try {
            ScriptedTerminal terminal = terminal(block.terminal());
            if (terminal.isFollowing()) {
                if (!block.interrupts()) {
                    return new BlockResult(
                            block,
                            commands,
                            "a command still runs in terminal %s; give this block the option interrupt"
                                    .formatted(block.terminal()));
                }
                terminal.interrupt();
            }
            return new BlockResult(block, commands, type(block, terminal, commands));
        } catch (IOException e) {
            return new BlockResult(block, commands, "the terminal failed: " + e.getMessage());
        }
    }

    private String type(Block.Typed block, ScriptedTerminal terminal, List<Command> commands)
            throws IOException, InterruptedException {
        List<String> lines = joined(block.lines());
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean last = i == lines.size() - 1;
            if (last && block instanceof Block.Run run && run.ending() != Block.Ending.RETURNS) {
                return unending(run, line, terminal, commands);
            }
            Instant began = Instant.now();
            Outcome outcome = terminal.run(line, COMMAND);
            commands.add(
                    new Command(line, outcome.status(), outcome.output(), began, Instant.now()));
            if (outcome.timedOut()) {
                return "`%s` did not end within %d s".formatted(line, COMMAND.toSeconds());
            }
            List<Integer> exits = last && block instanceof Block.Run run ? run.exits() : List.of(0);
            if (!exits.contains(outcome.status())) {
                return "`%s` exited with %d, the guide says %s"
                        .formatted(line, outcome.status(), words(exits));
            }
            if (last && block instanceof Block.Run run && !outcome.output().contains(run.shows())) {
                return "`%s` did not print '%s'".formatted(line, run.shows());
            }
        }
        return "";
    }

    private String unending(
            Block.Run run, String line, ScriptedTerminal terminal, List<Command> commands)
            throws IOException, InterruptedException {
        Instant began = Instant.now();
        if (run.ending() == Block.Ending.OPENS_SHELL) {
            Outcome outcome = terminal.openShell(line, SHELL);
            commands.add(
                    new Command(line, outcome.status(), outcome.output(), began, Instant.now()));
            return outcome.status() == 0
                    ? ""
                    : outcome.timedOut()
                            ? "`%s` showed no prompt within %d s".formatted(line, SHELL.toSeconds())
                            : "`%s` exited with %d instead of opening a shell"
                                    .formatted(line, outcome.status());
        }
        long place = terminal.output().length();
        terminal.follow(line);
        boolean shown =
                run.shows().isEmpty()
                        || terminal.output().awaitText(run.shows(), place, SHOWS.toNanos());
        commands.add(new Command(line, -1, terminal.output().since(place), began, Instant.now()));
        return shown
                ? ""
                : "`%s` did not print '%s' within %d s"
                        .formatted(line, run.shows(), SHOWS.toSeconds());
    }

    private ScriptedTerminal terminal(String name) throws IOException, InterruptedException {
        ScriptedTerminal present = terminals.get(name);
        if (present == null) {
            present = new ScriptedTerminal(name, workFolder, environment);
            terminals.put(name, present);
        }
        return present;
    }

    /** What a terminal has shown in all, by its name. */
    Map<String, String> transcripts() {
        Map<String, String> transcripts = new LinkedHashMap<>();
        terminals.forEach((name, terminal) -> transcripts.put(name, terminal.output().since(0)));
        return transcripts;
    }

    /** Lines that end in a backslash, joined with what follows. */
    private static List<String> joined(List<String> lines) {
        List<String> result = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String line : lines) {
            if (line.endsWith("\\")) {
                open.append(line, 0, line.length() - 1);
            } else {
                result.add(open + line);
                open.setLength(0);
            }
        }
        if (!open.isEmpty()) {
            result.add(open.toString());
        }
        return result;
    }

    private static String words(List<Integer> exits) {
        return String.join(" or ", exits.stream().map(String::valueOf).toList());
    }

    @Override
    public void close() {
        terminals.values().forEach(ScriptedTerminal::close);
        terminals.clear();
    }
}
