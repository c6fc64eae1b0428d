package beelab.sensor.metrics;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Answers {@code GET /metrics}, in every text form that Prometheus asks for. */
public final class MetricsServer implements AutoCloseable {
    private final HTTPServer server;

    private MetricsServer(HTTPServer server) {
        this.server = server;
    }

    /**
     * Starts to answer.
     *
     * @param numbers is asked on each request, by one thread
     * @throws IOException when the address cannot be bound
     */
    public static MetricsServer start(InetSocketAddress address, Consumer<Samples> numbers)
            throws IOException {
        PrometheusRegistry registry = new PrometheusRegistry();
        registry.register(Samples.collector(numbers));
        JvmMetrics.builder().register(registry);
        // One: a scrape walks through all policies, and a flood of them must not cost more.
        ExecutorService executor =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("metrics").daemon().factory());
        HTTPServer.Builder server = HTTPServer.builder().registry(registry);
        return new MetricsServer(
                server.inetAddress(address.getAddress())
                        .port(address.getPort())
                        .executorService(executor)
                        .buildAndStart());
    }

    /** The port, chosen by the system when the address had port 0. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.close();
    }
}
