package beelab.lab.scenario;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code ready: {pod: …}}, {@code policy: {…}}, {@code exec: {…}} and their like. */
final class ConditionReader {

    private static final List<String> KINDS = List.of("ready", "absent", "policy", "exec");

    private ConditionReader() {}

    /** Whether the mapping is meant as a condition on the cluster. */
    static boolean isCondition(YamlNode node) {
        Set<String> keys = node.keys();
        // An event has a field 'policy' too.
        return !keys.contains("event") && KINDS.stream().anyMatch(keys::contains);
    }

    static @Nullable ClusterCondition read(YamlNode node) {
        YamlObject object = new YamlObject(node, "ready", "absent", "policy", "exec", "message");
        List<String> present = KINDS.stream().filter(object::has).toList();
        if (present.size() != 1) {
            object.problem(
                    present.isEmpty()
                            ? "says nothing that can be checked"
                            : "says several things at once: " + String.join(", ", present),
                    "write one of event, ready, absent, policy or exec per element");
            return null;
        }
        String message = object.text("message", "");
        YamlNode value = object.get(present.getFirst());
        if (value == null) {
            return null;
        }
        return switch (present.getFirst()) {
            case "ready" -> ready(value, message, node.mark());
            case "absent" -> absent(value, message, node.mark());
            case "policy" -> policy(value, message, node.mark());
            default -> exec(value, message, node.mark());
        };
    }

    static PolicyCondition policy(YamlNode node, String message, Mark mark) {
        YamlObject object = new YamlObject(node, "name", "namespace", "state");
        return new PolicyCondition(
                object.required("name"),
                object.text("namespace", ""),
                object.choice("state", PolicyCondition.State.class, PolicyCondition.State.ENABLED),
                message,
                mark);
    }

    private static @Nullable ClusterCondition ready(YamlNode node, String message, Mark mark) {
        Set<String> keys = node.keys();
        if (keys.contains("daemonset")) {
            YamlObject object = new YamlObject(node, "daemonset", "namespace");
            return new DaemonSetCondition(
                    object.text("namespace", "default"),
                    object.required("daemonset"),
                    message,
                    mark);
        }
        YamlObject object = new YamlObject(node, "pod", "namespace");
        return new PodCondition(
                object.text("namespace", "default"),
                object.required("pod"),
                PodCondition.State.READY,
                message,
                mark);
    }

    private static ClusterCondition absent(YamlNode node, String message, Mark mark) {
        YamlObject object = new YamlObject(node, "pod", "namespace");
        return new PodCondition(
                object.text("namespace", "default"),
                object.required("pod"),
                PodCondition.State.ABSENT,
                message,
                mark);
    }

    private static ExecCondition exec(YamlNode node, String message, Mark mark) {
        YamlObject object =
                new YamlObject(node, "pod", "namespace", "container", "command", "exit");
        List<String> command = object.texts("command");
        if (command.isEmpty() && node.isMapping()) {
            object.problem("the key 'command' is missing or empty", "command: [test, -L, link]");
        }
        return new ExecCondition(
                object.text("namespace", "default"),
                object.required("pod"),
                object.text("container", ""),
                command,
                object.integer("exit", 0, 255, 0),
                message,
                mark);
    }
}
