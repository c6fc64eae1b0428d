package beelab.sensor.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority for tests: the JDK's own keytool, and PEM files in a folder. */
public final class Certificates {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;

    /** Files go into the folder. */
    public Certificates(Path folder) {
        this.folder = folder;
    }

    /** Makes an authority; its certificate is {@code chain(name)}. */
    public void authority(String name) throws IOException, GeneralSecurityException {
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keystore",
                store(name),
                "-dname",
                "CN=" + name,
                "-keyalg",
                "EC",
                "-ext",
                "bc:c",
                "-validity",
                "2");
        writePem(name, List.of(name));
    }

    /** Makes a key and a certificate of an authority, for a host or a client of that name. */
    public void issue(String name, String authority, String commonName)
            throws IOException, GeneralSecurityException {
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keystore",
                store(name),
                "-dname",
                "CN=" + commonName,
                "-keyalg",
                "EC",
                "-validity",
                "2");
        String request = folder.resolve(name + ".csr").toString();
        String issued = folder.resolve(name + ".crt").toString();
        keytool("-certreq", "-alias", name, "-keystore", store(name), "-file", request);
        keytool(
                "-gencert",
                "-alias",
                authority,
                "-keystore",
                store(authority),
                "-infile",
                request,
                "-outfile",
                issued,
                "-rfc",
                "-ext",
                "san=dns:" + commonName + ",ip:127.0.0.1",
                "-validity",
                "2");
        String authorityFile = chain(authority).toString();
        keytool(
                "-importcert",
                "-alias",
                authority,
                "-keystore",
                store(name),
                "-file",
                authorityFile,
                "-noprompt");
        keytool("-importcert", "-alias", name, "-keystore", store(name), "-file", issued);
        writePem(name, List.of(name));
    }

    /** The certificate in PEM. */
    public Path chain(String name) {
        return folder.resolve(name + ".pem");
    }

    /** The private key, PKCS #8 in PEM. */
    public Path key(String name) {
        return folder.resolve(name + ".key");
    }

    private String store(String name) {
        return folder.resolve(name + ".p12").toString();
    }

    private void writePem(String name, List<String> aliases)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(store(name)))) {
            store.load(in, PASSWORD);
        }
        StringBuilder chain = new StringBuilder();
        for (String alias : aliases) {
            chain.append(pem("CERTIFICATE", store.getCertificate(alias).getEncoded()));
        }
        Files.writeString(chain(name), chain);
        Files.writeString(key(name), pem("PRIVATE KEY", store.getKey(name, PASSWORD).getEncoded()));
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN "
                + kind
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END "
                + kind
                + "-----\n";
    }

    private static void keytool(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", new String(PASSWORD), "-storetype", "PKCS12"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
