package beelab.sensor.compile;

/**
 * One step of a postfix expression on 64-bit numbers: constants and arguments are put on a stack,
 * the others replace what lies on top of it.
 *
 * @param argument index of an {@link ArgSpec}; only of {@link Kind#ARGUMENT}
 * @param constant only of {@link Kind#CONSTANT}
 */
public record ExpressionStep(Kind kind, int argument, long constant) {
    /** Numbers that an expression may have on its stack. */
    public static final int MAX_DEPTH = 16;

    /** What a step does. True is 1 and false is 0. */
    public enum Kind {
        CONSTANT(ConfigCodes.STEP_CONSTANT, 0),
        ARGUMENT(ConfigCodes.STEP_ARGUMENT, 0),
        NEGATE(ConfigCodes.STEP_NEGATE, 1),
        NOT(ConfigCodes.STEP_NOT, 1),
        /** The low 32 bits, sign-extended. */
        INT32(ConfigCodes.STEP_INT32, 1),
        /** The low 32 bits, zero-extended. */
        UINT32(ConfigCodes.STEP_UINT32, 1),
        ADD(ConfigCodes.STEP_ADD, 2),
        SUBTRACT(ConfigCodes.STEP_SUBTRACT, 2),
        EQUAL(ConfigCodes.STEP_EQUAL, 2),
        NOT_EQUAL(ConfigCodes.STEP_NOT_EQUAL, 2),
        /** Signed. */
        LESS(ConfigCodes.STEP_LESS, 2),
        LESS_EQUAL(ConfigCodes.STEP_LESS_EQUAL, 2),
        /** Unsigned. */
        BELOW(ConfigCodes.STEP_BELOW, 2),
        BELOW_EQUAL(ConfigCodes.STEP_BELOW_EQUAL, 2),
        AND(ConfigCodes.STEP_AND, 2),
        OR(ConfigCodes.STEP_OR, 2);

        private final int code;
        private final int operands;

        Kind(int code, int operands) {
            this.code = code;
            this.operands = operands;
        }

        /** {@code enum expression_step}. */
        int code() {
            return code;
        }

        /** Numbers that it takes from the stack; it puts one there. */
        int operands() {
            return operands;
        }
    }

    static ExpressionStep of(Kind kind) {
        return new ExpressionStep(kind, 0, 0);
    }

    static ExpressionStep constant(long value) {
        return new ExpressionStep(Kind.CONSTANT, 0, value);
    }

    static ExpressionStep argument(int index) {
        return new ExpressionStep(Kind.ARGUMENT, index, 0);
    }
}
