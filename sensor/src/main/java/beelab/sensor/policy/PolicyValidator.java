package beelab.sensor.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the language that a schema cannot express: how fields depend on each other. Rules
 * that depend on the kernel are the planner's.
 */
final class PolicyValidator {
    /** Found problems and, apart from them, what the author should only know. */
    record Result(List<PolicyProblem> problems, List<PolicyProblem> warnings) {}

    private static final Pattern DNS_SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Set<String> BOOLEAN_OPTIONS =
            Set.of("disable-kprobe-multi", "disable-uprobe-multi");
    private static final Set<String> BOOLEANS =
            Set.of("1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False");
    private static final Set<String> CONTAINER_KEYS = Set.of("name", "repo");

    private final TracingPolicy policy;
    private final Problems problems;

    private PolicyValidator(TracingPolicy policy) {
        this.policy = policy;
        this.problems = new Problems(policy.sources());
    }

    static Result check(TracingPolicy policy) {
        PolicyValidator validator = new PolicyValidator(policy);
        validator.metadata();
        validator.sections();
        validator.workloads();
        validator.lists();
        validator.enforcers();
        validator.options();
        HookRules hooks = new HookRules(policy, validator.problems);
        policy.spec().hooks().forEach(hooks::check);
        return validator.problems.result();
    }

    private void metadata() {
        String name = policy.name();
        if (!DNS_SUBDOMAIN.matcher(name).matches()) {
            problems.add(
                    "metadata.name",
                    "\"" + name + "\" is not a valid name",
                    "use lower case letters, digits, '-' and '.'; begin and end with a letter or digit");
        }
        if (policy.namespace().isEmpty()) {
            return;
        }
        if (!policy.namespaced()) {
            problems.add(
                    "metadata.namespace",
                    "a TracingPolicy is for the whole cluster and has no namespace",
                    "use kind: TracingPolicyNamespaced, or leave the namespace out");
        } else if (!DNS_LABEL.matcher(policy.namespace()).matches()) {
            problems.add(
                    "metadata.namespace",
                    "\"" + policy.namespace() + "\" is not a valid namespace",
                    "use lower case letters, digits and '-'");
        }
    }

    private void sections() {
        if (policy.spec().hooks().isEmpty() && !policy.spec().loader()) {
            problems.add(
                    "spec",
                    "the policy has no hook",
                    "add kprobes, tracepoints, lsmhooks, fentries, uprobes or usdts");
        }
    }

    private void workloads() {
        LabelSelector host = policy.spec().hostSelector();
        if (host != null && policy.namespaced()) {
            problems.add(
                    "spec.hostSelector",
                    "a namespaced policy is for pods only: hostSelector must be left out",
                    "use kind: TracingPolicy");
        } else if (host != null && !host.matchesEverything()) {
            problems.add(
                    "spec.hostSelector",
                    "The hostSelector should be either null or {}.",
                    "write {}");
        }
        labels("spec.podSelector", policy.spec().podSelector());
        labels("spec.nodeSelector", policy.spec().nodeSelector());
        LabelSelector containers = policy.spec().containerSelector();
        labels("spec.containerSelector", containers);
        if (containers != null) {
            Set<String> keys = new LinkedHashSet<>(containers.matchLabels().keySet());
            containers.matchExpressions().forEach(expression -> keys.add(expression.key()));
            keys.removeAll(CONTAINER_KEYS);
            for (String key : keys) {
                problems.add(
                        "spec.containerSelector",
                        "containers have no \"" + key + "\"",
                        "select by name or repo");
            }
        }
    }

    private void labels(String path, @Nullable LabelSelector selector) {
        if (selector == null) {
            return;
        }
        List<LabelSelector.Expression> expressions = selector.matchExpressions();
        for (int i = 0; i < expressions.size(); i++) {
            LabelSelector.Expression expression = expressions.get(i);
            String at = path + ".matchExpressions[" + i + "].values";
            boolean needs =
                    switch (expression.operator()) {
                        case IN, NOT_IN -> true;
                        case EXISTS, DOES_NOT_EXIST -> false;
                    };
            if (needs == expression.values().isEmpty()) {
                problems.add(
                        at,
                        expression.operator().yamlName()
                                + (needs ? " needs at least one value" : " takes no values"),
                        "");
            }
        }
    }

    private void lists() {
        Set<String> names = new HashSet<>();
        for (PolicySpec.SymbolList list : policy.spec().lists()) {
            if (!names.add(list.name())) {
                problems.add(
                        list.path() + ".name", "there are two lists \"" + list.name() + "\"", "");
            }
            boolean generated = list.type().startsWith("generated_");
            if (!generated && list.values().isEmpty()) {
                problems.add(list.path() + ".values", "the list is empty", "name functions in it");
            }
            if (generated && !list.values().isEmpty()) {
                problems.add(
                        list.path() + ".values",
                        "a list of type " + list.type() + " finds its values itself",
                        "leave values out");
            }
            if (list.type().equals("generated_ftrace") && list.pattern().isEmpty()) {
                problems.add(list.path() + ".pattern", "generated_ftrace needs a pattern", "");
            }
        }
    }

    private void enforcers() {
        List<PolicySpec.Enforcer> enforcers = policy.spec().enforcers();
        if (enforcers.size() > 1) {
            problems.add(
                    enforcers.get(1).path(),
                    "a policy has one enforcer at most",
                    "put all calls into the first");
        }
        for (PolicySpec.Enforcer enforcer : enforcers) {
            for (int i = 0; i < enforcer.calls().size(); i++) {
                String call = enforcer.calls().get(i);
                String at = enforcer.path() + ".calls[" + i + "]";
                if (call.startsWith("list:")) {
                    Rules.checkListExists(policy, problems, at, call);
                } else if (!Rules.isSyscallName(call) && !call.startsWith("security_")) {
                    problems.add(
                            at,
                            "enforcer sensor requires either syscall or security_ functions and"
                                    + " symbol '"
                                    + call
                                    + "' appears to be neither",
                            "");
                }
            }
        }
    }

    private void options() {
        Map<String, String> chosen = new HashMap<>();
        for (PolicySpec.Option option : policy.spec().options()) {
            String before = chosen.putIfAbsent(option.name(), option.value());
            if (before != null && !before.equals(option.value())) {
                problems.add(
                        option.path() + ".value",
                        "option %s is \"%s\" here and \"%s\" before"
                                .formatted(option.name(), option.value(), before),
                        "keep one of them");
            }
            String at = option.path() + ".value";
            String value = option.value();
            String name = option.name();
            if (BOOLEAN_OPTIONS.contains(name)) {
                expect(BOOLEANS.contains(value), at, option, "true or false");
            } else if (name.equals("override-method")) {
                expect(
                        Set.of("fmod-ret", "override-return").contains(value),
                        at,
                        option,
                        "fmod-ret or override-return");
            } else if (name.equals("policy-mode")) {
                expect(
                        Set.of("enforce", "monitor").contains(value),
                        at,
                        option,
                        "enforce or monitor");
            } else if (name.equals("sleepable-preload-size")) {
                expect(value.matches("[1-9][0-9]{0,9}"), at, option, "a number above 0");
            } else {
                problems.warn(
                        option.path() + ".name",
                        "there is no option \"" + name + "\"; it is ignored",
                        NearNames.hint(
                                name,
                                List.of(
                                        "disable-kprobe-multi",
                                        "disable-uprobe-multi",
                                        "override-method",
                                        "policy-mode",
                                        "sleepable-preload-size"),
                                ""));
            }
        }
    }

    private void expect(boolean holds, String at, PolicySpec.Option option, String allowed) {
        if (!holds) {
            problems.add(
                    at,
                    "failed to set option "
                            + option.name()
                            + ": \""
                            + option.value()
                            + "\" is not "
                            + allowed,
                    "");
        }
    }

    /** Collects what the rules find. */
    static final class Problems {
        private final SourceMap sources;
        private final List<PolicyProblem> found = new ArrayList<>();
        private final List<PolicyProblem> warnings = new ArrayList<>();

        Problems(SourceMap sources) {
            this.sources = sources;
        }

        void add(String path, String message, String hint) {
            found.add(sources.problem(path, message, hint));
        }

        void warn(String path, String message, String hint) {
            warnings.add(sources.problem(path, message, hint));
        }

        Result result() {
            return new Result(List.copyOf(found), List.copyOf(warnings));
        }
    }
}
