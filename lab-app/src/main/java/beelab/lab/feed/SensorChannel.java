package beelab.lab.feed;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;

/** Opens channels to a sensor: plaintext, on loopback or on a unix socket. */
final class SensorChannel {

    private static final String UNIX = "unix://";

    /**
     * One thread for every connection of the lab; a daemon, so it never keeps the program alive.
     */
    private static final MultiThreadIoEventLoopGroup LOOP =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("sensor-io", true), NioIoHandler.newFactory());

    private SensorChannel() {}

    /**
     * @param target {@code host:port} or {@code unix:///path}
     */
    static ManagedChannel open(String target, int maxMessageBytes) {
        NettyChannelBuilder builder;
        if (target.startsWith(UNIX)) {
            builder =
                    NettyChannelBuilder.forAddress(
                                    UnixDomainSocketAddress.of(target.substring(UNIX.length())))
                            .channelType(
                                    NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
                            .overrideAuthority("localhost");
        } else {
            int colon = target.lastIndexOf(':');
            builder =
                    NettyChannelBuilder.forAddress(
                                    new InetSocketAddress(
                                            target.substring(0, colon),
                                            Integer.parseInt(target.substring(colon + 1))))
                            .channelType(NioSocketChannel.class);
        }
        return builder.eventLoopGroup(LOOP)
                .usePlaintext()
                .maxInboundMessageSize(maxMessageBytes)
                .build();
    }
}
