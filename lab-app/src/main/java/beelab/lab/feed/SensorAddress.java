package beelab.lab.feed;

/**
 * Where one sensor answers.
 *
 * @param node node whose events it sees, for messages
 * @param target {@code host:port} on loopback, or {@code unix:///path}
 * @param forward closed together with the connection: a port-forward, or nothing
 */
public record SensorAddress(String node, String target, AutoCloseable forward) {

    /** An address that needs no forwarding. */
    public static SensorAddress direct(String node, String target) {
        return new SensorAddress(node, target, () -> {});
    }
}
