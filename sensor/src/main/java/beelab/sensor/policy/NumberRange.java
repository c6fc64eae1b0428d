package beelab.sensor.policy;

import java.math.BigInteger;
import java.util.Optional;

/** Numbers from {@code min} to {@code max}, both included. */
public record NumberRange(BigInteger min, BigInteger max) {

    /** A range {@code min:max}, or a single number. */
    public static Optional<NumberRange> tryParse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return single(text);
        }
        Optional<BigInteger> min = Numbers.tryParse(text.substring(0, colon));
        Optional<BigInteger> max = Numbers.tryParse(text.substring(colon + 1));
        return min.isPresent() && max.isPresent() && min.get().compareTo(max.get()) <= 0
                ? Optional.of(new NumberRange(min.get(), max.get()))
                : Optional.empty();
    }

    /** A single number. */
    static Optional<NumberRange> single(String text) {
        return Numbers.tryParse(text).map(number -> new NumberRange(number, number));
    }

    /** Whether both ends can be stored in so many bytes. */
    boolean fits(int bytes, boolean signed) {
        return Numbers.fits(min, bytes, signed) && Numbers.fits(max, bytes, signed);
    }

    static boolean isPort(String text) {
        return tryParse(text).filter(range -> range.fits(2, false)).isPresent();
    }
}
