package beelab.sensor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PolicyCrdsTest {

    private static CustomResourceDefinition definition(PolicyKind kind) {
        return Serialization.unmarshal(PolicyCrds.yaml(kind), CustomResourceDefinition.class);
    }

    private static JSONSchemaProps schema(PolicyKind kind) {
        return definition(kind).getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    }

    @Test
    void the_files_for_kubectl_are_what_the_command_installs() throws Exception {
        for (Map.Entry<String, String> file : PolicyCrds.files().entrySet()) {
            Path path = Path.of("deploy/crds", file.getKey());
            assertThat(Files.readString(path))
                    .as("%s is old: ./bee install-crds --write sensor/deploy/crds", path)
                    .isEqualTo(file.getValue());
        }
    }

    @Test
    void names_and_columns_are_those_that_users_know() {
        CustomResourceDefinition wide = definition(PolicyKind.CLUSTER_WIDE);
        CustomResourceDefinition narrow = definition(PolicyKind.NAMESPACED);

        assertThat(wide.getMetadata().getName()).isEqualTo("tracingpolicies.cilium.io");
        assertThat(wide.getSpec().getScope()).isEqualTo("Cluster");
        assertThat(wide.getSpec().getNames().getShortNames()).containsExactly("tgtp");
        assertThat(narrow.getSpec().getScope()).isEqualTo("Namespaced");
        assertThat(narrow.getSpec().getNames().getShortNames()).containsExactly("tgtpn");
        assertThat(wide.getSpec().getVersions().getFirst().getAdditionalPrinterColumns())
                .extracting(column -> column.getName() + " " + column.getJsonPath())
                .containsExactly(
                        "State .status.state",
                        "Error .status.error",
                        "Age .metadata.creationTimestamp");
    }

    @Test
    void every_object_of_the_schema_is_structural() {
        assertStructural("", schema(PolicyKind.CLUSTER_WIDE));
    }

    private static void assertStructural(String path, JSONSchemaProps schema) {
        assertThat(schema.getType()).as("type of %s", path).isNotBlank();
        assertThat(schema.getXKubernetesPreserveUnknownFields()).as(path).isNull();
        if (schema.getProperties() != null) {
            schema.getProperties()
                    .forEach((name, child) -> assertStructural(path + "." + name, child));
        }
        if (schema.getItems() != null) {
            assertStructural(path + "[]", schema.getItems().getSchema());
        }
    }

    /** A field of an object, or of the objects in a list. */
    private static JSONSchemaProps field(JSONSchemaProps schema, String name) {
        JSONSchemaProps object = schema.getItems() == null ? schema : schema.getItems().getSchema();
        return Objects.requireNonNull(object.getProperties().get(name), name);
    }

    @Test
    void enums_defaults_and_required_fields_are_in_the_schema() {
        JSONSchemaProps spec = field(schema(PolicyKind.NAMESPACED), "spec");
        JSONSchemaProps kprobes = field(spec, "kprobes");

        assertThat(kprobes.getItems().getSchema().getRequired()).containsExactly("call");
        assertThat(field(kprobes, "syscall").getDefault().asBoolean()).isTrue();
        JSONSchemaProps action =
                field(field(field(kprobes, "selectors"), "matchActions"), "action");
        assertThat(action.getEnum())
                .extracting(node -> node.asText())
                .contains("Sigkill", "NoPost");
        assertThat(field(spec, "podSelector").getNullable()).isTrue();
    }

    @Test
    void state_and_error_of_all_nodes_are_summed_up() {
        assertThat(PolicyStatusWriter.summary(Map.of("a", node("enabled", ""))))
                .isEqualTo(Map.of("state", "enabled", "error", ""));
        assertThat(
                        PolicyStatusWriter.summary(
                                Map.of(
                                        "a", node("enabled", ""),
                                        "b", node("load_error", "spec.x: no\nspec.y: no"))))
                .isEqualTo(
                        Map.of(
                                "state",
                                "load_error",
                                "error",
                                "1 of 2 nodes: spec.x: no (and 1 more)"));
        assertThat(PolicyStatusWriter.summary(Map.of()))
                .isEqualTo(Map.of("state", "", "error", ""));
    }

    private static Map<String, Object> node(String state, String error) {
        return Map.of("state", state, "error", error, "generation", 1L, "hooks", List.of());
    }
}
