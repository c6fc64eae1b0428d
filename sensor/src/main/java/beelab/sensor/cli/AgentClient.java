package beelab.sensor.cli;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A connection to the agent. */
final class AgentClient implements AutoCloseable {
    private static final String UNIX = "unix://";

    private final String address;
    private final EventLoopGroup loop;
    private final ManagedChannel channel;

    private AgentClient(String address, EventLoopGroup loop, ManagedChannel channel) {
        this.address = address;
        this.loop = loop;
        this.channel = channel;
    }

    /**
     * Prepares a connection.
     *
     * @param address {@code host:port} or {@code unix:///path}
     * @param tls null for a connection that is not encrypted, which a Unix socket always is
     */
    static AgentClient open(String address, @Nullable ClientTls tls, int maxMessageBytes) {
        boolean unix = address.startsWith(UNIX);
        SocketAddress target =
                unix ? UnixDomainSocketAddress.of(address.substring(UNIX.length())) : tcp(address);
        EventLoopGroup loop =
                new MultiThreadIoEventLoopGroup(
                        1,
                        Thread.ofPlatform().name("grpc-io").daemon().factory(),
                        NioIoHandler.newFactory());
        NettyChannelBuilder builder =
                NettyChannelBuilder.forAddress(target)
                        .eventLoopGroup(loop)
                        .channelType(
                                unix ? NioDomainSocketChannel.class : NioSocketChannel.class,
                                target.getClass())
                        .directExecutor()
                        .maxInboundMessageSize(maxMessageBytes);
        if (tls == null || unix) {
            builder.usePlaintext().overrideAuthority("localhost");
        } else {
            builder.sslContext(tls.context());
            if (tls.serverName() != null) {
                builder.overrideAuthority(tls.serverName());
            }
        }
        return new AgentClient(address, loop, builder.build());
    }

    private static SocketAddress tcp(String address) {
        int colon = address.lastIndexOf(':');
        try {
            int port = Integer.parseInt(address.substring(colon + 1));
            if (colon > 0 && port > 0 && port < 65536) {
                return new InetSocketAddress(address.substring(0, colon), port);
            }
        } catch (NumberFormatException _) {
            // Answered below, as any other text that is not an address.
        }
        throw new CliException(
                "\"" + address + "\" is not an address; expected host:port or unix:///path", 2);
    }

    ManagedChannel channel() {
        return channel;
    }

    String address() {
        return address;
    }

    /** Makes a call and turns its failure into one line for the user. */
    <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw explain(e.getStatus());
        }
    }

    /** What a failed call means to the user. */
    CliException explain(Status status) {
        String text = status.getDescription() == null ? "" : status.getDescription();
        return switch (status.getCode()) {
            case UNAVAILABLE ->
                    text.equals("agent stops")
                            ? new CliException("the agent at " + address + " has stopped")
                            : new UnreachableException(
                                    "no agent at "
                                            + address
                                            + ": start one with `sudo bee agent`, or name another"
                                            + " with --server-address"
                                            + refusal(status));
            case DEADLINE_EXCEEDED ->
                    new CliException(
                            "the agent at " + address + " did not answer in time (--timeout)");
            case UNIMPLEMENTED ->
                    new CliException("the agent at " + address + " does not know this command");
            default -> new CliException(text.isEmpty() ? status.toString() : text);
        };
    }

    /** Why TLS failed, which looks like nobody being there. */
    private static String refusal(Status status) {
        for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return " (TLS: " + cause.getMessage() + ")";
            }
        }
        return "";
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
}
