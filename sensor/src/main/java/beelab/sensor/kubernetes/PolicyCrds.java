package beelab.sensor.kubernetes;

import beelab.sensor.policy.PolicySchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * The custom resource definitions of both kinds, generated from the language's own schema. The
 * files in {@code sensor/deploy/crds} hold the same text; a test compares them.
 */
public final class PolicyCrds {
    /** Label of definitions that BeeLab installed and may update. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    static final String OWNER = "beelab";

    private PolicyCrds() {}

    /** File name to text, one definition each. */
    public static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        for (PolicyKind kind : PolicyKind.values()) {
            files.put(kind.definitionName() + ".yaml", yaml(kind));
        }
        return files;
    }

    static String yaml(PolicyKind kind) {
        DumpSettings settings =
                DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .setDereferenceAliases(true)
                        .setWidth(100)
                        .build();
        return "# Generated from the policy language by `bee install-crds --print`: do not edit.\n"
                + new Dump(settings).dumpToString(definition(kind));
    }

    /** The definition as a map of maps and lists, in the order of the files. */
    static Map<String, Object> definition(PolicyKind kind) {
        Map<String, Object> names = new LinkedHashMap<>();
        names.put("kind", kind.kind());
        names.put("listKind", kind.kind() + "List");
        names.put("plural", kind.plural());
        names.put("singular", kind.singular());
        names.put("shortNames", List.of(kind.shortName()));

        Map<String, Object> version = new LinkedHashMap<>();
        version.put("name", PolicyKind.VERSION);
        version.put("served", true);
        version.put("storage", true);
        version.put("subresources", Map.of("status", Map.of()));
        version.put(
                "additionalPrinterColumns",
                List.of(
                        column("State", "string", ".status.state", "how it is loaded on the nodes"),
                        column("Error", "string", ".status.error", "why it is not loaded"),
                        column(
                                "Age",
                                "date",
                                ".metadata.creationTimestamp",
                                "since when it exists")));
        version.put("schema", Map.of("openAPIV3Schema", root(kind)));

        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("group", PolicyKind.GROUP);
        spec.put("names", names);
        spec.put("scope", kind.namespaced() ? "Namespaced" : "Cluster");
        spec.put("versions", List.of(version));

        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", kind.definitionName());
        metadata.put("labels", new LinkedHashMap<>(Map.of(MANAGED_BY, OWNER)));

        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("apiVersion", "apiextensions.k8s.io/v1");
        definition.put("kind", "CustomResourceDefinition");
        definition.put("metadata", metadata);
        definition.put("spec", spec);
        return definition;
    }

    private static Map<String, Object> column(
            String name, String type, String path, String description) {
        Map<String, Object> column = new LinkedHashMap<>();
        column.put("name", name);
        column.put("type", type);
        column.put("jsonPath", path);
        column.put("description", description);
        return column;
    }

    private static Map<String, Object> root(PolicyKind kind) {
        Map<String, Object> spec = OpenApiSchema.of(PolicySchema.SPEC);
        spec.put("description", "What to observe, and what to do.");
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("apiVersion", typed("string", "Version of the language."));
        properties.put("kind", typed("string", "Kind of the resource."));
        // The API server allows nothing but the type here.
        properties.put("metadata", new LinkedHashMap<>(Map.of("type", "object")));
        properties.put("spec", spec);
        properties.put("status", status());
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("type", "object");
        root.put(
                "description",
                kind.namespaced()
                        ? "What the kernel reports and stops in the pods of one namespace."
                        : "What the kernel reports and stops on the nodes of the cluster.");
        root.put("properties", properties);
        root.put("required", new ArrayList<>(List.of("metadata", "spec")));
        return root;
    }

    private static Map<String, Object> status() {
        Map<String, Object> node = typed("object", "State on one node.");
        Map<String, Object> ofNode = new LinkedHashMap<>();
        ofNode.put("state", typed("string", "enabled, load_error or skipped."));
        ofNode.put("error", typed("string", "Every problem with its field."));
        Map<String, Object> generation =
                typed("integer", "Generation of the spec that this is said of.");
        generation.put("format", "int64");
        ofNode.put("generation", generation);
        Map<String, Object> hooks = typed("array", "How each hook is attached.");
        hooks.put("items", new LinkedHashMap<>(Map.of("type", "string")));
        ofNode.put("hooks", hooks);
        node.put("properties", ofNode);

        Map<String, Object> nodes = typed("object", "State on each node that has a sensor.");
        nodes.put("additionalProperties", node);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("state", typed("string", "The worst state of any node."));
        fields.put("error", typed("string", "The first problem of any node."));
        fields.put("nodes", nodes);
        Map<String, Object> status = typed("object", "Written by the sensors.");
        status.put("properties", fields);
        return status;
    }

    private static Map<String, Object> typed(String type, String description) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        schema.put("description", description);
        return schema;
    }
}
