package beelab.lab.cluster;

/**
 * The cluster cannot do what was asked. Both texts are for the user: the message says what is
 * wrong, the advice what to do next.
 */
public final class ClusterException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String advice;

    /**
     * @param message what is wrong
     * @param advice what to do next; never empty
     */
    public ClusterException(String message, String advice) {
        super(message);
        this.advice = advice;
    }

    /**
     * @param message what is wrong
     * @param advice what to do next; never empty
     * @param cause the failure underneath, for the log
     */
    public ClusterException(String message, String advice, Throwable cause) {
        super(message, cause);
        this.advice = advice;
    }

    /** What the user should do next. */
    public String advice() {
        return advice;
    }
}
