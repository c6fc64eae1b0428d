package beelab.sensor.attach;

import beelab.sensor.attach.PolicyLoader.RefusedHook;
import beelab.sensor.bpf.BpfException;
import beelab.sensor.compile.CompiledHook;
import beelab.sensor.compile.CompiledPolicy;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.PolicyReader;
import beelab.sensor.policy.PolicyStatus;
import beelab.sensor.policy.PolicyStatus.ActionCounters;
import beelab.sensor.policy.PolicyStatus.HookStatus;
import beelab.sensor.policy.PolicyStatus.Mode;
import beelab.sensor.policy.PolicyStatus.SelectorCounters;
import beelab.sensor.policy.PolicyStatus.State;
import beelab.sensor.policy.TracingPolicy;
import beelab.sensor.probe.Tracefs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The policies of a {@link PolicyRegistry}; all but {@link #isNews} on {@code policy-control}. */
final class PolicyTable {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyTable.class);

    private final PolicyLoader loader;
    private final PolicyCompilation compilation;
    private final Workloads workloads;
    private final Map<Integer, CompiledPolicy> compiledById;
    private final Map<PolicyKey, Entry> entries = new LinkedHashMap<>();
    private int lastId;

    /**
     * @param asked the mode that was set at run time; null when the policy's own counts
     * @param source what to load again; null for a policy that is listed as LOAD_ERROR
     * @param loaded null for a policy that is not in the kernel
     * @param before counters of earlier loads of the same policy
     */
    private record Entry(
            int id,
            PolicyKey key,
            State state,
            Mode mode,
            @Nullable Mode asked,
            String error,
            @Nullable Source source,
            Map<Integer, WorkloadFilter> filters,
            @Nullable LoadedPolicy loaded,
            ActionCounters before) {}

    /** Text of a policy, and where it came from. */
    private record Source(String yaml, String name) {}

    private FormerPins former = new FormerPins();
    private NodeLabels nodes = NodeLabels.UNKNOWN;

    PolicyTable(
            PolicyLoader loader,
            PolicyCompilation compilation,
            Workloads workloads,
            Map<Integer, CompiledPolicy> compiledById) {
        this.loader = loader;
        this.compilation = compilation;
        this.workloads = workloads;
        this.compiledById = compiledById;
    }

    PolicyStatus add(String yaml, String source, String domain) throws PolicyException {
        return put(yaml, source, domain, false);
    }

    PolicyStatus replace(String yaml, String source, String domain) throws PolicyException {
        return put(yaml, source, domain, true);
    }

    private PolicyStatus put(String yaml, String source, String domain, boolean replace)
            throws PolicyException {
        int id = ++lastId;
        Optional<PolicyKey> key = Optional.empty();
        try {
            TracingPolicy policy = PolicyReader.read(yaml, source);
            key = Optional.of(new PolicyKey(domain, policy.namespace(), policy.name()));
            Entry existing = entries.get(key.get());
            Source text = new Source(yaml, source);
            if (existing != null && existing.source != null && !replace) {
                throw duplicate(policy, existing);
            }
            if (!nodes.select(policy.spec().nodeSelector())) {
                return skip(key.get(), id, existing);
            }
            Entry entry;
            if (existing != null && existing.state == State.DISABLED) {
                CompiledPolicy ignored = compilation.compile(policy, id);
                entry = disabled(existing, id, text, existing.before);
            } else {
                entry = load(policy, key.get(), id, text, existing);
            }
            entries.put(key.get(), entry);
            LOG.info("policy {} is {} with id {}", key.get(), entry.state, id);
            return status(entry);
        } catch (PolicyException refused) {
            key.or(() -> PolicyKey.guess(domain, yaml)).ifPresent(k -> list(k, id, refused));
            throw refused;
        }
    }

    private static PolicyException duplicate(TracingPolicy policy, Entry existing) {
        return new PolicyException(
                policy.problem(
                        "metadata.name",
                        "a policy %s is loaded already, with id %d"
                                .formatted(existing.key, existing.id),
                        "delete it first, or choose another name"));
    }

    private static Entry disabled(
            Entry entry, int id, @Nullable Source source, ActionCounters sum) {
        return new Entry(
                id,
                entry.key,
                State.DISABLED,
                entry.mode,
                entry.asked,
                "",
                source,
                Map.of(),
                null,
                sum);
    }

    /** A policy for other nodes is listed and does nothing. */
    private PolicyStatus skip(PolicyKey key, int id, @Nullable Entry existing) {
        if (existing != null && existing.loaded != null) {
            existing.loaded.close();
        }
        Entry entry =
                new Entry(
                        id,
                        key,
                        State.SKIPPED,
                        Mode.UNKNOWN,
                        null,
                        "",
                        null,
                        Map.of(),
                        null,
                        ActionCounters.ZERO);
        entries.put(key, entry);
        former.replaced(key);
        LOG.info("policy {} is skipped: its nodeSelector does not match this node", key);
        return status(entry);
    }

    /** Finds what agents before left in the kernel. */
    void findFormer(Path folder) throws BpfException {
        former = new FormerPins(folder);
    }

    /** The start has succeeded; see {@link FormerPins#settle}. */
    void settleFormer(boolean all) {
        former.settle(all);
    }

    /** Labels of this node, known from now on. */
    void setNodeLabels(NodeLabels labels) {
        nodes = labels;
    }

    /** A refused policy is listed, unless one that can be loaded has its name. */
    private void list(PolicyKey key, int id, PolicyException refused) {
        Entry existing = entries.get(key);
        if (existing == null || existing.source == null) {
            String message = String.valueOf(refused.getMessage());
            entries.put(
                    key,
                    new Entry(
                            id,
                            key,
                            State.LOAD_ERROR,
                            Mode.UNKNOWN,
                            null,
                            message,
                            null,
                            Map.of(),
                            null,
                            ActionCounters.ZERO));
            LOG.warn("policy {} is not loaded: {}", key, message);
        }
    }

    /**
     * @param existing the entry that the new one takes the place of; null for none
     */
    private Entry load(
            TracingPolicy policy, PolicyKey key, int id, Source text, @Nullable Entry existing)
            throws PolicyException {
        CompiledPolicy compiled = compilation.compile(policy, id);
        Map<Integer, WorkloadFilter> filters = WorkloadFilter.of(policy);
        Map<Integer, Set<Long>> cgroups = new HashMap<>();
        filters.forEach((set, filter) -> cgroups.put(set, workloads.select(filter)));
        LoadedPolicy before = existing == null ? null : existing.loaded;
        Mode asked = existing == null ? null : existing.asked;
        Mode own = compiled.monitor() ? Mode.MONITOR : Mode.ENFORCE;
        Mode mode =
                !policy.spec().enforces()
                        ? Mode.MONITOR_ONLY
                        : Objects.requireNonNullElse(asked, own);
        try {
            // Records of the new version may come before load() returns.
            compiledById.put(id, compiled);
            Optional<PolicyKey> kept =
                    mode == Mode.MONITOR_ONLY ? Optional.empty() : Optional.of(key);
            LoadedPolicy loaded =
                    loader.load(compiled, kept, cgroups, mode == Mode.MONITOR, before);
            former.replaced(key);
            ActionCounters earlier = existing == null ? ActionCounters.ZERO : total(existing);
            if (before != null) {
                retire(key, before);
            }
            return new Entry(
                    id, key, State.ENABLED, mode, asked, "", text, filters, loaded, earlier);
        } catch (RefusedHook refused) {
            throw new PolicyException(problem(policy, refused));
        }
    }

    private static void retire(PolicyKey key, LoadedPolicy before) {
        try {
            before.retire();
        } catch (BpfException e) {
            LOG.warn("policy {}: the version before is gone, with its last calls: {}", key, e);
        }
    }

    /** Counters of all loads; those of a policy that cannot be read are left out. */
    private static ActionCounters total(Entry entry) {
        if (entry.loaded == null) {
            return entry.before;
        }
        try {
            return entry.loaded.counters().stream()
                    .map(SelectorCounters::counters)
                    .reduce(entry.before, ActionCounters::plus);
        } catch (BpfException e) {
            LOG.warn("counters of policy {} cannot be read: {}", entry.key, e.getMessage());
            return entry.before;
        }
    }

    void enable(String name, String namespace, String domain) throws PolicyException {
        Entry entry = find(name, namespace, domain);
        Source source = entry.source;
        if (source == null || entry.loaded != null) {
            return;
        }
        TracingPolicy policy = PolicyReader.read(source.yaml, source.name);
        entries.put(entry.key, load(policy, entry.key, ++lastId, source, entry));
        LOG.info("policy {} is enabled", entry.key);
    }

    void disable(String name, String namespace, String domain) throws PolicyException {
        Entry entry = find(name, namespace, domain);
        if (entry.loaded == null) {
            return;
        }
        ActionCounters sum = total(entry);
        entry.loaded.close();
        entries.put(entry.key, disabled(entry, entry.id, entry.source, sum));
        LOG.info("policy {} is disabled", entry.key);
    }

    void setMode(String name, String namespace, String domain, Mode mode) throws PolicyException {
        Entry entry = find(name, namespace, domain);
        if (mode != Mode.ENFORCE && mode != Mode.MONITOR) {
            throw refusal(name, "the mode " + mode + " cannot be set", "use enforce or monitor");
        }
        if (entry.mode == Mode.MONITOR_ONLY) {
            throw refusal(
                    name,
                    "it has no action that could be enforced, so its mode is monitor_only",
                    "");
        }
        try {
            if (entry.loaded != null) {
                entry.loaded.setMonitor(mode == Mode.MONITOR);
            }
        } catch (BpfException e) {
            throw refusal(name, "its mode cannot be set: " + e.getMessage(), "");
        }
        entries.put(
                entry.key,
                new Entry(
                        entry.id,
                        entry.key,
                        entry.state,
                        mode,
                        mode,
                        entry.error,
                        entry.source,
                        entry.filters,
                        entry.loaded,
                        entry.before));
        LOG.info("policy {} is in mode {}", entry.key, mode);
    }

    /** The policy of that name that can be loaded. */
    private Entry find(String name, String namespace, String domain) throws PolicyException {
        List<Entry> found =
                entries.values().stream()
                        .filter(e ->
                                e.key.name().equals(name)
                                        && e.key.namespace().equals(namespace)
                                        && (domain.isEmpty() || e.key.domain().equals(domain)))
                        .toList();
        if (found.isEmpty()) {
            throw refusal(name, "there is no such policy", "see bee tracingpolicy list");
        }
        if (found.size() > 1) {
            throw refusal(name, "several domains have a policy of that name", "name the domain");
        }
        if (found.getFirst().source == null) {
            throw refusal(name, "it could not be loaded: " + found.getFirst().error, "");
        }
        return found.getFirst();
    }

    private static PolicyException refusal(String name, String message, String hint) {
        return new PolicyException(
                new PolicyProblem("tracing policy " + name, 0, 0, "", message, hint));
    }

    private static PolicyProblem problem(TracingPolicy policy, RefusedHook refused) {
        CompiledHook hook = refused.hook();
        return policy.problem(
                "spec." + section(hook) + "[" + hook.index() + "]",
                "the kernel refused %s as %s: %s"
                        .formatted(hook.functionName(), hook.mechanism(), refused.getMessage()),
                hint(refused.reason()));
    }

    private static String hint(BpfException reason) {
        return switch (reason.errnoName()) {
            case "EPERM" ->
                    "the sensor lacks rights, or this kernel refuses such programs: see bee probe";
            case "ENOENT" ->
                    Tracefs.find().isEmpty()
                            ? "tracefs is not mounted: " + Tracefs.HOW_TO_MOUNT
                            : "this kernel does not have it: see bee tracingpolicy plan";
            case "E2BIG", "ENOSPC" -> "too much for the verifier: use fewer selectors or values";
            default -> "see bee probe for what this kernel can do";
        };
    }

    private static String section(CompiledHook hook) {
        return hook.section().yamlName();
    }

    boolean delete(PolicyKey key) {
        Entry entry = entries.remove(key);
        boolean left = former.release(key);
        if (entry == null) {
            return left;
        }
        if (entry.loaded != null) {
            entry.loaded.close();
            LOG.info("policy {} is unloaded", key);
        }
        return true;
    }

    List<PolicyStatus> list() {
        List<PolicyStatus> all = new ArrayList<>();
        for (Entry entry : entries.values()) {
            all.add(status(entry));
        }
        former.left().forEach(left -> all.add(status(left)));
        all.sort(Comparator.comparingLong(PolicyStatus::id));
        return all;
    }

    /** Programs of the loaded policies, and how many policies did not tell theirs. */
    PolicyRegistry.Programs programs() {
        List<PolicyProgram> all = new ArrayList<>();
        int unreadable = 0;
        for (Entry entry : entries.values()) {
            LoadedPolicy loaded = entry.loaded;
            if (loaded != null) {
                try {
                    all.addAll(loaded.programs());
                } catch (BpfException e) {
                    unreadable++;
                    LOG.debug(
                            "policy {} does not tell its programs: {}", entry.key, e.getMessage());
                }
            }
        }
        return new PolicyRegistry.Programs(all, unreadable);
    }

    private static PolicyStatus status(FormerPins.Left left) {
        return new PolicyStatus(
                0,
                left.key().name(),
                left.key().namespace(),
                left.key().domain(),
                State.UNKNOWN,
                Mode.UNKNOWN,
                "left by an agent before: it goes on enforcing and reports nothing; load it again,"
                        + " or delete it",
                0,
                0,
                List.of(),
                ActionCounters.ZERO,
                List.of(),
                left.folder().toString());
    }

    private PolicyStatus status(Entry entry) {
        State state = entry.state;
        String error = entry.error;
        List<SelectorCounters> selectors = List.of();
        long memory = 0;
        List<HookStatus> hooks = List.of();
        if (entry.loaded != null) {
            hooks =
                    entry.loaded.policy().hooks().stream()
                            // Others of the same list are served by the programs of the first.
                            .filter(h ->
                                    !h.programs().isEmpty()
                                            || h.section() == CompiledHook.Section.LOADER)
                            .map(h ->
                                    new HookStatus(
                                            section(h), h.index(), h.functionName(), h.mechanism()))
                            .toList();
            try {
                selectors = entry.loaded.counters();
                memory = entry.loaded.kernelMemoryBytes();
            } catch (BpfException e) {
                state = State.ERROR;
                error = String.valueOf(e.getMessage());
            }
        }
        return new PolicyStatus(
                entry.id,
                entry.key.name(),
                entry.key.namespace(),
                entry.key.domain(),
                state,
                entry.mode,
                error,
                entry.filters.containsKey(0) ? entry.id : 0,
                memory,
                hooks,
                selectors.stream()
                        .map(SelectorCounters::counters)
                        .reduce(entry.before, ActionCounters::plus),
                selectors,
                entry.loaded == null ? "" : entry.loaded.pinned());
    }

    void containerRunning(Workload workload) {
        workloads.put(workload);
        apply(workload);
    }

    void containerGone(String containerId) {
        workloads
                .get(containerId)
                .ifPresent(
                        workload -> workloads.cgroup(workload).ifPresent(this::forgetEverywhere));
        workloads.remove(containerId);
    }

    void cgroupSeen(String containerId, long cgroupId) {
        workloads.learn(containerId, cgroupId);
        // A container of no pod that is known is not of the host either.
        listEverywhere(cgroupId, workloads.get(containerId).orElse(null));
    }

    /** Whether a sighting tells something new. May be called by any thread. */
    boolean isNews(String containerId, long cgroupId) {
        return workloads.isNews(containerId, cgroupId);
    }

    private void apply(Workload workload) {
        workloads.cgroup(workload).ifPresent(id -> listEverywhere(id, workload));
    }

    private void listEverywhere(long cgroupId, @Nullable Workload workload) {
        change(cgroupId, filter -> filter.lists(workload));
    }

    private void forgetEverywhere(long cgroupId) {
        change(cgroupId, _ -> false);
    }

    private void change(long cgroupId, Predicate<WorkloadFilter> lists) {
        for (Entry entry : entries.values()) {
            if (entry.loaded == null) {
                continue;
            }
            for (Map.Entry<Integer, WorkloadFilter> set : entry.filters.entrySet()) {
                try {
                    entry.loaded.list(set.getKey(), cgroupId, lists.test(set.getValue()));
                } catch (BpfException e) {
                    LOG.error("policy {} cannot follow its workloads", entry.key, e);
                }
            }
        }
    }

    /** Unloads everything but the policies that are kept beyond this process. */
    void close() {
        entries.values()
                .removeIf(entry -> entry.loaded != null && !entry.loaded.pinned().isEmpty());
        deleteAll();
        former.close();
    }

    /** Unloads everything that this agent has loaded. */
    void deleteAll() {
        for (Entry entry : entries.values()) {
            if (entry.loaded != null) {
                entry.loaded.close();
                LOG.info("policy {} is unloaded", entry.key);
            }
        }
        entries.clear();
    }
}
