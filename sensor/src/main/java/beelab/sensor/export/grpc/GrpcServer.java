package beelab.sensor.export.grpc;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Listens for gRPC clients on TCP and on a Unix socket that only its owner may open. Who talks to
 * this server may load policies into the kernel, so addresses that others can reach need client
 * certificates. One event loop thread serves all of them.
 */
public final class GrpcServer implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 4 << 20;

    /** Logs a stack trace for each client that goes away in the middle of a message, as all do. */
    private static final Logger NOISE = Logger.getLogger("io.grpc.netty.NettyServerHandler");

    static {
        NOISE.setLevel(Level.OFF);
    }

    private final MultiThreadIoEventLoopGroup loop;
    private final ThreadPoolExecutor calls;
    private final HealthStatusManager health = new HealthStatusManager();
    private final List<ServerServiceDefinition> services;
    private final boolean reflection;
    private final List<Server> servers = new ArrayList<>();
    private final List<Path> sockets = new ArrayList<>();

    /**
     * A server that listens nowhere yet.
     *
     * @param reflection whether clients may ask which services there are
     */
    public GrpcServer(List<BindableService> services, boolean reflection) {
        this.services =
                services.stream()
                        .map(service -> ServerInterceptors.intercept(service, new EarlyHeaders()))
                        .toList();
        this.reflection = reflection;
        this.loop =
                new MultiThreadIoEventLoopGroup(
                        1,
                        Thread.ofPlatform().name("grpc-io").daemon().factory(),
                        NioIoHandler.newFactory());
        this.calls =
                new ThreadPoolExecutor(
                        2,
                        2,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().name("grpc-call-", 0).daemon().factory());
        calls.allowCoreThreadTimeOut(true);
        setReady(false);
    }

    /** Tells health checks whether the agent receives events. */
    public void setReady(boolean ready) {
        ServingStatus status = ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        health.setStatus("", status);
        health.setStatus("liveness", status);
    }

    /**
     * Listens on a TCP address.
     *
     * @param tls null for a connection that is not encrypted
     * @return the port, chosen by the system when the address has port 0
     * @throws IOException when others can reach the address and clients need not prove who they
     *     are, when a file of TLS cannot be used, or when the address cannot be bound
     */
    public int listen(InetSocketAddress address, @Nullable ServerTls tls) throws IOException {
        if (address.isUnresolved()) {
            throw new IOException("cannot resolve " + address.getHostString());
        }
        if (!address.getAddress().isLoopbackAddress()
                && (tls == null || !tls.authenticatesClients())) {
            throw new IOException(
                    address.getHostString()
                            + " is not a loopback address, and anybody who reaches it could load"
                            + " policies: use localhost:54321,"
                            + " unix:///var/run/beelab/beelab.sock, or client certificates"
                            + " (--server-tls-cert-file, --server-tls-key-file,"
                            + " --server-tls-client-ca-files, --server-tls-require-client-cert)");
        }
        NettyServerBuilder builder = builder(address, NioServerSocketChannel.class);
        if (tls != null) {
            builder.sslContext(tls.context());
        }
        return start(everything(builder), address).getPort();
    }

    /**
     * Serves the health service alone, on any address: it tells nothing but whether the agent
     * works.
     *
     * @return the port, chosen by the system when the address has port 0
     * @throws IOException when the address cannot be bound
     */
    public int listenForHealth(InetSocketAddress address) throws IOException {
        NettyServerBuilder builder = builder(address, NioServerSocketChannel.class);
        return start(builder.addService(health.getHealthService()), address).getPort();
    }

    /**
     * Listens on a Unix socket with mode 0600. A socket that a dead agent left is replaced.
     *
     * @throws IOException when another agent listens there, or the folder cannot be written
     */
    public void listen(Path socket) throws IOException {
        Path folder = socket.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(socket + " is not the path of a socket");
        }
        Files.createDirectories(folder);
        if (Files.exists(socket) && answers(socket)) {
            throw new IOException("another agent listens on " + socket);
        }
        // Bound where nobody else may look, so that it is never open to others for a moment.
        Path hidden =
                Files.createTempDirectory(
                        folder,
                        ".listen",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        try {
            Path fresh = hidden.resolve("s");
            SocketAddress address = UnixDomainSocketAddress.of(fresh);
            start(everything(builder(address, NioServerDomainSocketChannel.class)), address);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            Files.move(fresh, socket, StandardCopyOption.REPLACE_EXISTING);
            sockets.add(socket);
        } finally {
            Files.deleteIfExists(hidden.resolve("s"));
            Files.deleteIfExists(hidden);
        }
    }

    private static boolean answers(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException _) {
            return false;
        }
    }

    private NettyServerBuilder builder(
            SocketAddress address, Class<? extends ServerChannel> channel) {
        return NettyServerBuilder.forAddress(address)
                .channelType(channel)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .executor(calls)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
    }

    private NettyServerBuilder everything(NettyServerBuilder builder) {
        services.forEach(builder::addService);
        builder.addService(health.getHealthService());
        if (reflection) {
            builder.addService(ProtoReflectionServiceV1.newInstance());
        }
        return builder;
    }

    private Server start(NettyServerBuilder builder, SocketAddress address) throws IOException {
        Server server = builder.build();
        try {
            server.start();
        } catch (IOException e) {
            throw e.getCause() instanceof BindException
                    ? new IOException(
                            "cannot listen on "
                                    + address
                                    + ": "
                                    + e.getCause().getMessage()
                                    + "; is another agent running?",
                            e)
                    : e;
        }
        servers.add(server);
        return server;
    }

    /** Stops listening, gives open calls two seconds, and removes the sockets. */
    @Override
    public void close() {
        health.enterTerminalState();
        servers.forEach(Server::shutdown);
        for (Server server : servers) {
            try {
                if (!server.awaitTermination(2, TimeUnit.SECONDS)) {
                    server.shutdownNow();
                }
            } catch (InterruptedException _) {
                server.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
        for (Path socket : sockets) {
            try {
                Files.deleteIfExists(socket);
            } catch (IOException _) {
                // The next agent replaces a socket that nobody answers on.
            }
        }
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2000);
        calls.shutdownNow();
    }
}
