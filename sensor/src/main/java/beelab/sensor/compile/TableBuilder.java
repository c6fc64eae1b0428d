package beelab.sensor.compile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Collects the words of one program's map {@code tables}: automata and expressions. */
final class TableBuilder {
    /** Words of all tables of one program: 4 MiB, which the kernel allocates at once. */
    static final int MAX_WORDS = 1 << 20;

    /** The kernel side reads a step at once, so it wants room for one wherever there is a table. */
    private static final int MIN_WORDS = 4;

    private final List<int[]> parts = new ArrayList<>();
    private int words;

    /** Adds an automaton; returns the word where it begins. */
    int add(TextAutomaton automaton) {
        if (automaton.words() > MAX_WORDS - words) {
            throw new IllegalArgumentException(
                    "automata of more than " + MAX_WORDS + " words in one program");
        }
        return add(automaton.encode(words));
    }

    /**
     * Adds an expression; returns the word where it begins.
     *
     * @param positions from the index of an argument to its position in the program
     */
    int add(List<ExpressionStep> steps, IntUnaryOperator positions) {
        int[] encoded = new int[4 * steps.size()];
        for (int i = 0; i < steps.size(); i++) {
            ExpressionStep step = steps.get(i);
            encoded[4 * i] = step.kind().code();
            if (step.kind() == ExpressionStep.Kind.ARGUMENT) {
                encoded[4 * i + 1] = positions.applyAsInt(step.argument());
            }
            encoded[4 * i + 2] = (int) step.constant();
            encoded[4 * i + 3] = (int) (step.constant() >>> 32);
        }
        return add(encoded);
    }

    private int add(int[] encoded) {
        int start = words;
        parts.add(encoded);
        words += encoded.length;
        return start;
    }

    boolean isEmpty() {
        return words == 0;
    }

    /** All words, in the byte order of the machine. */
    byte[] bytes() {
        ByteBuffer buffer =
                ByteBuffer.allocate(Integer.BYTES * Math.max(MIN_WORDS, words))
                        .order(ByteOrder.nativeOrder());
        for (int[] part : parts) {
            for (int word : part) {
                buffer.putInt(word);
            }
        }
        return buffer.array();
    }
}
