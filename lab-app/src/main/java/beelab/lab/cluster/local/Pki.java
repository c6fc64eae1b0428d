package beelab.lab.cluster.local;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * The certificates of one cluster run: an own authority and one key per part, EC P-256, made new at
 * every start and valid for a week. Files are readable by root only.
 */
final class Pki {

    private static final Duration VALIDITY = Duration.ofDays(7);
    private static final X500Name AUTHORITY = new X500Name("CN=beelab-local-ca");

    private final Path folder;
    private final KeyPair authority;
    private final SecureRandom random = new SecureRandom();

    private Pki(Path folder, KeyPair authority) {
        this.folder = folder;
        this.authority = authority;
    }

    /**
     * Makes all keys, certificates and kubeconfigs.
     *
     * @param folder where they go; created with mode 0700
     * @param address address of the API server and the kubelet: the one of the bridge
     * @param service first address of the service range, by which pods reach the API server
     */
    static Pki create(Path folder, String address, String service) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        try {
            Pki pki = new Pki(folder, keyPair());
            pki.writeAuthority();
            pki.writeServerCertificates(address, service);
            pki.writeClients("https://" + address + ":" + Ports.API_SERVER);
            pki.writeTokenKey();
            return pki;
        } catch (GeneralSecurityException | OperatorCreationException failed) {
            throw new IOException("cannot make certificates: " + failed.getMessage(), failed);
        }
    }

    /** A file of this PKI, such as {@code ca.crt} or {@code kubelet.key}. */
    String file(String name) {
        return folder.resolve(name).toString();
    }

    private void writeServerCertificates(String address, String service)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        issue("etcd", "CN=etcd", true, List.of("127.0.0.1", "localhost"));
        issue("etcd-client", "CN=apiserver-etcd", false, List.of());
        issue(
                "apiserver",
                "CN=kube-apiserver",
                true,
                List.of(
                        address,
                        "127.0.0.1",
                        service,
                        "localhost",
                        "kubernetes",
                        "kubernetes.default",
                        "kubernetes.default.svc",
                        "kubernetes.default.svc.cluster.local"));
        issue("kubelet-client", "O=system:masters,CN=apiserver-kubelet-client", false, List.of());
    }

    private void writeClients(String server)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        List<String> loopback = List.of("127.0.0.1");
        kubeconfig("cm", "CN=system:kube-controller-manager", loopback, server);
        kubeconfig("scheduler", "CN=system:kube-scheduler", loopback, server);
        kubeconfig(
                "kubelet",
                "O=system:nodes,CN=system:node:" + ControlPlane.NODE,
                List.of(server.replaceAll("https://|:\\d+$", ""), ControlPlane.NODE),
                server);
        kubeconfig("proxy", "CN=system:kube-proxy", List.of(), server);
        kubeconfig("admin", "O=system:masters,CN=lab-admin", List.of(), server);
    }

    private void writeAuthority()
            throws IOException, GeneralSecurityException, OperatorCreationException {
        X509v3CertificateBuilder builder = builder(AUTHORITY, authority);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        write("ca.crt", pem(sign(builder)));
        // The authority's key is never written: nothing else can be signed after the start.
    }

    private void issue(String name, String subject, boolean server, List<String> names)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair keys = keyPair();
        X509v3CertificateBuilder builder = builder(new X500Name(subject), keys);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        KeyPurposeId[] purposes =
                server
                        ? new KeyPurposeId[] {
                            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                        }
                        : new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth};
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
        if (!names.isEmpty()) {
            GeneralName[] alternatives =
                    names.stream().map(Pki::alternativeName).toArray(GeneralName[]::new);
            builder.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
        }
        write(name + ".crt", pem(sign(builder)));
        write(name + ".key", pem(privateKey(keys)));
    }

    private static GeneralName alternativeName(String name) {
        boolean address = Arrays.stream(name.split("\\.")).allMatch(p -> p.matches("\\d+"));
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    private void kubeconfig(String name, String subject, List<String> names, String server)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        issue(name, subject, !names.isEmpty(), names);
        write(
                name + ".kubeconfig",
                """
                apiVersion: v1
                kind: Config
                clusters:
                - name: beelab
                  cluster: {server: "%s", certificate-authority-data: %s}
                users:
                - name: %s
                  user: {client-certificate-data: %s, client-key-data: %s}
                contexts:
                - name: beelab
                  context: {cluster: beelab, user: %s, namespace: default}
                current-context: beelab
                """
                        .formatted(
                                server,
                                base64("ca.crt"),
                                name,
                                base64(name + ".crt"),
                                base64(name + ".key"),
                                name));
    }

    /** The key pair that signs and checks the tokens of service accounts. */
    private void writeTokenKey() throws IOException, GeneralSecurityException {
        KeyPair keys = keyPair();
        write("sa.key", pem(privateKey(keys)));
        write("sa.pub", pem(keys.getPublic()));
    }

    private X509v3CertificateBuilder builder(X500Name subject, KeyPair keys) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                AUTHORITY,
                new BigInteger(120, random),
                // A little in the past, against clocks that are set back after a suspend.
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(VALIDITY)),
                subject,
                keys.getPublic());
    }

    private X509CertificateHolder sign(X509v3CertificateBuilder builder)
            throws OperatorCreationException {
        return builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate()));
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /** SEC 1 with the curve's name inside: the JDK leaves it out, and fabric8 needs it there. */
    private static PemObject privateKey(KeyPair keys) throws IOException {
        ECPrivateKey key =
                new ECPrivateKey(
                        256,
                        ((java.security.interfaces.ECPrivateKey) keys.getPrivate()).getS(),
                        X9ObjectIdentifiers.prime256v1);
        return new PemObject("EC PRIVATE KEY", key.getEncoded());
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private String base64(String name) throws IOException {
        byte[] content = Files.readString(folder.resolve(name)).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(content);
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }
}
