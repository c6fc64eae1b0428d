package beelab.sensor.compile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * An automaton that accepts the texts which have one of the given texts at their front, at their
 * end, somewhere or as a whole. It takes one step for each byte of the text, however many texts are
 * looked for (Aho and Corasick, 1975).
 *
 * <p>Its rows are states, its columns are bytes: column 0 tells whether a text may end here, 1 is
 * for all bytes that occur in no text, the others are for one byte each, or for both cases of a
 * letter.
 */
final class TextAutomaton {
    private static final int BYTES = 256;
    private static final int WORDS_OF_COLUMNS = BYTES / Integer.BYTES;
    private static final int OTHER = 1;
    private static final int NONE = -1;

    private final FilterTest.Part part;
    private final int[] columnOf = new int[BYTES];
    private final List<int[]> next = new ArrayList<>();
    private final List<Boolean> accepts = new ArrayList<>();
    private final int columns;

    /**
     * Builds the automaton.
     *
     * @param texts in UTF-8
     * @param ignoreCase whether ASCII letters are the same in both cases
     */
    TextAutomaton(FilterTest.Part part, List<byte[]> texts, boolean ignoreCase) {
        this.part = part;
        Arrays.fill(columnOf, OTHER);
        int last = OTHER;
        for (byte[] text : texts) {
            for (byte b : text) {
                int value = b & 0xff;
                if (columnOf[value] == OTHER) {
                    columnOf[value] = ++last;
                    if (ignoreCase && isLetter(value)) {
                        columnOf[value ^ 0x20] = last;
                    }
                }
            }
        }
        this.columns = last + 1;
        newState();
        texts.forEach(this::add);
        if (part == FilterTest.Part.ANYWHERE || part == FilterTest.Part.END) {
            connect();
        }
    }

    private static boolean isLetter(int value) {
        return value >= 'A' && value <= 'Z' || value >= 'a' && value <= 'z';
    }

    /** 32-bit words that it takes. */
    long words() {
        return 1 + WORDS_OF_COLUMNS + (long) next.size() * columns;
    }

    /**
     * Its words, as bpf/include/config.h lays them out.
     *
     * @param start word of the table where it begins
     */
    int[] encode(int start) {
        int[] words = new int[Math.toIntExact(words())];
        words[0] = columns;
        for (int b = 0; b < BYTES; b++) {
            words[1 + b / Integer.BYTES] |= columnOf[b] << 8 * (b % Integer.BYTES);
        }
        int rows = 1 + WORDS_OF_COLUMNS;
        for (int state = 0; state < next.size(); state++) {
            int row = rows + state * columns;
            words[row] = accepts.get(state) ? 1 : 0;
            for (int column = OTHER; column < columns; column++) {
                words[row + column] = target(next.get(state)[column], start + rows);
            }
        }
        return words;
    }

    private int target(int state, int firstRow) {
        if (state == NONE) {
            return ConfigCodes.AUTOMATON_DEAD;
        }
        boolean decided =
                accepts.get(state)
                        && (part == FilterTest.Part.ANYWHERE || part == FilterTest.Part.FRONT);
        return decided ? ConfigCodes.AUTOMATON_ACCEPTS : firstRow + state * columns;
    }

    private int newState() {
        int[] row = new int[columns];
        Arrays.fill(row, NONE);
        next.add(row);
        accepts.add(false);
        return next.size() - 1;
    }

    private void add(byte[] text) {
        int state = 0;
        for (byte b : text) {
            int column = columnOf[b & 0xff];
            if (next.get(state)[column] == NONE) {
                next.get(state)[column] = newState();
            }
            state = next.get(state)[column];
        }
        accepts.set(state, true);
    }

    /**
     * Where a text goes on when it leaves the one it began: the longest end that is a beginning.
     */
    private void connect() {
        int[] fallback = new int[next.size()];
        Deque<Integer> queue = new ArrayDeque<>();
        int[] root = next.getFirst();
        for (int column = OTHER; column < columns; column++) {
            if (root[column] == NONE) {
                root[column] = 0;
            } else {
                queue.add(root[column]);
            }
        }
        while (!queue.isEmpty()) {
            int state = queue.remove();
            int[] row = next.get(state);
            int[] other = next.get(fallback[state]);
            if (accepts.get(fallback[state])) {
                accepts.set(state, true);
            }
            for (int column = OTHER; column < columns; column++) {
                if (row[column] == NONE) {
                    row[column] = other[column];
                } else {
                    fallback[row[column]] = other[column];
                    queue.add(row[column]);
                }
            }
        }
    }
}
