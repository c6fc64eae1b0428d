package beelab.lab.progress;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * The state of one stage at one moment.
 *
 * @param name what happens, in words; identifies the stage within one piece of work
 * @param status whether it runs, is done or failed
 * @param detail the current item ("cmd/kubelet, package 312 of 480"), or the reason of a failure;
 *     may be empty
 * @param fraction how much is done, from 0 to 1; empty while that is not known
 * @param elapsed time since the stage started
 * @param expected how long the stage usually takes; zero if nobody knows
 */
public record StageReport(
        String name,
        Status status,
        String detail,
        OptionalDouble fraction,
        Duration elapsed,
        Duration expected) {

    /** Where a stage stands. */
    public enum Status {
        /** Started and not finished. */
        RUNNING,
        /** Finished as intended. */
        DONE,
        /** Ended by an error; {@link StageReport#detail} says which. */
        FAILED
    }

    /** Time that is probably left: from the fraction if there is one, else from the expectation. */
    public Duration remaining() {
        if (status != Status.RUNNING) {
            return Duration.ZERO;
        }
        double done = fraction.orElse(0);
        // A tiny fraction gives wild estimates; the usual duration is the better guess then.
        Duration left =
                done > 0.05
                        ? Duration.ofMillis((long) (elapsed.toMillis() * (1 - done) / done))
                        : expected.minus(elapsed);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
