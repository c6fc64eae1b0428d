package beelab.sensor.enrich.runtime;

import beelab.sensor.enrich.PodResolver.KnownPod;
import beelab.sensor.event.Container;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Docker Engine's HTTP interface on its Unix socket; Podman has the same one. */
final class DockerRuntime implements ContainerRuntime {
    private static final int MAX_ANSWER = 4 << 20;

    private final Path socket;

    DockerRuntime(Path socket) {
        this.socket = socket;
    }

    @Override
    public Optional<KnownPod> find(String id) throws IOException {
        String answer = get("/containers/" + id + "/json");
        int body = answer.indexOf("\r\n\r\n");
        String status = answer.lines().findFirst().orElse("");
        if (status.contains(" 404 ")) {
            return Optional.empty();
        }
        if (body < 0 || !status.contains(" 200 ")) {
            throw new IOException("Docker answers \"" + status + "\"");
        }
        try {
            return Optional.of(container(JsonMapper.shared().readTree(answer.substring(body + 4))));
        } catch (JacksonException e) {
            throw new IOException("Docker's answer is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static KnownPod container(JsonNode told) {
        String name = told.path("Name").asString("");
        Map<String, String> labels = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> label : told.path("Config").path("Labels").properties()) {
            labels.put(label.getKey(), label.getValue().asString(""));
        }
        JsonNode privileged = told.path("HostConfig").path("Privileged");
        return Labels.pod(
                new Container(
                        "docker://" + told.path("Id").asString(""),
                        name.startsWith("/") ? name.substring(1) : name,
                        told.path("Image").asString(""),
                        told.path("Config").path("Image").asString(""),
                        time(told.path("State").path("StartedAt").asString("")),
                        null,
                        false,
                        privileged.isBoolean() ? privileged.asBoolean() : null),
                labels);
    }

    private static @Nullable Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException _) {
            return null;
        }
    }

    /** HTTP/1.0: one answer, not in pieces, and the engine closes the connection behind it. */
    private String get(String path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            String request = "GET " + path + " HTTP/1.0\r\nHost: docker\r\n\r\n";
            ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
            while (out.hasRemaining()) {
                int ignored = channel.write(out);
            }
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer in = ByteBuffer.allocate(64 * 1024);
            while (channel.read(in) >= 0) {
                answer.write(in.array(), 0, in.position());
                in.clear();
                if (answer.size() > MAX_ANSWER) {
                    throw new IOException("Docker's answer has no end");
                }
            }
            return answer.toString(StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "docker at " + socket;
    }
}
