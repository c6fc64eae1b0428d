package beelab.sensor.export.json;

import java.time.Instant;

/**
 * What the export has done since it was started.
 *
 * @param events written, losses that were told included
 * @param bytes written
 * @param dropped events that were not written: the queue was full, or the file could not take them
 * @param rateLimited events that the rate limit held back
 * @param last when something was written last, {@link Instant#EPOCH} for never
 */
public record ExportNumbers(long events, long bytes, long dropped, long rateLimited, Instant last) {
    /** Of an agent without export. */
    public static final ExportNumbers NONE = new ExportNumbers(0, 0, 0, 0, Instant.EPOCH);
}
