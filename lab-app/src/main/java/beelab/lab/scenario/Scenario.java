package beelab.lab.scenario;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A scenario folder, read and valid.
 *
 * @param folder the folder with scenario.yaml, manifests/ and policies/
 * @param id name of the folder and of the guide's folder under guides/
 * @param title one line for lists
 * @param summary one or two sentences: what the learner will have seen
 * @param order place in lists, the least first; scenarios of the same place by their names
 * @param minutes how long a newcomer usually takes
 * @param level how much is taken for granted
 * @param requires what the machine or cluster must have
 * @param images images that the scenario's pods use
 * @param survivors changes of policies that the steps are not meant to notice
 * @param steps what is checked, in the order of the guide
 */
public record Scenario(
        Path folder,
        String id,
        String title,
        String summary,
        int order,
        int minutes,
        Level level,
        Requirements requires,
        List<Image> images,
        List<Survivor> survivors,
        List<StepSpec> steps) {

    /** Copies the lists. */
    public Scenario {
        images = List.copyOf(images);
        survivors = List.copyOf(survivors);
        steps = List.copyOf(steps);
    }

    /**
     * An image that pods of the scenario use. It is never pulled where it exists already.
     *
     * @param reference reference with an explicit tag
     * @param build folder with a Dockerfile that it is built from, below the scenario's folder;
     *     null for an image of the lab or of a registry
     */
    public record Image(String reference, @Nullable Path build) {}

    /**
     * A mutation of a policy that no step notices, and why that is right.
     *
     * @param policy file in policies/
     * @param mutation what was changed, as {@code lab check --mutate} prints it
     * @param reason the author's words
     * @param mark where the explanation stands
     */
    public record Survivor(String policy, String mutation, String reason, Mark mark) {}

    /** What a learner should already know. */
    public enum Level {
        /** A shell and the word "container". */
        BEGINNER,
        /** kubectl and one earlier scenario. */
        INTERMEDIATE,
        /** System calls and policies. */
        ADVANCED
    }

    /**
     * What the scenario cannot do without; shown by preflight.
     *
     * @param kernel least kernel version such as {@code 5.8}; empty when any will do
     * @param memoryMiB free memory in MiB; 0 when it does not matter
     * @param features names of kernel features as {@code bee probe} prints them
     */
    public record Requirements(String kernel, int memoryMiB, List<String> features) {
        /** Needs nothing special. */
        public static final Requirements NONE = new Requirements("", 0, List.of());

        /** Copies the list. */
        public Requirements {
            features = List.copyOf(features);
        }
    }

    /** The step of that id. */
    public Optional<StepSpec> step(String stepId) {
        return steps.stream().filter(step -> step.id().equals(stepId)).findFirst();
    }

    /** Every step that the block starts. */
    public List<StepSpec> startedBy(String blockId) {
        return steps.stream().filter(step -> blockId.equals(step.stimulus())).toList();
    }
}
