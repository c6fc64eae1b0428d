package beelab.lab.cluster;

/**
 * Where a sensor's gRPC service can be reached from this process until {@link #close()}. Plaintext,
 * on loopback or a Unix socket only.
 *
 * @param node name of the node whose events this sensor sees
 * @param pod name of the sensor's pod in kube-system; empty for a sensor outside of pods
 * @param target the gRPC target string, {@code 127.0.0.1:port} or {@code unix:///path}
 * @param forward the port-forward or the process behind it
 */
public record SensorEndpoint(String node, String pod, String target, AutoCloseable forward)
        implements AutoCloseable {

    @Override
    public void close() throws Exception {
        forward.close();
    }
}
