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
import beelab.sensor.policy.PolicyStatus.State;
import beelab.sensor.policy.TracingPolicy;
import beelab.sensor.probe.Tracefs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
     * @param loaded null for a policy that is listed as LOAD_ERROR
     */
    private record Entry(
            int id,
            PolicyKey key,
            State state,
            Mode mode,
            String error,
            Map<Integer, WorkloadFilter> filters,
            @Nullable LoadedPolicy loaded) {}

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
        int id = ++lastId;
        Optional<PolicyKey> key = Optional.empty();
        try {
            TracingPolicy policy = PolicyReader.read(yaml, source);
            key = Optional.of(new PolicyKey(domain, policy.namespace(), policy.name()));
            refuseDuplicate(policy, key.get());
            if (!nodes.select(policy.spec().nodeSelector())) {
                return skip(key.get(), id);
            }
            Entry entry = load(policy, key.get(), id);
            entries.put(key.get(), entry);
            LOG.info("policy {} is loaded with id {}", key.get(), id);
            return status(entry);
        } catch (PolicyException refused) {
            key.or(() -> PolicyKey.guess(domain, yaml)).ifPresent(k -> list(k, id, refused));
            throw refused;
        }
    }

    private void refuseDuplicate(TracingPolicy policy, PolicyKey key) throws PolicyException {
        Entry existing = entries.get(key);
        if (existing != null && existing.loaded != null) {
            throw new PolicyException(
                    policy.problem(
                            "metadata.name",
                            "a policy %s is loaded already, with id %d".formatted(key, existing.id),
                            "delete it first, or choose another name"));
        }
    }

    /** A policy for other nodes is listed and does nothing. */
    private PolicyStatus skip(PolicyKey key, int id) {
        Entry entry = new Entry(id, key, State.SKIPPED, Mode.UNKNOWN, "", Map.of(), null);
        entries.put(key, entry);
        LOG.info("policy {} is skipped: its nodeSelector does not match this node", key);
        return status(entry);
    }

    /** Labels of this node, known from now on. */
    void setNodeLabels(NodeLabels labels) {
        nodes = labels;
    }

    /** A refused policy is listed, unless a loaded one has its name. */
    private void list(PolicyKey key, int id, PolicyException refused) {
        Entry existing = entries.get(key);
        if (existing == null || existing.loaded == null) {
            String message = String.valueOf(refused.getMessage());
            entries.put(
                    key,
                    new Entry(id, key, State.LOAD_ERROR, Mode.UNKNOWN, message, Map.of(), null));
            LOG.warn("policy {} is not loaded: {}", key, message);
        }
    }

    private Entry load(TracingPolicy policy, PolicyKey key, int id) throws PolicyException {
        CompiledPolicy compiled = compilation.compile(policy, id);
        Map<Integer, WorkloadFilter> filters = WorkloadFilter.of(policy);
        Map<Integer, Set<Long>> cgroups = new HashMap<>();
        filters.forEach((set, filter) -> cgroups.put(set, workloads.select(filter)));
        try {
            LoadedPolicy loaded = loader.load(compiled, cgroups);
            compiledById.put(id, compiled);
            Mode mode =
                    !policy.spec().enforces()
                            ? Mode.MONITOR_ONLY
                            : compiled.monitor() ? Mode.MONITOR : Mode.ENFORCE;
            return new Entry(id, key, State.ENABLED, mode, "", filters, loaded);
        } catch (RefusedHook refused) {
            throw new PolicyException(problem(policy, refused));
        }
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
        if (entry == null) {
            return false;
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
        all.sort(Comparator.comparingLong(PolicyStatus::id));
        return all;
    }

    private PolicyStatus status(Entry entry) {
        State state = entry.state;
        String error = entry.error;
        ActionCounters counters = ActionCounters.ZERO;
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
                counters = entry.loaded.counters();
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
                counters);
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

    /** Unloads everything. */
    void close() {
        for (PolicyKey key : List.copyOf(entries.keySet())) {
            boolean ignored = delete(key);
        }
    }
}
