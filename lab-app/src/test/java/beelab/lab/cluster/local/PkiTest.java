package beelab.lab.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PkiTest {

    @TempDir Path folder;
    private Path made;

    @BeforeEach
    void make() throws IOException {
        made = folder.resolve("pki");
        Pki.create(made, "172.17.0.1", "10.96.0.1");
    }

    private X509Certificate certificate(String name) throws Exception {
        try (InputStream in = Files.newInputStream(made.resolve(name))) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    @Test
    void every_certificate_is_signed_by_the_authority() throws Exception {
        X509Certificate authority = certificate("ca.crt");
        try (Stream<Path> files = Files.list(made)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".crt")).toList()) {
                certificate(file.getFileName().toString()).verify(authority.getPublicKey());
            }
        }
    }

    @Test
    void the_api_server_is_known_by_address_service_and_names() throws Exception {
        assertThat(certificate("apiserver.crt").getSubjectAlternativeNames())
                .extracting(name -> name.get(1).toString())
                .contains("172.17.0.1", "10.96.0.1", "kubernetes.default.svc");
    }

    @Test
    void the_kubelet_is_the_node_lab() throws Exception {
        assertThat(certificate("kubelet.crt").getSubjectX500Principal().getName())
                .contains("CN=system:node:lab")
                .contains("O=system:nodes");
    }

    @Test
    void nobody_but_the_owner_reads_the_keys() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(made.resolve("admin.key"))))
                .isEqualTo("rw-------");
        assertThat(made.resolve("ca.key")).as("the authority's key").doesNotExist();
    }

    @Test
    void fabric8_reads_the_kubeconfig_with_its_key() throws Exception {
        Config config = Config.fromKubeconfig(Files.readString(made.resolve("admin.kubeconfig")));
        try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
            assertThat(client.getMasterUrl()).hasToString("https://172.17.0.1:16443/");
        }
    }
}
