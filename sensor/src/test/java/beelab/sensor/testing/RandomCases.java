package beelab.sensor.testing;

import java.util.Random;
import java.util.random.RandomGenerator;

/** Runs a test on many random cases; a failure names the seed that makes its case again. */
public final class RandomCases {
    private static final String SEED = "beelab.seed";

    private RandomCases() {}

    /** A test of one case, which draws everything it needs from the random numbers given. */
    @FunctionalInterface
    public interface Case {
        void run(Random random) throws Exception;
    }

    /**
     * Tries the test with as many seeds, other ones in each run; with the system property {@code
     * beelab.seed} only with that seed.
     *
     * @throws AssertionError when a case fails, with its seed in the message and the failure as
     *     cause
     */
    public static void tryOut(int tries, Case test) {
        Long only = Long.getLong(SEED);
        RandomGenerator seeds = new Random();
        for (int i = 0; i < (only == null ? tries : 1); i++) {
            long seed = only == null ? seeds.nextLong() : only;
            try {
                test.run(new Random(seed));
            } catch (Exception | AssertionError failure) {
                throw new AssertionError(
                        "fails with -D%s=%d: %s".formatted(SEED, seed, failure), failure);
            }
        }
    }

    /** Up to 80 characters: mostly ASCII, some of every other kind, unpaired surrogates too. */
    public static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(81);
        for (int i = 0; i < length; i++) {
            text.append(
                    (char) (random.nextInt(4) > 0 ? random.nextInt(128) : random.nextInt(0x10000)));
        }
        return text.toString();
    }
}
