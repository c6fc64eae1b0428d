package beelab.rsvp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrontendTest {

    private final Memory memory = new Memory();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = new Frontend(memory).serve(0);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void countsAnswersAndShowsTheLatestFirst() throws Exception {
        assertThat(post("Maya", "yes").statusCode()).isEqualTo(303);
        post("Willy", "maybe");
        post("Flip", "no");

        assertThat(get("/totals").body()).isEqualTo("{\"yes\":1,\"maybe\":1,\"no\":1}\n");
        assertThat(get("/").body())
                .containsSubsequence(
                        "<b>Flip</b> cannot come", "<b>Willy</b> may come", "<b>Maya</b> comes");
    }

    @Test
    void aGuestWhoAnswersAgainChangesHerMind() throws Exception {
        post("Maya", "yes");
        post("Maya", "no");

        assertThat(get("/totals").body()).isEqualTo("{\"yes\":0,\"maybe\":0,\"no\":1}\n");
    }

    @Test
    void aNameIsTextAndNeverMarkup() throws Exception {
        post("<script>alert('x')</script>", "yes");

        assertThat(get("/").body())
                .doesNotContain("<script>")
                .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
    }

    @Test
    void saysWhatIsMissingInAnAnswer() throws Exception {
        assertThat(post("  ", "yes"))
                .satisfies(r -> assertThat(r.statusCode()).isEqualTo(400))
                .satisfies(r -> assertThat(r.body()).contains("Please tell us your name."));
        assertThat(post("Maya", "perhaps").body()).contains("one of the three answers");
        assertThat(post("M".repeat(61), "yes").body()).contains("60 characters");
        assertThat(post("M".repeat(5000), "yes").statusCode()).isEqualTo(413);
        assertThat(memory.answers).isEmpty();
    }

    @Test
    void saysSoWhenTheDatabaseIsAway() throws Exception {
        memory.away = true;

        assertThat(get("/healthz").statusCode()).isEqualTo(503);
        assertThat(get("/").body()).contains("The database does not answer");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String guest, String reply) throws Exception {
        String form =
                "guest=" + URLEncoder.encode(guest, StandardCharsets.UTF_8) + "&reply=" + reply;
        return client.send(
                HttpRequest.newBuilder(at("/"))
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private static final class Memory implements Answers {
        final Map<String, Answer> answers = new LinkedHashMap<>();
        volatile boolean away;

        @Override
        public synchronized void keep(Answer answer) {
            answers.remove(answer.guest());
            answers.put(answer.guest(), answer);
        }

        @Override
        public synchronized List<Answer> all() throws IOException {
            if (away) {
                throw new IOException("connection refused");
            }
            List<Answer> latestFirst = new ArrayList<>(answers.values());
            Collections.reverse(latestFirst);
            return latestFirst;
        }
    }
}
