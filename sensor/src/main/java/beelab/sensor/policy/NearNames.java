package beelab.sensor.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what somebody who made a slip of the pen may have meant. */
public final class NearNames {
    private NearNames() {}

    /**
     * The known names that are nearest to the given one, if they are near at all.
     *
     * @param limit how many at most
     */
    public static List<String> of(String name, Collection<String> known, int limit) {
        String lower = name.toLowerCase(Locale.ROOT);
        int tolerance = Math.max(1, Math.min(3, name.length() / 3));
        record Candidate(String name, int distance) {}
        List<Candidate> near =
                known.stream()
                        .filter(other -> Math.abs(other.length() - name.length()) <= tolerance)
                        .map(other ->
                                new Candidate(
                                        other, distance(lower, other.toLowerCase(Locale.ROOT))))
                        .filter(candidate -> candidate.distance() <= tolerance)
                        .sorted(
                                Comparator.comparingInt(Candidate::distance)
                                        .thenComparing(Candidate::name))
                        .toList();
        return near.stream()
                .filter(candidate -> candidate.distance() == near.getFirst().distance())
                .limit(limit)
                .map(Candidate::name)
                .toList();
    }

    /** {@code did you mean X?}, or {@code otherwise} when nothing is near. */
    public static String hint(String name, Collection<String> known, String otherwise) {
        List<String> near = of(name, known, 3);
        return near.isEmpty() ? otherwise : "did you mean " + String.join(" or ", near) + "?";
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn one into the other. */
    static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[b.length()];
    }
}
