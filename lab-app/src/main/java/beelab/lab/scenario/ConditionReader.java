package beelab.lab.scenario;

import beelab.lab.scenario.PodCondition.State;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code ready: {pod: …}}, {@code policy: {…}}, {@code exec: {…}} and their like. */
final class ConditionReader {

    private static final Pattern PATH = Pattern.compile("/[!-~]*");

    private ConditionReader() {}

    /** Whether the mapping is meant as a condition on the cluster. */
    static boolean isCondition(YamlNode node) {
        Set<String> keys = node.keys();
        // An event has a field 'policy' too.
        return !keys.contains("event") && Keys.CONDITION_KINDS.stream().anyMatch(keys::contains);
    }

    static @Nullable ClusterCondition read(YamlNode node) {
        YamlObject object = new YamlObject(node, Keys.CONDITION);
        List<String> present = Keys.CONDITION_KINDS.stream().filter(object::has).toList();
        if (present.size() != 1) {
            object.problem(
                    present.isEmpty()
                            ? "says nothing that can be checked"
                            : "says several things at once: " + String.join(", ", present),
                    "write one of event, ready, absent, policy, exec or http per element");
            return null;
        }
        String message = object.text("message", "");
        YamlNode value = object.get(present.getFirst());
        if (value == null) {
            return null;
        }
        return switch (present.getFirst()) {
            case "ready" -> state(value, State.READY, message, node.mark());
            case "absent" -> state(value, State.ABSENT, message, node.mark());
            case "http" -> http(value, message, node.mark());
            case "policy" -> policy(value, message, node.mark());
            default -> exec(value, message, node.mark());
        };
    }

    static PolicyCondition policy(YamlNode node, String message, Mark mark) {
        YamlObject object = new YamlObject(node, Keys.POLICY);
        return new PolicyCondition(
                object.required("name"),
                object.text("namespace", ""),
                object.choice("state", PolicyCondition.State.class, PolicyCondition.State.ENABLED),
                message,
                mark);
    }

    private static ClusterCondition state(YamlNode node, State state, String message, Mark mark) {
        Set<String> keys = node.keys();
        for (WorkloadCondition.Kind kind : WorkloadCondition.Kind.values()) {
            if (keys.contains(kind.key())) {
                YamlObject object = new YamlObject(node, Keys.object(kind.key()));
                return new WorkloadCondition(
                        kind,
                        object.text("namespace", "default"),
                        object.required(kind.key()),
                        state,
                        message,
                        mark);
            }
        }
        YamlObject object = new YamlObject(node, Keys.object("pod"));
        return new PodCondition(
                object.text("namespace", "default"), object.required("pod"), state, message, mark);
    }

    private static HttpCondition http(YamlNode node, String message, Mark mark) {
        YamlObject object = new YamlObject(node, Keys.HTTP);
        String path = object.text("path", "/");
        YamlNode written = object.get("path");
        if (written != null && !PATH.matcher(path).matches()) {
            written.problem("'" + path + "' is not a path", "begin with a slash: /totals");
        }
        if (!object.has("port")) {
            object.problem("the key 'port' is missing", "add the node port, such as 30001");
        }
        return new HttpCondition(
                object.integer("port", 30000, 32767, 30000),
                path,
                object.integer("status", 100, 599, 200),
                object.text("contains", ""),
                message,
                mark);
    }

    private static ExecCondition exec(YamlNode node, String message, Mark mark) {
        YamlObject object = new YamlObject(node, Keys.EXEC);
        boolean deployment = object.has("deployment");
        if (deployment && object.has("pod")) {
            object.problem("names a pod and a deployment", "keep one of them");
        }
        List<String> command = object.texts("command");
        if (command.isEmpty() && node.isMapping()) {
            object.problem("the key 'command' is missing or empty", "command: [test, -L, link]");
        }
        return new ExecCondition(
                object.text("namespace", "default"),
                object.required(deployment ? "deployment" : "pod"),
                deployment,
                object.text("container", ""),
                command,
                object.integer("exit", 0, 255, 0),
                message,
                mark);
    }
}
