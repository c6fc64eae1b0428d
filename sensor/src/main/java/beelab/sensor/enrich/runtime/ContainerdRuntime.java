package beelab.sensor.enrich.runtime;

import beelab.sensor.api.containerd.Container;
import beelab.sensor.api.containerd.ContainersGrpc;
import beelab.sensor.api.containerd.GetContainerRequest;
import beelab.sensor.enrich.PodResolver.KnownPod;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * containerd on its Unix socket. It keeps containers in namespaces of its own: those of kubelets,
 * of nerdctl and ctr. Docker's are there too, but without a name.
 */
final class ContainerdRuntime implements ContainerRuntime {
    private static final Metadata.Key<String> NAMESPACE =
            Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER);
    private static final List<String> NAMESPACES = List.of("k8s.io", "default");
    private static final String NERDCTL_NAME = "nerdctl/name";
    private static final int SECONDS = 2;

    private final Path socket;
    private final EventLoopGroup loop;
    private final ManagedChannel channel;

    ContainerdRuntime(Path socket) {
        this.socket = socket;
        this.loop =
                new MultiThreadIoEventLoopGroup(
                        1,
                        Thread.ofPlatform().name("containerd-io").daemon().factory(),
                        NioIoHandler.newFactory());
        this.channel =
                NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                        .overrideAuthority("localhost")
                        .usePlaintext()
                        .eventLoopGroup(loop)
                        .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
                        .directExecutor()
                        .build();
    }

    @Override
    public Optional<KnownPod> find(String id) throws IOException {
        for (String namespace : NAMESPACES) {
            Metadata headers = new Metadata();
            headers.put(NAMESPACE, namespace);
            try {
                Container container =
                        ContainersGrpc.newBlockingStub(channel)
                                .withInterceptors(
                                        MetadataUtils.newAttachHeadersInterceptor(headers))
                                .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
                                .get(GetContainerRequest.newBuilder().setId(id).build())
                                .getContainer();
                return Optional.of(pod(container));
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
                    Throwable cause = e.getCause() == null ? e : e.getCause();
                    throw new IOException(e.getStatus().getCode() + ", " + cause.getMessage(), e);
                }
            }
        }
        return Optional.empty();
    }

    private static KnownPod pod(Container container) {
        Map<String, String> labels = container.getLabelsMap();
        return Labels.pod(
                new beelab.sensor.event.Container(
                        "containerd://" + container.getId(),
                        labels.getOrDefault(NERDCTL_NAME, container.getId()),
                        "",
                        container.getImage(),
                        null,
                        null,
                        false,
                        null),
                labels);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Override
    public String toString() {
        return "containerd at " + socket;
    }
}
