package beelab.sensor.policy;

import java.math.BigInteger;
import java.util.Optional;

/** Numbers as policies write them: decimal, {@code 0x} hexadecimal, {@code 0o} octal, signed. */
public final class Numbers {
    private Numbers() {}

    /** The number of a text, or nothing when it is none. */
    public static Optional<BigInteger> tryParse(String text) {
        try {
            return Optional.of(parse(text.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * The number of a text.
     *
     * @throws NumberFormatException when it is none
     */
    static BigInteger parse(String text) {
        boolean minus = text.startsWith("-");
        String digits = minus || text.startsWith("+") ? text.substring(1) : text;
        if (digits.isEmpty() || !Character.isLetterOrDigit(digits.charAt(0))) {
            throw new NumberFormatException(text);
        }
        BigInteger value;
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            value = new BigInteger(digits.substring(2), 16);
        } else if (digits.startsWith("0o")) {
            value = new BigInteger(digits.substring(2), 8);
        } else {
            value = new BigInteger(digits);
        }
        return minus ? value.negate() : value;
    }

    /** Whether the number can be stored in so many bytes, signed or unsigned. */
    public static boolean fits(BigInteger number, int bytes, boolean signed) {
        return signed
                ? number.bitLength() <= bytes * 8 - 1
                : number.signum() >= 0 && number.bitLength() <= bytes * 8;
    }
}
