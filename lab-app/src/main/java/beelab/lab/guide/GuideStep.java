package beelab.lab.guide;

import java.util.List;

/**
 * One section of a guide.
 *
 * @param id unique in the guide, made from the section's id
 * @param title as plain text
 * @param html fragment to show, without html or body element. Links {@code bee:block/ID} act on a
 *     block, {@code bee:quiz/ID/N} answers option N (from 0); all other links leave the app. It
 *     holds no script, style, event attribute or remote resource.
 * @param blocks its blocks in order
 */
public record GuideStep(String id, String title, String html, List<Block> blocks) {

    /** Copies the list. */
    public GuideStep {
        blocks = List.copyOf(blocks);
    }
}
