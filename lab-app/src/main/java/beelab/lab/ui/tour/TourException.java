package beelab.lab.ui.tour;

/** The tour cannot go on; the message says why. */
final class TourException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TourException(String message) {
        super(message);
    }
}
