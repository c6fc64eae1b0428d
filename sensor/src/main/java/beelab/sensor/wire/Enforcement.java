package beelab.sensor.wire;

/** What came of the enforcing actions of a selector. */
public sealed interface Enforcement {

    /** The selector asked for none. */
    record None() implements Enforcement {}

    /** The policy is in monitor mode: it was counted only. */
    record Monitored() implements Enforcement {}

    /** The signal was sent, or the call was overridden. */
    record Done() implements Enforcement {}

    /**
     * The kernel refused.
     *
     * @param errno positive
     */
    record Failed(int errno) implements Enforcement {}
}
