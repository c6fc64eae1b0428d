package beelab.lab.cluster;

/**
 * Where the sensor's gRPC service can be reached from this process, through a port-forward that
 * lives until {@link #close()}. Plaintext, on loopback only.
 *
 * @param node name of the node whose events this sensor sees
 * @param pod name of the sensor's pod in kube-system
 * @param host loopback address to connect to
 * @param port local TCP port
 * @param forward the port-forward behind it
 */
public record SensorEndpoint(String node, String pod, String host, int port, AutoCloseable forward)
        implements AutoCloseable {

    /** The gRPC target string, {@code host:port}. */
    public String target() {
        return host + ":" + port;
    }

    @Override
    public void close() throws Exception {
        forward.close();
    }
}
