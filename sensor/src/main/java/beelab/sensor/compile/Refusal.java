package beelab.sensor.compile;

/** A hook that cannot be attached as the policy asks: which field must change, why, and to what. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String hint;

    Refusal(String field, String message, String hint) {
        super(message, null, false, false);
        this.field = field;
        this.hint = hint;
    }

    String field() {
        return field;
    }

    String message() {
        return String.valueOf(getMessage());
    }

    String hint() {
        return hint;
    }
}
