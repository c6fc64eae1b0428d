package beelab.sensor.cli;

/**
 * A command that cannot do what was asked. The message is one line for the user: what is wrong and
 * what to do next. No stack trace is shown.
 */
public class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /** Fails with exit code 1. */
    public CliException(String message) {
        this(message, 1);
    }

    public CliException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
