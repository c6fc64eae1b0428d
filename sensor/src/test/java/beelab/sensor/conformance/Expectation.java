package beelab.sensor.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * One expected event, and how often it must come.
 *
 * @param times exact number; -1 for once or more often
 */
record Expectation(JsonNode pattern, int times) {
    private static final String TIMES = "times";

    static Expectation of(JsonNode event) {
        JsonNode times = event.path(TIMES);
        int number =
                times.isMissingNode() ? 1 : times.asString().equals("some") ? -1 : times.asInt();
        return new Expectation(event.deepCopy(), number);
    }

    /** Whether it is about the process itself and not about the policy. */
    boolean ofBaseSensor() {
        return pattern.has("process_exec") || pattern.has("process_exit");
    }

    private boolean matches(JsonNode event, Map<String, String> variables) {
        return pattern.properties().stream()
                .filter(member -> !member.getKey().equals(TIMES))
                .allMatch(member ->
                        EventPattern.matches(
                                member.getValue(), event.path(member.getKey()), variables));
    }

    private boolean satisfied(int count) {
        return times < 0 ? count > 0 : count == times;
    }

    /**
     * What is wrong with the events; empty when all is well.
     *
     * @param policyEvents events of the policy
     * @param others further events that expectations of the base sensor may be about
     * @param more whether events of the policy that nobody expects are fine
     */
    static List<String> problems(
            List<Expectation> expectations,
            List<JsonNode> policyEvents,
            List<JsonNode> others,
            boolean more,
            Map<String, String> variables) {
        List<String> problems = new ArrayList<>();
        int[] counts = new int[expectations.size()];
        List<JsonNode> unexpected = new ArrayList<>();
        for (JsonNode event : policyEvents) {
            int found = -1;
            for (int i = 0; i < counts.length && found < 0; i++) {
                Expectation one = expectations.get(i);
                if ((one.times < 0 || counts[i] < one.times) && one.matches(event, variables)) {
                    found = i;
                }
            }
            if (found >= 0) {
                counts[found]++;
            } else {
                unexpected.add(event);
            }
        }
        for (int i = 0; i < counts.length; i++) {
            Expectation one = expectations.get(i);
            if (one.ofBaseSensor()) {
                counts[i] = (int) others.stream().filter(e -> one.matches(e, variables)).count();
            }
            if (!one.satisfied(counts[i])) {
                problems.add("seen %d times: %s".formatted(counts[i], one.pattern));
            }
        }
        if (!more && !unexpected.isEmpty()) {
            problems.add("events of the policy that no pattern fits:\n" + lines(unexpected));
        }
        return problems;
    }

    /** Events without the process tree, which would hide what matters. */
    static String lines(List<JsonNode> events) {
        return events.stream()
                .limit(20)
                .map(event -> {
                    JsonNode shown = event.deepCopy();
                    RunEvents.kind(shown)
                            .map(shown::path)
                            .filter(JsonNode::isObject)
                            .ifPresent(body -> {
                                var object = body.asObject();
                                object.put(
                                        "binary", body.path("process").path("binary").asString(""));
                                object.remove(List.of("process", "parent", "ancestors"));
                            });
                    return "    " + shown;
                })
                .collect(Collectors.joining("\n"));
    }
}
