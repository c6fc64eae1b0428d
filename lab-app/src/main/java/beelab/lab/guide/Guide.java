package beelab.lab.guide;

import java.util.List;
import java.util.Optional;

/**
 * A walkthrough, ready to be shown and to be run.
 *
 * @param title title of the document
 * @param introduction HTML fragment before the first section; see {@link GuideStep#html()}
 * @param steps sections in order
 * @param glossary HTML fragment of the shared glossary; empty when there is none
 */
public record Guide(String title, String introduction, List<GuideStep> steps, String glossary) {

    /** Copies the list. */
    public Guide {
        steps = List.copyOf(steps);
    }

    /** Every block in the order of the text. */
    public List<Block> blocks() {
        return steps.stream().flatMap(step -> step.blocks().stream()).toList();
    }

    /** The block of that id. */
    public Optional<Block> block(String id) {
        return blocks().stream().filter(block -> block.id().equals(id)).findFirst();
    }

    /** The section that holds the block of that id. */
    public Optional<GuideStep> stepOf(String blockId) {
        return steps.stream()
                .filter(step -> step.blocks().stream().anyMatch(b -> b.id().equals(blockId)))
                .findFirst();
    }
}
