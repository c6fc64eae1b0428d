package beelab.lab.lesson;

import beelab.lab.scenario.HttpCondition;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks a Service of the cluster over HTTP. */
final class HttpProbe {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int SHOWN = 200;

    private HttpProbe() {}

    /** What keeps the condition from being true; empty when it is true. */
    static Optional<String> objection(InetSocketAddress address, HttpCondition condition)
            throws InterruptedException {
        URI uri =
                URI.create(
                        "http://%s:%d%s"
                                .formatted(
                                        address.getHostString(),
                                        address.getPort(),
                                        condition.path()));
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != condition.status()) {
                return Optional.of("it answered " + answer.statusCode());
            }
            return answer.body().contains(condition.contains())
                    ? Optional.empty()
                    : Optional.of("it answered: " + cut(answer.body().strip()));
        } catch (IOException e) {
            String why = e.getMessage();
            return Optional.of(
                    "%s does not answer: %s"
                            .formatted(uri, why == null ? e.getClass().getSimpleName() : why));
        }
    }

    private static String cut(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
