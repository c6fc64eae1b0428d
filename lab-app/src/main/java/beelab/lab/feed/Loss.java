package beelab.lab.feed;

import java.time.Instant;

/**
 * Events that were lost, or may have been.
 *
 * @param after sequence of the last row that arrived before
 * @param time when the lab learned of it
 * @param where on which way they were lost
 * @param count how many; 0 when that cannot be known
 * @param detail one sentence for people
 */
public record Loss(long after, Instant time, Where where, long count, String detail) {

    /** Where events can get lost. */
    public enum Where {
        /** The sensor says so: kernel buffer, queues or rate limit. */
        SENSOR,
        /** The connection to a sensor was down. */
        CONNECTION,
        /** The lab's own buffer was full, the oldest rows had to go. */
        BUFFER
    }
}
