package beelab.sensor.wire;

/**
 * A text that the kernel side read, or why it could not.
 *
 * @param value decoded as UTF-8, malformed bytes replaced; empty when it could not be read
 * @param cut whether there was more than the record can hold
 * @param errno why it could not be read, 0 when it could
 */
public record KernelText(String value, boolean cut, int errno) {

    /** A text that is all there. */
    public static KernelText of(String value) {
        return new KernelText(value, false, 0);
    }

    /** Whether it was read. */
    public boolean known() {
        return errno == 0;
    }
}
