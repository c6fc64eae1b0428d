package beelab.sensor.export.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.sensor.api.FineGuidanceSensorsGrpc;
import beelab.sensor.api.GetVersionRequest;
import beelab.sensor.api.GetVersionResponse;
import beelab.sensor.testing.Certificates;
import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real TLS connections, with certificates made by the JDK's keytool. */
class TlsTest {
    @TempDir static Path folder;

    private static Certificates certificates = new Certificates(Path.of(""));

    private final List<ManagedChannel> channels = new ArrayList<>();
    private final GrpcServer server = new GrpcServer(List.<BindableService>of(new Version()), true);

    private static final class Version extends FineGuidanceSensorsGrpc.FineGuidanceSensorsImplBase {
        @Override
        public void getVersion(
                GetVersionRequest request, StreamObserver<GetVersionResponse> observer) {
            observer.onNext(GetVersionResponse.newBuilder().setVersion("1").build());
            observer.onCompleted();
        }
    }

    @BeforeAll
    static void make() throws Exception {
        certificates = new Certificates(folder);
        certificates.authority("ca");
        certificates.authority("stranger");
        certificates.issue("server", "ca", "localhost");
        certificates.issue("client", "ca", "client");
        certificates.issue("intruder", "stranger", "intruder");
    }

    @AfterEach
    void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        server.close();
    }

    private ServerTls tls(boolean clients) {
        return new ServerTls(
                certificates.chain("server"),
                certificates.key("server"),
                clients ? List.of(certificates.chain("ca")) : List.of(),
                clients);
    }

    private String version(int port, TlsChannelCredentials.Builder credentials) {
        ManagedChannel channel =
                Grpc.newChannelBuilder("localhost:" + port, credentials.build()).build();
        channels.add(channel);
        return FineGuidanceSensorsGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .getVersion(GetVersionRequest.getDefaultInstance())
                .getVersion();
    }

    private TlsChannelCredentials.Builder trusting(String authority) throws IOException {
        return TlsChannelCredentials.newBuilder()
                .trustManager(certificates.chain(authority).toFile());
    }

    @Test
    void clientSeesWhoTheServerIs() throws Exception {
        int port = server.listen(new InetSocketAddress("localhost", 0), tls(false));
        assertThat(version(port, trusting("ca"))).isEqualTo("1");
        assertThatThrownBy(() -> version(port, trusting("stranger")))
                .isInstanceOf(StatusRuntimeException.class);
    }

    @Test
    void onlyClientsOfTheAuthorityAreServedAndThenAnyAddressWillDo() throws Exception {
        int port = server.listen(new InetSocketAddress("0.0.0.0", 0), tls(true));
        assertThat(
                        version(
                                port,
                                trusting("ca")
                                        .keyManager(
                                                certificates.chain("client").toFile(),
                                                certificates.key("client").toFile())))
                .isEqualTo("1");
        assertThatThrownBy(() -> version(port, trusting("ca")))
                .isInstanceOf(StatusRuntimeException.class);
        assertThatThrownBy(() ->
                        version(
                                port,
                                trusting("ca")
                                        .keyManager(
                                                certificates.chain("intruder").toFile(),
                                                certificates.key("intruder").toFile())))
                .isInstanceOf(StatusRuntimeException.class);
    }

    @Test
    void encryptionAloneDoesNotOpenAnAddressThatOthersReach() {
        assertThatThrownBy(() -> server.listen(new InetSocketAddress("0.0.0.0", 0), tls(false)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a loopback address")
                .hasMessageContaining("--server-tls-require-client-cert");
    }

    @Test
    void filesThatCannotBeUsedAreNamed() throws IOException {
        Path missing = folder.resolve("missing.pem");
        Path nonsense = Files.writeString(folder.resolve("nonsense.pem"), "nonsense");
        InetSocketAddress address = new InetSocketAddress("localhost", 0);
        assertThatThrownBy(() ->
                        server.listen(
                                address,
                                new ServerTls(
                                        missing, certificates.key("server"), List.of(), false)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("--server-tls-cert-file: cannot read " + missing);
        assertThatThrownBy(() ->
                        server.listen(
                                address,
                                new ServerTls(
                                        certificates.chain("server"), nonsense, List.of(), false)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nonsense.pem");
        assertThatThrownBy(() ->
                        server.listen(
                                address,
                                new ServerTls(
                                        certificates.chain("server"),
                                        certificates.key("server"),
                                        List.of(nonsense),
                                        true)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("--server-tls-client-ca-files");
    }

    @Test
    void healthHasAnAddressOfItsOwnThatServesNothingElse() throws IOException {
        int port = server.listenForHealth(new InetSocketAddress("localhost", 0));
        server.setReady(true);
        ManagedChannel channel = plain(port);
        assertThat(
                        HealthGrpc.newBlockingStub(channel)
                                .check(
                                        HealthCheckRequest.newBuilder()
                                                .setService("liveness")
                                                .build())
                                .getStatus())
                .isEqualTo(ServingStatus.SERVING);
        assertThatThrownBy(() ->
                        FineGuidanceSensorsGrpc.newBlockingStub(channel)
                                .getVersion(GetVersionRequest.getDefaultInstance()))
                .hasMessageContaining("UNIMPLEMENTED");
    }

    @Test
    void reflectionIsThereWhenAskedForOnly() throws Exception {
        int port = server.listen(new InetSocketAddress("localhost", 0), null);
        assertThat(services(plain(port))).contains("tetragon.FineGuidanceSensors");
        try (GrpcServer silent = new GrpcServer(List.<BindableService>of(new Version()), false)) {
            int silentPort = silent.listen(new InetSocketAddress("localhost", 0), null);
            assertThatThrownBy(() -> services(plain(silentPort)))
                    .hasMessageContaining("UNIMPLEMENTED");
        }
    }

    private ManagedChannel plain(int port) {
        ManagedChannel channel =
                io.grpc.netty.NettyChannelBuilder.forAddress("localhost", port)
                        .usePlaintext()
                        .build();
        channels.add(channel);
        return channel;
    }

    private static List<String> services(ManagedChannel channel)
            throws InterruptedException, ExecutionException {
        CompletableFuture<List<String>> names = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> call =
                ServerReflectionGrpc.newStub(channel)
                        .serverReflectionInfo(
                                new StreamObserver<>() {
                                    @Override
                                    public void onNext(ServerReflectionResponse response) {
                                        names.complete(
                                                response
                                                        .getListServicesResponse()
                                                        .getServiceList()
                                                        .stream()
                                                        .map(service -> service.getName())
                                                        .toList());
                                    }

                                    @Override
                                    public void onError(Throwable t) {
                                        names.completeExceptionally(t);
                                    }

                                    @Override
                                    public void onCompleted() {}
                                });
        call.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        List<String> found = names.get();
        call.onCompleted();
        return found;
    }
}
