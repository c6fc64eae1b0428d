package beelab.sensor.export.grpc;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How the server shows who it is on TCP, and whom it serves.
 *
 * @param certificate the chain in PEM, the server's own certificate first
 * @param key its private key, PKCS #8 in PEM, not encrypted
 * @param clientAuthorities PEM files of authorities for client certificates; empty to accept none
 * @param requireClientCertificate refuse clients without a certificate of these authorities
 */
public record ServerTls(
        Path certificate,
        Path key,
        List<Path> clientAuthorities,
        boolean requireClientCertificate) {
    public ServerTls {
        clientAuthorities = List.copyOf(clientAuthorities);
    }

    /** Whether only clients that proved who they are get through. */
    boolean authenticatesClients() {
        return requireClientCertificate && !clientAuthorities.isEmpty();
    }

    /**
     * Reads the files.
     *
     * @throws IOException naming the file that is missing or cannot be used
     */
    SslContext context() throws IOException {
        byte[] chain = read("--server-tls-cert-file", certificate);
        byte[] secret = read("--server-tls-key-file", key);
        SslContextBuilder builder;
        try {
            builder =
                    SslContextBuilder.forServer(
                            new ByteArrayInputStream(chain), new ByteArrayInputStream(secret));
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "TLS: "
                            + certificate
                            + " and "
                            + key
                            + " are no certificate and PKCS #8 key in PEM: "
                            + reason(e),
                    e);
        }
        if (!clientAuthorities.isEmpty()) {
            ByteArrayOutputStream authorities = new ByteArrayOutputStream();
            for (Path file : clientAuthorities) {
                authorities.write(read("--server-tls-client-ca-files", file));
            }
            try {
                builder.trustManager(new ByteArrayInputStream(authorities.toByteArray()));
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        "--server-tls-client-ca-files: no certificates in PEM: " + reason(e), e);
            }
            builder.clientAuth(requireClientCertificate ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
        }
        return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
    }

    private static byte[] read(String flag, Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException(flag + ": cannot read " + file, e);
        }
    }

    private static String reason(Exception e) {
        Throwable cause = e.getCause();
        return String.valueOf((cause == null ? e : cause).getMessage());
    }
}
