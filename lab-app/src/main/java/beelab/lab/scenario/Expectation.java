package beelab.lab.scenario;

/** Something that a step waits for. */
public sealed interface Expectation permits EventPattern, ClusterCondition {

    /** What to tell the learner about it, in the author's words; empty when there are none. */
    String message();

    /** Where it stands in scenario.yaml. */
    Mark mark();

    /** What is expected, in one line: {@code process_kprobe policy=restrict-symlink …}. */
    String describe();
}
