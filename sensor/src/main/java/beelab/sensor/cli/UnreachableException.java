package beelab.sensor.cli;

/** Nobody answers at the address; another try may help. */
final class UnreachableException extends CliException {
    private static final long serialVersionUID = 1L;

    UnreachableException(String message) {
        super(message);
    }
}
