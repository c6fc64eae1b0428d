package beelab.lab.scenario;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The keys of scenario.yaml, mapping by mapping. The readers refuse all others, and the schema for
 * editors is made of the same lists, so that the two cannot diverge.
 */
final class Keys {

    static final List<String> SCENARIO =
            List.of(
                    "formatVersion",
                    "id",
                    "title",
                    "summary",
                    "order",
                    "minutes",
                    "level",
                    "requires",
                    "images",
                    "steps",
                    "survivors");
    static final List<String> REQUIRES = List.of("kernel", "memory", "features");
    static final List<String> IMAGE = List.of("image", "build");
    static final List<String> SURVIVOR = List.of("policy", "mutation", "reason");
    static final List<String> STEP =
            List.of(
                    "id",
                    "stimulus",
                    "when",
                    "expect",
                    "ordered",
                    "holds",
                    "never",
                    "hints",
                    "timeout",
                    "settle");
    static final List<String> WHEN = List.of("policy");
    static final List<String> EVENT =
            Stream.concat(
                            Stream.of("event", "count", "message"),
                            Arrays.stream(EventField.values()).map(EventField::key))
                    .toList();
    static final List<String> COUNT = List.of("min", "max");
    static final List<String> VALUE =
            List.of("prefix", "suffix", "contains", "matches", "pod-address");

    /** Kinds of conditions on the cluster; an element has one of them. */
    static final List<String> CONDITION_KINDS =
            List.of("ready", "absent", "policy", "exec", "http");

    static final List<String> CONDITION =
            Stream.concat(CONDITION_KINDS.stream(), Stream.of("message")).toList();
    static final List<String> POLICY = List.of("name", "namespace", "state");
    static final List<String> HTTP = List.of("port", "path", "status", "contains");
    static final List<String> EXEC =
            List.of("pod", "deployment", "namespace", "container", "command", "exit");

    /** What can be ready or absent. */
    static final List<String> OBJECT_KINDS =
            Stream.concat(
                            Stream.of("pod"),
                            Arrays.stream(WorkloadCondition.Kind.values())
                                    .map(WorkloadCondition.Kind::key))
                    .toList();

    private Keys() {}

    /** The keys of {@code ready} and {@code absent} for one kind of object. */
    static List<String> object(String kind) {
        return List.of(kind, "namespace");
    }
}
