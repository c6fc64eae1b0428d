package beelab.lab.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one element of {@code steps}. */
final class StepReader {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private StepReader() {}

    static StepSpec read(YamlNode node) {
        YamlObject object = new YamlObject(node, Keys.STEP);
        List<Expectation> expect = new ArrayList<>();
        List<ClusterCondition> holds = new ArrayList<>();
        List<EventPattern> never = new ArrayList<>();
        for (YamlNode element : object.list("expect")) {
            add(expect, expectation(element));
        }
        for (YamlNode element : object.list("holds")) {
            add(holds, ConditionReader.read(element));
        }
        for (YamlNode element : object.list("never")) {
            add(never, event(element));
        }
        if (expect.isEmpty() && holds.isEmpty() && !object.has("expect") && !object.has("holds")) {
            object.problem(
                    "nothing is expected, so this step could not fail",
                    "add 'expect' or 'holds'; 'never' alone also holds where nothing happens");
        }
        for (EventPattern pattern : never) {
            if (expect.stream().anyMatch(e -> e.describe().equals(pattern.describe()))) {
                object.problem("expects and forbids the same: " + pattern.describe(), "");
            }
        }
        return new StepSpec(
                object.required("id"),
                object.has("stimulus") ? object.required("stimulus") : null,
                when(object.get("when")),
                expect,
                object.choice("ordered", Ordered.class, Ordered.FALSE) == Ordered.TRUE,
                holds,
                never,
                object.texts("hints"),
                object.duration("timeout", TIMEOUT),
                object.duration("settle", SETTLE),
                node.mark());
    }

    private static @Nullable PolicyCondition when(@Nullable YamlNode node) {
        if (node == null) {
            return null;
        }
        YamlNode policy = new YamlObject(node, Keys.WHEN).get("policy");
        if (policy == null) {
            if (node.isMapping()) {
                node.problem("the key 'policy' is missing", "when: {policy: {name: …, state: …}}");
            }
            return null;
        }
        return ConditionReader.policy(policy, "", node.mark());
    }

    private static @Nullable Expectation expectation(YamlNode node) {
        return ConditionReader.isCondition(node) ? ConditionReader.read(node) : event(node);
    }

    private static @Nullable EventPattern event(YamlNode node) {
        if (node.isMapping() && !node.keys().contains("event")) {
            node.problem(
                    "the key 'event' is missing",
                    "begin with 'event: process_exec' or another kind of event");
        }
        return EventPatternReader.read(node);
    }

    private enum Ordered {
        TRUE,
        FALSE
    }

    private static <T> void add(List<T> list, @Nullable T element) {
        if (element != null) {
            list.add(element);
        }
    }
}
