package beelab.lab.feed;

/**
 * Whether events arrive.
 *
 * @param phase where the connection stands
 * @param sensors number of sensors connected
 * @param message one sentence for the learner; never empty
 */
public record FeedState(Phase phase, int sensors, String message) {

    /** Life of the connection. */
    public enum Phase {
        /** Nobody asked to connect yet, or the feed was closed. */
        IDLE,
        /** First connection is being made. */
        CONNECTING,
        /** Every sensor is connected. */
        CONNECTED,
        /** A connection was lost and is made again. */
        RECONNECTING
    }

    /** Before the first connection. */
    public static final FeedState IDLE =
            new FeedState(Phase.IDLE, 0, "Not connected to a sensor yet.");
}
