package beelab.sensor.filter;

import beelab.sensor.event.EventKind;
import beelab.sensor.event.Pod;
import beelab.sensor.event.Process;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An allow list and a deny list. An event passes when one allow filter matches (or there is none)
 * and no deny filter does. Records of lost events always pass: who does not see them would take
 * silence for absence.
 *
 * <p>Keeps the descendants of {@code pid_set} between events, so one thread at a time.
 */
public final class EventFilter {
    private final List<Compiled> allow;
    private final List<Compiled> deny;

    private EventFilter(List<Compiled> allow, List<Compiled> deny) {
        this.allow = allow;
        this.deny = deny;
    }

    /**
     * Compiles both lists.
     *
     * @throws FilterException for a pattern or selector that cannot be read
     */
    public static EventFilter of(List<FilterSpec> allow, List<FilterSpec> deny)
            throws FilterException {
        return new EventFilter(compile(allow), compile(deny));
    }

    /** The filter that lets everything pass. */
    public static EventFilter all() {
        return new EventFilter(List.of(), List.of());
    }

    /** Whether the event passes. */
    public boolean passes(Subject subject) {
        if (subject.kind() == EventKind.RATE_LIMIT_INFO) {
            return true;
        }
        // Every filter sees every event, so that pid sets learn of children they would not show.
        boolean denied = false;
        for (Compiled filter : deny) {
            denied |= filter.matches(subject);
        }
        boolean allowed = allow.isEmpty();
        for (Compiled filter : allow) {
            allowed |= filter.matches(subject);
        }
        return allowed && !denied;
    }

    private static List<Compiled> compile(List<FilterSpec> specs) throws FilterException {
        List<Compiled> compiled = new ArrayList<>(specs.size());
        for (FilterSpec spec : specs) {
            compiled.add(new Compiled(spec));
        }
        return List.copyOf(compiled);
    }

    /** One filter, ready to run. */
    private static final class Compiled {
        private final List<Predicate<Subject>> fields = new ArrayList<>();
        private final @Nullable Set<Integer> pidSet;

        Compiled(FilterSpec spec) throws FilterException {
            pidSet = spec.pidSet().isEmpty() ? null : new HashSet<>(spec.pidSet());
            if (!spec.kinds().isEmpty()) {
                fields.add(subject -> spec.kinds().contains(subject.kind()));
            }
            if (!spec.pids().isEmpty()) {
                fields.add(onProcess(process -> spec.pids().contains(process.pid())));
            }
            if (!spec.namespaces().isEmpty()) {
                fields.add(onProcess(process -> spec.namespaces().contains(namespace(process))));
            }
            if (!spec.policyNames().isEmpty()) {
                fields.add(subject -> spec.policyNames().contains(subject.policyName()));
            }
            if (spec.healthCheck() != null) {
                boolean wanted = spec.healthCheck();
                fields.add(subject -> wanted == isHealthCheck(subject.process()));
            }
            if (spec.inInitTree() != null) {
                boolean wanted = spec.inInitTree();
                fields.add(onProcess(process -> wanted == process.inInitTree()));
            }
            addPatterns("binary_regex", spec.binaryRegex(), Process::binary);
            addPatterns("arguments_regex", spec.argumentsRegex(), Process::arguments);
            addPatterns("container_id", spec.containerIds(), Process::docker);
            addPatterns("pod_regex", spec.podRegex(), ofPod(Pod::name));
            addPatterns("namespace_regex", spec.namespaceRegex(), ofPod(Pod::namespace));
            addPatterns(
                    "container_name_regex",
                    spec.containerNameRegex(),
                    ofPod(pod -> pod.container().name()));
            addParentPatterns("parent_binary_regex", spec.parentBinaryRegex(), Process::binary);
            addParentPatterns(
                    "parent_arguments_regex", spec.parentArgumentsRegex(), Process::arguments);
            addAncestors(spec.ancestorBinaryRegex());
            addLabels(spec.labels());
            addCapabilities(spec);
            fields.addAll(spec.further()); // Last: they may cost more than all the others.
        }

        boolean matches(Subject subject) {
            if (pidSet != null && !belongs(subject, pidSet)) {
                return false;
            }
            for (Predicate<Subject> field : fields) {
                if (!field.test(subject)) {
                    return false;
                }
            }
            return true;
        }

        private static boolean belongs(Subject subject, Set<Integer> set) {
            Process process = subject.process();
            if (process == null) {
                return false;
            }
            Process parent = subject.parent();
            boolean member =
                    set.contains(process.pid()) || (parent != null && set.contains(parent.pid()));
            if (member && subject.kind() == EventKind.PROCESS_EXIT) {
                set.remove(process.pid()); // The number may be given to a stranger next.
            } else if (member) {
                set.add(process.pid());
            }
            return member;
        }

        private void addPatterns(
                String field, List<String> patterns, Function<Process, @Nullable String> value)
                throws FilterException {
            if (!patterns.isEmpty()) {
                Predicate<String> pattern = pattern(field, patterns);
                fields.add(onProcess(process -> test(pattern, value.apply(process))));
            }
        }

        private void addParentPatterns(
                String field, List<String> patterns, Function<Process, String> value)
                throws FilterException {
            if (!patterns.isEmpty()) {
                Predicate<String> pattern = pattern(field, patterns);
                fields.add(subject ->
                        subject.parent() != null && pattern.test(value.apply(subject.parent())));
            }
        }

        private void addAncestors(List<String> patterns) throws FilterException {
            if (!patterns.isEmpty()) {
                Predicate<String> pattern = pattern("ancestor_binary_regex", patterns);
                fields.add(subject ->
                        subject.ancestors().stream()
                                .anyMatch(ancestor -> pattern.test(ancestor.binary())));
            }
        }

        private void addLabels(List<String> selectors) throws FilterException {
            List<LabelMatcher> matchers = new ArrayList<>();
            for (String selector : selectors) {
                matchers.add(LabelMatcher.parse(selector));
            }
            if (!matchers.isEmpty()) {
                fields.add(
                        onProcess(process ->
                                process.pod() != null
                                        && matchers.stream()
                                                .anyMatch(m -> m.matches(process.pod().labels()))));
            }
        }

        private void addCapabilities(FilterSpec spec) {
            FilterSpec.CapabilityRule permitted = spec.permitted();
            FilterSpec.CapabilityRule effective = spec.effective();
            FilterSpec.CapabilityRule inheritable = spec.inheritable();
            if (permitted != null || effective != null || inheritable != null) {
                fields.add(
                        onProcess(process -> {
                            Process.Capabilities sets = process.capabilities();
                            return sets != null
                                    && test(permitted, sets.permitted())
                                    && test(effective, sets.effective())
                                    && test(inheritable, sets.inheritable());
                        }));
            }
        }

        private static boolean test(FilterSpec.@Nullable CapabilityRule rule, long set) {
            return rule == null || rule.matches(set);
        }

        private static Predicate<Subject> onProcess(Predicate<Process> test) {
            return subject -> subject.process() != null && test.test(subject.process());
        }

        private static Function<Process, @Nullable String> ofPod(Function<Pod, String> value) {
            return process -> process.pod() == null ? null : value.apply(process.pod());
        }

        private static boolean test(Predicate<String> pattern, @Nullable String value) {
            return value != null && pattern.test(value);
        }

        private static String namespace(Process process) {
            return process.pod() == null ? "" : process.pod().namespace();
        }

        private static boolean isHealthCheck(@Nullable Process process) {
            return process != null
                    && process.pod() != null
                    && process.pod().container().maybeExecProbe();
        }

        private static Predicate<String> pattern(String field, List<String> patterns)
                throws FilterException {
            List<Pattern> compiled = new ArrayList<>(patterns.size());
            for (String pattern : patterns) {
                try {
                    compiled.add(Pattern.compile(pattern));
                } catch (PatternSyntaxException e) {
                    throw new FilterException(
                            field
                                    + ": \""
                                    + pattern
                                    + "\" is not a regular expression: "
                                    + e.getDescription()
                                    + ": `"
                                    + e.getPattern()
                                    + "` (RE2 syntax)");
                }
            }
            return text -> {
                for (Pattern pattern : compiled) {
                    if (pattern.matcher(text).find()) {
                        return true;
                    }
                }
                return false;
            };
        }
    }
}
