package beelab.sensor.metrics;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Answers {@code GET /metrics}. */
public final class MetricsServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor;

    private MetricsServer(HttpServer server, ExecutorService executor) {
        this.server = server;
        this.executor = executor;
    }

    /**
     * Starts to answer.
     *
     * @param metrics is asked on each request; metrics of one name follow each other
     * @throws IOException when the address cannot be bound
     */
    public static MetricsServer start(InetSocketAddress address, Supplier<List<Metric>> metrics)
            throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        ExecutorService executor =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("metrics").daemon().factory());
        server.setExecutor(executor);
        server.createContext(
                "/metrics",
                exchange -> {
                    try (exchange) {
                        byte[] text = text(metrics.get()).getBytes(StandardCharsets.UTF_8);
                        exchange.getResponseHeaders()
                                .set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
                        exchange.sendResponseHeaders(200, text.length);
                        exchange.getResponseBody().write(text);
                    }
                });
        server.start();
        return new MetricsServer(server, executor);
    }

    /** The port, chosen by the system when the address had port 0. */
    public int port() {
        return server.getAddress().getPort();
    }

    static String text(List<Metric> metrics) {
        StringBuilder text = new StringBuilder();
        String last = "";
        for (Metric metric : metrics) {
            if (!metric.name().equals(last)) {
                text.append(metric.header());
                last = metric.name();
            }
            text.append(metric.line());
        }
        return text.toString();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
