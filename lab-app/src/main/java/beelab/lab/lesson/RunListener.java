package beelab.lab.lesson;

import beelab.lab.guide.Block;
import beelab.lab.guide.GuideStep;
import beelab.lab.scenario.StepSpec;

/** Hears what a headless run does, while it does it. */
public interface RunListener {

    /** A section of the guide begins. */
    void section(GuideStep section);

    /** A block is about to be typed. */
    void block(Block.Typed block);

    /** A block did not do what the guide promises. */
    void blockFailed(BlockResult result);

    /** A step is being judged. */
    void judging(StepSpec step);

    /** A step was judged. */
    void step(StepResult result);
}
