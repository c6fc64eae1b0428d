package beelab.sensor.cli;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a client checks the agent, and shows who it is.
 *
 * @param authorities PEM files; empty for those of the JDK
 * @param certificate null for a client without one
 * @param key PKCS #8 in PEM, null without a certificate
 * @param serverName the name to look for in the agent's certificate; null for the address's
 */
record ClientTls(
        List<Path> authorities,
        @Nullable Path certificate,
        @Nullable Path key,
        @Nullable String serverName,
        boolean skipVerify) {
    ClientTls {
        authorities = List.copyOf(authorities);
    }

    /**
     * Reads the files.
     *
     * @throws CliException naming what is missing or cannot be used
     */
    SslContext context() {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient();
            if (skipVerify) {
                builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm(null);
            } else if (!authorities.isEmpty()) {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                for (Path file : authorities) {
                    all.write(read(file));
                }
                builder.trustManager(new ByteArrayInputStream(all.toByteArray()));
            }
            if (certificate != null && key != null) {
                builder.keyManager(
                        new ByteArrayInputStream(read(certificate)),
                        new ByteArrayInputStream(read(key)));
            }
            return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
        } catch (IOException e) {
            throw new CliException("TLS: " + e.getMessage(), 2);
        } catch (IllegalArgumentException e) {
            throw new CliException(
                    "TLS: a file is no certificate or PKCS #8 key in PEM: " + e.getMessage(), 2);
        }
    }

    private static byte[] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException("cannot read " + file, e);
        }
    }
}
