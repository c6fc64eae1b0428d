package beelab.rsvp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * The web application. {@code GET /} is the invitation, {@code POST /} an answer to it, {@code GET
 * /totals} the totals as JSON, and {@code GET /healthz} says whether the database answers.
 */
final class Frontend {

    private static final int PORT = 8080;
    private static final int MAX_BODY = 4096;

    private final Answers answers;

    Frontend(Answers answers) {
        this.answers = answers;
    }

    public static void main(String[] args) throws IOException {
        String[] place = env("GUEST_LIST", "rsvp-db:6379").split(":", 2);
        int port = place.length == 2 ? Integer.parseInt(place[1]) : 6379;
        Database database = new Database(place[0], port, env("RSVP_PASSWORD", ""));
        try {
            database.all();
        } catch (IOException e) {
            // Kubernetes starts us again, until the database is there.
            System.err.println("the database does not answer yet: " + e.getMessage());
            System.exit(1);
        }
        HttpServer server = new Frontend(database).serve(PORT);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(0)));
        System.out.println("listening on port " + PORT);
    }

    /** Starts to serve; port 0 takes any free one. */
    HttpServer serve(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.start();
        return server;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                route(exchange);
            } catch (IOException e) {
                System.err.println("the database does not answer: " + e.getMessage());
                send(exchange, 503, "text/html", Page.withoutAnswers());
            }
        }
    }

    private void route(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
            case "GET /" -> send(exchange, 200, "text/html", Page.html(answers.all(), ""));
            case "POST /" -> post(exchange);
            case "GET /totals" ->
                    send(exchange, 200, "application/json", Page.totals(answers.all()));
            case "GET /healthz" -> {
                answers.all();
                send(exchange, 200, "text/plain", "ok\n");
            }
            default -> send(exchange, 404, "text/plain", "There is nothing here.\n");
        }
    }

    private void post(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            send(exchange, 413, "text/plain", "That is too much for an answer.\n");
            return;
        }
        Answer answer;
        try {
            answer = Form.read(new String(body, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            send(exchange, 400, "text/html", Page.html(answers.all(), e.getMessage()));
            return;
        }
        answers.keep(answer);
        // Go and GET: a reload must not answer a second time.
        exchange.getResponseHeaders().set("Location", "/");
        exchange.sendResponseHeaders(303, -1);
    }

    private static void send(HttpExchange exchange, int status, String type, String text)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders()
                .set(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String env(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isBlank() ? otherwise : value;
    }
}
