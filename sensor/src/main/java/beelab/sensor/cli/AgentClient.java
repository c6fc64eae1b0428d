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

/** A connection to the agent. */
final class AgentClient implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 10 << 20;
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
     */
    static AgentClient open(String address) {
        boolean unix = address.startsWith(UNIX);
        SocketAddress target =
                unix ? UnixDomainSocketAddress.of(address.substring(UNIX.length())) : tcp(address);
        EventLoopGroup loop =
                new MultiThreadIoEventLoopGroup(
                        1,
                        Thread.ofPlatform().name("grpc-io").daemon().factory(),
                        NioIoHandler.newFactory());
        ManagedChannel channel =
                NettyChannelBuilder.forAddress(target)
                        .overrideAuthority("localhost")
                        .usePlaintext()
                        .eventLoopGroup(loop)
                        .channelType(
                                unix ? NioDomainSocketChannel.class : NioSocketChannel.class,
                                target.getClass())
                        .directExecutor()
                        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                        .build();
        return new AgentClient(address, loop, channel);
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
                            : new CliException(
                                    "no agent at "
                                            + address
                                            + ": start one with `sudo bee agent`, or name another"
                                            + " with --server-address");
            case DEADLINE_EXCEEDED ->
                    new CliException(
                            "the agent at " + address + " did not answer in time (--timeout)");
            case UNIMPLEMENTED ->
                    new CliException("the agent at " + address + " does not know this command");
            default -> new CliException(text.isEmpty() ? status.toString() : text);
        };
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
