package beelab.lab.lesson;

import beelab.lab.guide.Block;
import beelab.lab.guide.GuideStep;
import beelab.lab.scenario.StepSpec;

/** Hears what a headless run does, while it does it. */
public interface RunListener {

    /** Hears and says nothing. */
    RunListener NONE =
            new RunListener() {
                @Override
                public void section(GuideStep section) {}

                @Override
                public void block(Block.Typed block) {}

                @Override
                public void blockFailed(BlockResult result) {}

                @Override
                public void judging(StepSpec step) {}

                @Override
                public void step(StepResult result) {}
            };

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
