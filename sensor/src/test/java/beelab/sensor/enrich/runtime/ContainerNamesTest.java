package beelab.sensor.enrich.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import beelab.sensor.enrich.PodResolver.KnownPod;
import beelab.sensor.event.Pod;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerNamesTest {
    private static final String ID = "4f1a".repeat(16);
    private static final String OF_POD = "0123".repeat(16);
    private static final String STRANGER = "abcd".repeat(16);

    @TempDir Path folder;

    /** Answers on a real socket, in the words of the Docker Engine's interface. */
    private final class Docker implements AutoCloseable {
        private final Path socket = folder.resolve("docker.sock");
        private final ServerSocketChannel server;
        private final AtomicInteger questions = new AtomicInteger();

        Docker() throws IOException {
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofPlatform().daemon().start(this::serve);
        }

        private void serve() {
            while (true) {
                try (SocketChannel client = server.accept()) {
                    ByteBuffer request = ByteBuffer.allocate(4096);
                    int ignored = client.read(request);
                    String asked =
                            new String(
                                    request.array(), 0, request.position(), StandardCharsets.UTF_8);
                    questions.incrementAndGet();
                    ignored =
                            client.write(
                                    ByteBuffer.wrap(
                                            answer(asked).getBytes(StandardCharsets.UTF_8)));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        private static String answer(String asked) {
            if (asked.startsWith("GET /containers/" + ID + "/json HTTP/1.0\r\n")) {
                return """
                HTTP/1.0 200 OK\r
                Content-Type: application/json\r
                \r
                {"Id":"%s","Name":"/web","Image":"sha256:1","State":{"StartedAt":\
                "2026-11-25T08:00:00.5Z"},"Config":{"Image":"nginx:1","Labels":{"a":"b"}},\
                "HostConfig":{"Privileged":true}}\
                """
                        .formatted(ID);
            }
            if (asked.contains(OF_POD)) {
                return """
                HTTP/1.0 200 OK\r
                \r
                {"Id":"%s","Name":"/k8s_c_p_ns_1","Config":{"Labels":{\
                "io.kubernetes.pod.name":"p","io.kubernetes.pod.namespace":"ns",\
                "io.kubernetes.pod.uid":"u","io.kubernetes.container.name":"c"}}}\
                """
                        .formatted(OF_POD);
            }
            return "HTTP/1.0 404 Not Found\r\n\r\n{\"message\":\"No such container\"}";
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private static Pod find(ContainerNames names, String id) {
        await().atMost(Duration.ofSeconds(20)).until(() -> names.find(id) != null);
        return Objects.requireNonNull(names.find(id)).pod();
    }

    @Test
    void dockerTellsTheNameOfAContainerAndTheReaderNeverWaitsForIt() throws IOException {
        try (Docker docker = new Docker();
                ContainerNames names =
                        ContainerNames.of(List.of("docker://" + docker.socket), false)) {
            assertThat(names.find(ID)).as("not known yet").isNull();
            assertThat(names.mayStillFind(ID)).isTrue();
            Pod pod = find(names, ID);
            assertThat(pod.name()).isEqualTo("web");
            assertThat(pod.namespace()).isEmpty();
            assertThat(pod.container().id()).isEqualTo("docker://" + ID);
            assertThat(pod.container().imageName()).isEqualTo("nginx:1");
            assertThat(pod.container().privileged()).isTrue();
            assertThat(pod.container().startTime()).hasToString("2026-11-25T08:00:00.500Z");
            assertThat(pod.labels()).containsEntry("a", "b");
            assertThat(docker.questions).hasValue(1);
        }
    }

    @Test
    void containerThatNobodyKnowsIsAskedForOnceAndNotWaitedForAgain() throws IOException {
        try (Docker docker = new Docker();
                ContainerNames names =
                        ContainerNames.of(List.of("docker://" + docker.socket), false)) {
            assertThat(names.find(STRANGER)).isNull();
            await().until(() -> !names.mayStillFind(STRANGER));
            assertThat(names.find(STRANGER)).isNull();
            assertThat(names.mayStillFind(STRANGER)).isFalse();
            assertThat(docker.questions).hasValue(1);
        }
    }

    @Test
    void containerOfAPodHasItsPodUnlessTheApiKnowsMore() throws IOException {
        try (Docker docker = new Docker()) {
            List<String> addresses = List.of("docker://" + docker.socket);
            try (ContainerNames names = ContainerNames.of(addresses, false)) {
                Pod pod = find(names, OF_POD);
                assertThat(pod.namespace() + "/" + pod.name() + "/" + pod.container().name())
                        .isEqualTo("ns/p/c");
            }
            try (ContainerNames names = ContainerNames.of(addresses, true)) {
                assertThat(names.find(OF_POD)).isNull();
                await().until(() -> !names.mayStillFind(OF_POD));
            }
        }
    }

    @Test
    void runtimeThatDoesNotAnswerHoldsNobodyUp() throws IOException {
        Path dead = Files.createFile(folder.resolve("dead.sock"));
        try (ContainerNames names =
                ContainerNames.of(List.of("docker://" + dead, "containerd://" + dead), false)) {
            assertThat(names.find(ID)).isNull();
            await().atMost(Duration.ofSeconds(20)).until(() -> !names.mayStillFind(ID));
        }
    }

    @Test
    void answerIsForgottenAfterAWhileSoThatALateRuntimeIsFound() {
        long[] now = {0};
        boolean[] up = {false};
        ContainerRuntime late =
                new ContainerRuntime() {
                    @Override
                    public Optional<KnownPod> find(String id) {
                        Pod pod = beelab.sensor.event.Sample.pod("ns", "p");
                        return up[0] ? Optional.of(new KnownPod(pod, List.of())) : Optional.empty();
                    }

                    @Override
                    public void close() {}
                };
        try (ContainerNames names = new ContainerNames(List.of(late), false, () -> now[0])) {
            assertThat(names.find(ID)).isNull();
            await().until(() -> !names.mayStillFind(ID));
            up[0] = true;
            assertThat(names.find(ID)).as("too early to ask again").isNull();
            now[0] += Duration.ofMinutes(1).toNanos();
            assertThat(find(names, ID).name()).isEqualTo("p");
        }
    }

    @Test
    void withoutASocketNobodyWaits() {
        try (ContainerNames names = ContainerNames.of(ContainerNames.USUAL.subList(0, 0), false)) {
            assertThat(names.mayStillFind(ID)).isFalse();
            assertThat(names.find(ID)).isNull();
        }
        assertThatThrownBy(() -> ContainerNames.of(List.of("crio:///run/crio.sock"), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected docker:///SOCKET or containerd:///SOCKET");
    }
}
