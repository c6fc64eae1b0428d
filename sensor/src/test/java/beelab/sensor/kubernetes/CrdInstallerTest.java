package beelab.sensor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CrdInstallerTest {
    private final KubernetesMockServer server =
            new KubernetesMockServer(
                    new Context(),
                    new MockWebServer(),
                    new HashMap<>(),
                    new KubernetesMixedDispatcher(new HashMap<>()),
                    false);
    private final List<String> progress = new ArrayList<>();

    @BeforeEach
    void start() {
        server.init();
    }

    @AfterEach
    void stop() {
        server.destroy();
    }

    /** The mock has no controller that would establish a definition. */
    private static void establish(KubernetesClient client, CustomResourceDefinition definition) {
        definition.setStatus(
                new CustomResourceDefinitionStatusBuilder()
                        .addNewCondition()
                        .withType("Established")
                        .withStatus("True")
                        .endCondition()
                        .build());
        client.resource(definition).create();
    }

    private static CustomResourceDefinition definition(PolicyKind kind) {
        return Serialization.unmarshal(PolicyCrds.yaml(kind), CustomResourceDefinition.class);
    }

    @Test
    void definitions_that_are_there_are_left_or_updated() throws Exception {
        try (KubernetesClient client = server.createClient()) {
            establish(client, definition(PolicyKind.CLUSTER_WIDE));
            CustomResourceDefinition old = definition(PolicyKind.NAMESPACED);
            old.getSpec().getVersions().getFirst().setAdditionalPrinterColumns(List.of());
            establish(client, old);

            new CrdInstaller(client, progress::add).install(Duration.ofSeconds(5));

            assertThat(progress)
                    .containsExactly(
                            "tracingpolicies.cilium.io: up to date",
                            "tracingpoliciesnamespaced.cilium.io: updated");
        }
    }

    @Test
    void a_tetragons_definitions_are_used_and_not_touched() throws Exception {
        try (KubernetesClient client = server.createClient()) {
            for (PolicyKind kind : PolicyKind.values()) {
                CustomResourceDefinition theirs = definition(kind);
                theirs.getMetadata().setLabels(null);
                theirs.getSpec().getVersions().getFirst().setAdditionalPrinterColumns(List.of());
                establish(client, theirs);
            }

            new CrdInstaller(client, progress::add).install(Duration.ofSeconds(5));

            assertThat(progress).allMatch(line -> line.endsWith("somebody else, used as it is"));
            assertThat(
                            client.apiextensions()
                                    .v1()
                                    .customResourceDefinitions()
                                    .withName("tracingpolicies.cilium.io")
                                    .get()
                                    .getSpec()
                                    .getVersions()
                                    .getFirst()
                                    .getAdditionalPrinterColumns())
                    .isEmpty();
        }
    }

    @Test
    void a_definition_that_is_never_served_is_an_error_that_says_where_to_look() {
        try (KubernetesClient client = server.createClient()) {
            CrdInstaller installer = new CrdInstaller(client, progress::add);

            assertThatThrownBy(() -> installer.install(Duration.ofMillis(300)))
                    .isInstanceOf(CrdInstaller.CrdException.class)
                    .hasMessageContaining("kubectl describe crd tracingpolicies.cilium.io");
            assertThat(progress).containsExactly("tracingpolicies.cilium.io: installed");
        }
    }
}
