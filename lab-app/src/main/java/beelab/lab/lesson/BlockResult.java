package beelab.lab.lesson;

import beelab.lab.guide.Block;
import java.time.Instant;
import java.util.List;

/**
 * What became of one block of the guide.
 *
 * @param block the block
 * @param commands what was typed, in order
 * @param problem why the block did not do what the guide promises; empty when it did
 */
public record BlockResult(Block.Typed block, List<Command> commands, String problem) {

    /** Copies the list. */
    public BlockResult {
        commands = List.copyOf(commands);
    }

    /** Whether it did what the guide promises. */
    public boolean ok() {
        return problem.isEmpty();
    }

    /**
     * One typed line.
     *
     * @param line the line
     * @param status exit status; -1 when it did not end, or was not meant to
     * @param output what the terminal showed, the echo of the line included
     * @param began when it was typed
     * @param ended when the prompt came back, or the runner went on
     */
    public record Command(String line, int status, String output, Instant began, Instant ended) {}
}
