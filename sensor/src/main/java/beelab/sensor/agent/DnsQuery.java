package beelab.sensor.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.IDN;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** One question for the IPv4 address of a name (RFC 1035), of which nobody needs the answer. */
final class DnsQuery {
    private static final int PORT = 53;
    private static final int MAX_LABEL = 63;
    private static final int MAX_MESSAGE = 512;
    private static final int RECURSE = 0x0100;
    private static final int ADDRESS = 1;
    private static final int INTERNET = 1;

    private DnsQuery() {}

    /**
     * Asks a server and waits for its answer.
     *
     * @param server host, or host:port
     * @throws IOException when there is none in time, or the name cannot be asked for
     */
    static void ask(String server, String name, Duration patience) throws IOException {
        int id = ThreadLocalRandom.current().nextInt(1 << 16);
        byte[] question = question(id, name);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout((int) patience.toMillis());
            socket.connect(address(server));
            socket.send(new DatagramPacket(question, question.length));
            byte[] answer = new byte[MAX_MESSAGE];
            DatagramPacket packet = new DatagramPacket(answer, answer.length);
            do {
                socket.receive(packet);
            } while (packet.getLength() < 2 || (ByteBuffer.wrap(answer).getShort() & 0xffff) != id);
        }
    }

    private static InetSocketAddress address(String server) {
        int colon = server.lastIndexOf(':');
        boolean port = colon > 0 && server.indexOf(':') == colon;
        return port
                ? new InetSocketAddress(
                        server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)))
                : new InetSocketAddress(server, PORT);
    }

    private static byte[] question(int id, String name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int number : new int[] {id, RECURSE, 1, 0, 0, 0}) {
            out.write(number >> 8);
            out.write(number);
        }
        for (String label : IDN.toASCII(name).split("\\.")) {
            byte[] text = label.getBytes(StandardCharsets.US_ASCII);
            if (text.length == 0 || text.length > MAX_LABEL) {
                throw new IOException("\"" + name + "\" is no name of DNS");
            }
            out.write(text.length);
            out.writeBytes(text);
        }
        out.write(0);
        for (int number : new int[] {ADDRESS, INTERNET}) {
            out.write(number >> 8);
            out.write(number);
        }
        return out.toByteArray();
    }
}
