package beelab.sensor.wire;

/**
 * Bytes that are no record of {@code wire.h}: the objects and the agent are of different versions,
 * or the bytes were damaged. The reader counts it and goes on with the next record.
 */
public final class MalformedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedRecordException(String message) {
        super(message);
    }
}
