package beelab.sensor.cli.agent;

import beelab.sensor.cli.CliException;

/** Numbers in flags. */
final class Checks {
    private Checks() {}

    static int atLeast(String flag, int least, int value) {
        if (value < least) {
            throw new CliException(flag + ": expected at least " + least + ", not " + value, 2);
        }
        return value;
    }

    /**
     * A number of bytes that the kernel takes for a ring buffer: {@code 64k} is 65536.
     *
     * @param times how often the number is needed
     */
    static int powerOfTwo(String flag, String text, int times) {
        try {
            String digits = text.replaceFirst("[kKmMgG]$", "");
            long factor = 1;
            if (digits.length() < text.length()) {
                factor =
                        switch (Character.toLowerCase(text.charAt(text.length() - 1))) {
                            case 'k' -> 1L << 10;
                            case 'm' -> 1L << 20;
                            default -> 1L << 30;
                        };
            }
            long bytes =
                    Math.multiplyExact(Math.multiplyExact(Long.parseLong(digits), factor), times);
            if (bytes >= 1 && bytes <= 1 << 30) {
                int power = Integer.highestOneBit((int) bytes);
                return Math.max(4096, power == bytes ? power : power << 1);
            }
        } catch (NumberFormatException | ArithmeticException _) {
            // Answered below, as a number out of range.
        }
        throw new CliException(
                flag + " " + text + ": expected up to 1G in all, such as 65536, 64k or 4M", 2);
    }
}
