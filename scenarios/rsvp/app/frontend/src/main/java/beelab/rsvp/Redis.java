package beelab.rsvp;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection to Redis: just as much of its protocol (RESP2,
 * https://redis.io/docs/reference/protocol-spec/) as a guest list needs. Debian has no client for
 * Java, and this image is built from Debian alone.
 */
final class Redis implements AutoCloseable {

    private static final int CONNECT_MILLIS = 3000;
    private static final int READ_MILLIS = 5000;
    private static final int MAX_BYTES = 1 << 20;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;

    Redis(String host, int port) throws IOException {
        socket.setSoTimeout(READ_MILLIS);
        socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
        out = new BufferedOutputStream(socket.getOutputStream());
    }

    /**
     * Sends commands in one go and returns their replies in the same order: a text, a Long, a list
     * of replies, or an empty text for nil.
     *
     * @throws IOException when the server is away, or answers with an error
     */
    List<Object> call(List<List<String>> commands) throws IOException {
        for (List<String> command : commands) {
            line('*', command.size());
            for (String word : command) {
                byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
                line('$', bytes.length);
                out.write(bytes);
                out.write('\r');
                out.write('\n');
            }
        }
        out.flush();
        List<Object> replies = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            replies.add(reply());
        }
        return replies;
    }

    private void line(char kind, int number) throws IOException {
        out.write((kind + Integer.toString(number) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private Object reply() throws IOException {
        String line = line();
        String rest = line.substring(1);
        switch (line.charAt(0)) {
            case '+':
                return rest;
            case '-':
                throw new IOException("Redis says: " + rest);
            case ':':
                return number(rest);
            case '$':
                return bulk((int) number(rest));
            case '*':
                List<Object> elements = new ArrayList<>();
                for (long i = number(rest); i > 0; i--) {
                    elements.add(reply());
                }
                return elements;
            default:
                throw new IOException("this is no Redis: it answered " + line);
        }
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return "";
        }
        if (length > MAX_BYTES) {
            throw new IOException("a reply of " + length + " bytes is too long");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length || !line().isEmpty()) {
            throw new EOFException("the reply was cut");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A line without its end; a reply's first line has at least one character. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\r'; c = in.read()) {
            if (c < 0 || line.length() > MAX_BYTES) {
                throw new EOFException("the connection was closed");
            }
            line.append((char) c);
        }
        if (in.read() != '\n') {
            throw new IOException("a line did not end as Redis ends lines");
        }
        return line.toString();
    }

    private static long number(String text) throws IOException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException("not a number in a reply: " + text, e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
