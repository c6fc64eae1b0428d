package beelab.lab.scenario;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/** Guesses what somebody meant to write. */
public final class Suggestion {

    private Suggestion() {}

    /**
     * A hint for a name that does not exist: {@code did you mean 'expect'?}, or the names that
     * exist when nothing is near.
     *
     * @param wrong the name as written
     * @param known names that exist
     */
    public static String hint(String wrong, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(name -> distance(wrong, name)))
                .filter(name -> distance(wrong, name) <= Math.max(1, wrong.length() / 3))
                .map(name -> "did you mean '" + name + "'?")
                .orElseGet(() ->
                        known.isEmpty()
                                ? ""
                                : "there are: "
                                        + known.stream()
                                                .sorted()
                                                .collect(Collectors.joining(", ")));
    }

    /** Number of inserted, deleted, replaced or swapped neighbouring characters. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        Arrays.setAll(d[0], j -> j);
        for (int i = 1; i <= a.length(); i++) {
            d[i][0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] =
                        Math.min(
                                d[i - 1][j - 1] + replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
