package beelab.sensor.filter;

/** A filter that cannot be used; the message names the field, the value and what was expected. */
public final class FilterException extends Exception {
    private static final long serialVersionUID = 1L;

    public FilterException(String message) {
        super(message);
    }
}
