package beelab.sensor.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes what became of a policy into the status of its resource. Each node has an entry of its
 * own; state and error over all nodes are computed from the entries by whoever writes last, and
 * again when somebody else's entry is seen to have changed them.
 */
final class PolicyStatusWriter {
    private static final int SHOWN_ERROR = 200;

    private final KubernetesClient client;
    private final String node;

    PolicyStatusWriter(KubernetesClient client, String node) {
        this.client = client;
        this.node = node;
    }

    /**
     * State of a policy on this node.
     *
     * @param state as {@code bee tracingpolicy list} prints it
     * @param error empty when there is none
     * @param generation of the resource's spec
     * @param hooks one line for each hook
     */
    record NodeState(String state, String error, long generation, List<String> hooks) {}

    /** Writes this node's entry, then state and error over all nodes. */
    void write(PolicyKind kind, String namespace, String name, NodeState mine) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("state", mine.state());
        entry.put("error", mine.error());
        entry.put("generation", mine.generation());
        entry.put("hooks", mine.hooks());
        GenericKubernetesResource after =
                patch(kind, namespace, name, Map.of("nodes", Map.of(node, entry)));
        refresh(kind, namespace, name, after);
    }

    /** Corrects state and error over all nodes if they do not fit the entries. */
    void refresh(
            PolicyKind kind, String namespace, String name, GenericKubernetesResource resource) {
        Map<String, Object> wanted = summary(nodes(resource));
        if (!Objects.equals(wanted.get("state"), text(resource.get("status", "state")))
                || !Objects.equals(wanted.get("error"), text(resource.get("status", "error")))) {
            patch(kind, namespace, name, wanted);
        }
    }

    /** Whether the resource already tells this state for this node. */
    boolean isWritten(GenericKubernetesResource resource, NodeState mine) {
        return nodes(resource).get(node) instanceof Map<?, ?> entry
                && mine.state().equals(entry.get("state"))
                && mine.error().equals(text(entry.get("error")))
                && entry.get("generation") instanceof Number generation
                && generation.longValue() == mine.generation()
                && mine.hooks().equals(entry.get("hooks"));
    }

    private static Map<String, Object> nodes(GenericKubernetesResource resource) {
        Map<String, Object> nodes = new TreeMap<>();
        if (resource.get("status", "nodes") instanceof Map<?, ?> written) {
            written.forEach((name, entry) -> nodes.put(String.valueOf(name), entry));
        }
        return nodes;
    }

    /** The worst state, with the number of nodes when they differ, and the first error. */
    static Map<String, Object> summary(Map<String, Object> nodes) {
        String state = "";
        String error = "";
        int bad = 0;
        for (Map.Entry<String, Object> entry : nodes.entrySet()) {
            if (!(entry.getValue() instanceof Map<?, ?> fields)) {
                continue;
            }
            String here = String.valueOf(fields.get("state"));
            String problem = text(fields.get("error"));
            if (!problem.isEmpty()) {
                bad++;
                if (error.isEmpty()) {
                    error = problem;
                    state = here;
                }
            } else if (state.isEmpty()) {
                state = here;
            }
        }
        if (bad > 0 && nodes.size() > 1) {
            error = bad + " of " + nodes.size() + " nodes: " + error;
        }
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("state", state);
        summary.put("error", shown(error));
        return summary;
    }

    /** A text that is empty is not stored. */
    private static String text(@Nullable Object field) {
        return field == null ? "" : String.valueOf(field);
    }

    /** A column of kubectl has room for one line. */
    private static String shown(String error) {
        List<String> lines = error.lines().toList();
        if (lines.isEmpty()) {
            return "";
        }
        String first = lines.getFirst();
        String cut = first.length() > SHOWN_ERROR ? first.substring(0, SHOWN_ERROR) + "…" : first;
        return lines.size() > 1 ? cut + " (and " + (lines.size() - 1) + " more)" : cut;
    }

    private GenericKubernetesResource patch(
            PolicyKind kind, String namespace, String name, Map<String, Object> status) {
        var all = client.genericKubernetesResources(kind.context());
        Resource<GenericKubernetesResource> resource =
                kind.namespaced() ? all.inNamespace(namespace).withName(name) : all.withName(name);
        return resource.editStatus(now -> {
            Map<String, Object> merged = new LinkedHashMap<>();
            merge(merged, now.get("status"));
            merge(merged, status);
            now.setAdditionalProperty("status", merged);
            return now;
        });
    }

    /**
     * Puts the fields into the map; objects in both are merged in turn. An empty text takes its
     * field away: the client would send null for it, which the API server checks against the schema
     * and refuses, the whole status with it.
     */
    private static void merge(Map<String, Object> into, @Nullable Object fields) {
        if (!(fields instanceof Map<?, ?> added)) {
            return;
        }
        added.forEach((name, value) -> {
            String key = String.valueOf(name);
            if (value instanceof Map<?, ?>) {
                Map<String, Object> inner = new LinkedHashMap<>();
                merge(inner, into.get(key));
                merge(inner, value);
                into.put(key, inner);
            } else if ("".equals(value)) {
                into.remove(key);
            } else {
                into.put(key, value);
            }
        });
    }
}
