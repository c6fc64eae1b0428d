package beelab.sensor.agent;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Where the agent listens. */
sealed interface ServerAddress {

    /** A TCP address; brings the Unix socket in the runtime folder along. */
    record Tcp(InetSocketAddress address) implements ServerAddress {}

    /** A Unix socket. */
    record Unix(Path socket) implements ServerAddress {}

    /** Nowhere. */
    record None() implements ServerAddress {}

    /**
     * Reads an address.
     *
     * @throws AgentException for anything but host:port, unix:///path or an empty text
     */
    static ServerAddress parse(String text) throws AgentException {
        if (text.isEmpty()) {
            return new None();
        }
        if (text.startsWith("unix://")) {
            return new Unix(Path.of(text.substring("unix://".length())));
        }
        return new Tcp(tcp("--server-address", text));
    }

    /**
     * Reads {@code host:port}; without a host every address of the machine is meant.
     *
     * @throws AgentException for anything else
     */
    static InetSocketAddress tcp(String flag, String text) throws AgentException {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (port >= 0 && port < 65536 && colon == 0) {
                return new InetSocketAddress(port);
            }
            if (port >= 0 && port < 65536 && colon > 0) {
                return new InetSocketAddress(text.substring(0, colon), port);
            }
        } catch (NumberFormatException _) {
            // Answered below, as any other text that is not an address.
        }
        throw new AgentException(
                flag
                        + " "
                        + text
                        + ": expected host:port"
                        + (flag.equals("--server-address") ? " or unix:///path" : ""));
    }
}
