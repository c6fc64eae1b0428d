package beelab.lab.lesson;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * Policies that are nearly the given one: without one of its conditions, with a wider one, or with
 * another action. A scenario whose checks do not notice such a policy does not prove what its guide
 * claims. Pure.
 *
 * <p>A policy that acts (kills, refuses, sends signals) is only ever widened inside the pods of the
 * scenario. Without its {@code podSelector} it would act on every process of the machine: on the
 * sensor, on the shell of whoever started the check, on {@code sshd}. What cannot be tried safely
 * is a mutant with a danger, and nobody runs it.
 */
final class PolicyMutants {

    private static final List<String> SECTIONS =
            List.of("kprobes", "fentries", "tracepoints", "lsmhooks", "uprobes", "usdts");
    private static final List<String> ENFORCING = List.of("Sigkill", "Signal", "Override");

    /** All others do something to a process or the network; new ones are taken for such too. */
    private static final Set<String> HARMLESS = Set.of("Post", "NoPost");

    private static final String DANGER = "it would act on processes outside of the scenario's pods";

    private final Map<String, Object> policy;
    private final Map<String, Set<String>> podLabels;
    private final boolean acts;
    private final boolean confined;
    private final List<Mutant> mutants = new ArrayList<>();

    private PolicyMutants(Map<String, Object> policy, Map<String, Set<String>> podLabels) {
        this.policy = policy;
        this.podLabels = podLabels;
        this.acts = acts(policy);
        this.confined = !mapping(spec(policy).get("podSelector")).isEmpty();
    }

    /**
     * One changed policy.
     *
     * @param what what was changed, stable over runs: {@code kprobes[0].selectors[0] without
     *     matchArgs[0]}
     * @param yaml the changed policy
     * @param danger why it must not be run; empty when it may
     */
    record Mutant(String what, String yaml, String danger) {}

    /**
     * Mutants of the first document of a file; none when it is no policy.
     *
     * @param podLabels labels of the scenario's pods, each with all its values
     */
    static List<Mutant> of(String yaml, Map<String, Set<String>> podLabels) {
        if (!(load(yaml) instanceof Map<?, ?> document)
                || !String.valueOf(document.get("kind")).startsWith("TracingPolicy")) {
            return List.of();
        }
        PolicyMutants mutants = new PolicyMutants(mapping(document), podLabels);
        mutants.workloads();
        mutants.hooks();
        return List.copyOf(mutants.mutants);
    }

    private void workloads() {
        for (String selector : List.of("podSelector", "containerSelector")) {
            if (!spec(policy).containsKey(selector)) {
                continue;
            }
            if (!acts || selector.equals("containerSelector")) {
                add("without " + selector, copy -> spec(copy).remove(selector), false);
            } else {
                widenPods();
            }
        }
    }

    /** From the selected pods to all of the scenario that have the same label, and no further. */
    private void widenPods() {
        Map<String, Object> labels =
                mapping(mapping(spec(policy).get("podSelector")).get("matchLabels"));
        for (String label : labels.keySet()) {
            Set<String> values = podLabels.getOrDefault(label, Set.of());
            if (values.size() > 1) {
                add(
                        "podSelector with any %s of the scenario".formatted(label),
                        copy -> {
                            Map<String, Object> wide = mapping(spec(copy).get("podSelector"));
                            mapping(wide.get("matchLabels")).remove(label);
                            wide.put(
                                    "matchExpressions",
                                    List.of(
                                            Map.of(
                                                    "key",
                                                    label,
                                                    "operator",
                                                    "In",
                                                    "values",
                                                    List.copyOf(values))));
                        },
                        false);
                return;
            }
        }
        mutants.add(new Mutant("without podSelector", "", DANGER));
    }

    /** Whether some selector does more than to report. */
    private static boolean acts(@Nullable Object node) {
        return switch (node) {
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .anyMatch(entry ->
                                    entry.getKey().equals("action")
                                            ? !HARMLESS.contains(String.valueOf(entry.getValue()))
                                            : acts(entry.getValue()));
            case List<?> list -> list.stream().anyMatch(PolicyMutants::acts);
            case null, default -> false;
        };
    }

    private void hooks() {
        for (String section : SECTIONS) {
            List<Object> hooks = list(spec(policy).get(section));
            for (int i = 0; i < hooks.size(); i++) {
                String at = "%s[%d]".formatted(section, i);
                int hook = i;
                if (hooks.size() > 1) {
                    add("without " + at, copy -> list(spec(copy).get(section)).remove(hook), false);
                }
                selectors(section, hook, at);
            }
        }
    }

    private void selectors(String section, int hook, String at) {
        List<Object> selectors = list(hook(policy, section, hook).get("selectors"));
        for (int i = 0; i < selectors.size(); i++) {
            int selector = i;
            String path = "%s.selectors[%d]".formatted(at, i);
            for (Map.Entry<String, Object> entry : mapping(selectors.get(i)).entrySet()) {
                String key = entry.getKey();
                List<Object> conditions = list(entry.getValue());
                for (int j = 0; j < conditions.size(); j++) {
                    int condition = j;
                    if (key.equals("matchActions")) {
                        action(
                                section,
                                hook,
                                selector,
                                condition,
                                path,
                                mapping(conditions.get(j)));
                    } else if (key.startsWith("match") && !key.equals("matchReturnActions")) {
                        add(
                                "%s without %s[%d]".formatted(path, key, j),
                                copy ->
                                        list(selector(copy, section, hook, selector).get(key))
                                                .remove(condition),
                                true);
                        widen(section, hook, selector, key, condition, path);
                    }
                }
            }
        }
    }

    private void action(
            String section,
            int hook,
            int selector,
            int position,
            String path,
            Map<String, Object> action) {
        String name = String.valueOf(action.get("action"));
        if (!ENFORCING.contains(name)) {
            return;
        }
        List<String> others =
                name.equals("Override") ? List.of("Sigkill", "Post") : List.of("Post");
        for (String other : others) {
            add(
                    "%s.matchActions[%d] %s instead of %s".formatted(path, position, other, name),
                    copy -> {
                        List<Object> actions =
                                list(selector(copy, section, hook, selector).get("matchActions"));
                        actions.set(position, new LinkedHashMap<>(Map.of("action", other)));
                    },
                    !other.equals("Post"));
        }
    }

    /** Equal becomes a prefix of the value, a prefix becomes shorter. */
    private void widen(
            String section, int hook, int selector, String key, int condition, String path) {
        Map<String, Object> original =
                mapping(list(selector(policy, section, hook, selector).get(key)).get(condition));
        String operator = String.valueOf(original.get("operator"));
        List<String> values = list(original.get("values")).stream().map(String::valueOf).toList();
        boolean text = operator.equals("Prefix") || operator.equals("Equal");
        boolean paths = !values.isEmpty() && values.stream().allMatch(v -> v.startsWith("/"));
        if (!text || !paths) {
            return;
        }
        add(
                "%s.%s[%d] Prefix / instead of %s".formatted(path, key, condition, operator),
                copy -> {
                    Map<String, Object> wide =
                            mapping(
                                    list(selector(copy, section, hook, selector).get(key))
                                            .get(condition));
                    wide.put("operator", "Prefix");
                    wide.put("values", new ArrayList<>(List.of("/")));
                },
                true);
    }

    /**
     * @param wider whether the policy acts on more, or harder, than it did
     */
    private void add(String what, Consumer<Map<String, Object>> change, boolean wider) {
        if (wider && acts && !confined) {
            mutants.add(new Mutant(what, "", DANGER));
            return;
        }
        Map<String, Object> copy = mapping(load(dump(policy)));
        change.accept(copy);
        mutants.add(new Mutant(what, dump(copy), ""));
    }

    private static Map<String, Object> spec(Map<String, Object> policy) {
        return mapping(policy.get("spec"));
    }

    private static Map<String, Object> hook(Map<String, Object> policy, String section, int hook) {
        return mapping(list(spec(policy).get(section)).get(hook));
    }

    private static Map<String, Object> selector(
            Map<String, Object> policy, String section, int hook, int selector) {
        return mapping(list(hook(policy, section, hook).get("selectors")).get(selector));
    }

    /** The value itself, so that changes reach the document; an empty mapping for anything else. */
    @SuppressWarnings("unchecked") // of a document whose keys are texts
    private static Map<String, Object> mapping(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : new LinkedHashMap<>();
    }

    @SuppressWarnings("unchecked") // of a document
    private static List<Object> list(@Nullable Object value) {
        return value instanceof List<?> list ? (List<Object>) list : new ArrayList<>();
    }

    private static @Nullable Object load(String yaml) {
        return new Load(LoadSettings.builder().setMaxAliasesForCollections(20).build())
                .loadFromString(yaml);
    }

    private static String dump(Object document) {
        DumpSettings settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
        return new Dump(settings).dumpToString(document);
    }
}
