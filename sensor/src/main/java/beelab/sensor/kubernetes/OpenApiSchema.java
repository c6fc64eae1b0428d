package beelab.sensor.kubernetes;

import beelab.sensor.policy.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * From the policy language to the OpenAPI v3 schema of a custom resource definition: a structural
 * schema with nothing that Kubernetes 1.20 does not know (so no CEL rules; the agent checks those).
 */
final class OpenApiSchema {
    private OpenApiSchema() {}

    static Map<String, Object> of(Schema schema) {
        Map<String, Object> out = new LinkedHashMap<>();
        switch (schema) {
            case Schema.Text text -> {
                out.put("type", "string");
                if (text.minLength() > 0) {
                    out.put("minLength", text.minLength());
                }
                out.put("maxLength", text.maxLength());
                if (text.pattern() != null) {
                    out.put("pattern", "^(" + text.pattern() + ")$");
                }
            }
            case Schema.Choice choice -> {
                out.put("type", "string");
                out.put("enum", choice.allowed());
            }
            case Schema.Whole whole -> {
                out.put("type", "integer");
                out.put("format", "int64");
                out.put("minimum", whole.min());
                if (whole.max() != Long.MAX_VALUE) {
                    out.put("maximum", whole.max());
                }
            }
            case Schema.Flag _ -> out.put("type", "boolean");
            case Schema.Many many -> {
                out.put("type", "array");
                if (many.min() > 0) {
                    out.put("minItems", many.min());
                }
                out.put("maxItems", many.max());
                out.put("items", of(many.element()));
            }
            case Schema.Table table -> {
                out.put("type", "object");
                out.put("additionalProperties", of(table.value()));
            }
            case Schema.Struct struct -> struct(out, struct);
            case Schema.Anything _ -> {
                out.put("type", "object");
                out.put("x-kubernetes-preserve-unknown-fields", true);
            }
        }
        return out;
    }

    private static void struct(Map<String, Object> out, Schema.Struct struct) {
        out.put("type", "object");
        List<String> required = new ArrayList<>();
        Map<String, Object> properties = new LinkedHashMap<>();
        struct.fields()
                .forEach((name, field) -> {
                    Map<String, Object> property = of(field.schema());
                    property.put("description", field.description());
                    // Defaults that change the meaning; the others would only fill what
                    // `kubectl get -o yaml` shows.
                    if (field.fallback() instanceof Boolean flag && flag
                            || field.fallback() instanceof String text && !text.isEmpty()) {
                        property.put("default", field.fallback());
                    }
                    if (name.endsWith("Selector") && field.schema() instanceof Schema.Struct) {
                        property.put("nullable", true);
                    }
                    properties.put(name, property);
                    if (field.required()) {
                        required.add(name);
                    }
                });
        out.put("properties", properties);
        if (!required.isEmpty()) {
            out.put("required", required);
        }
    }
}
