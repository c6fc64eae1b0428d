package beelab.sensor.attach;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.BpfMap;
import beelab.sensor.bpf.BpfObject;
import beelab.sensor.bpf.BpfProgram;
import beelab.sensor.compile.CompiledHook;
import beelab.sensor.compile.CompiledPolicy;
import beelab.sensor.compile.CounterRows;
import beelab.sensor.policy.PolicyStatus.ActionCounters;
import beelab.sensor.policy.PolicyStatus.SelectorCounters;
import beelab.sensor.wire.PolicyCounter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A policy in the kernel. Closing it detaches all its programs, then unloads them and their maps.
 *
 * <p>Belongs to the thread {@code policy-control}.
 */
final class LoadedPolicy implements AutoCloseable {
    /** How long a version that was replaced may complete the calls that it began. */
    private static final Duration GRACE = Duration.ofMillis(200);

    private final CompiledPolicy policy;
    private final List<BpfObject> objects;
    private final List<HookProgram> programs;
    private final SharedMaps maps;
    private final String pinned;
    private final Teardown teardown;

    /** A loaded program and the hook that has it. */
    record HookProgram(CompiledHook hook, BpfProgram program) {}

    LoadedPolicy(
            CompiledPolicy policy,
            List<BpfObject> objects,
            List<HookProgram> programs,
            SharedMaps maps,
            String pinned,
            Teardown teardown) {
        this.policy = policy;
        this.objects = List.copyOf(objects);
        this.programs = List.copyOf(programs);
        this.maps = maps;
        this.pinned = pinned;
        this.teardown = teardown;
    }

    CompiledPolicy policy() {
        return policy;
    }

    /** Whether it is more than a wish to see mappings, which needs no program of its own. */
    boolean hasPrograms() {
        return !objects.isEmpty();
    }

    /**
     * The folder of the names by which it stays in the kernel when this process ends without
     * closing it; empty when it does not.
     */
    String pinned() {
        return pinned;
    }

    /** Shared by all versions of the policy. */
    BpfMap stateMap() {
        return maps.get(PolicyLoader.STATE);
    }

    /** Whether enforcement is only counted, for every call from now on. */
    void setMonitor(boolean monitor) throws BpfException {
        if (objects.isEmpty()) {
            return;
        }
        stateMap().update(PolicyLoader.number(0), PolicyLoader.state(monitor, policy.id()));
    }

    /**
     * Puts a cgroup into a set of the policy's map of cgroups, or takes it out.
     *
     * @param set 0 for that of the policy, otherwise one of a selector
     */
    void list(int set, long cgroupId, boolean listed) throws BpfException {
        list(maps, set, cgroupId, listed);
    }

    static void list(SharedMaps maps, int set, long cgroupId, boolean listed) throws BpfException {
        if (!maps.has(PolicyLoader.CGROUPS)) {
            return; // no program asks for it
        }
        BpfMap cgroups = maps.get(PolicyLoader.CGROUPS);
        byte[] key =
                ByteBuffer.allocate(2 * Long.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putLong(cgroupId)
                        .putInt(set)
                        .array();
        if (listed) {
            cgroups.update(key, new byte[] {1});
        } else {
            boolean ignored = cgroups.delete(key);
        }
    }

    /** How often each action ran, of each selector of each hook. */
    List<SelectorCounters> counters() throws BpfException {
        if (objects.isEmpty()) {
            return List.of();
        }
        long[] sums = KernelCounters.sums(maps.get(PolicyLoader.COUNTERS));
        CounterRows rows = new CounterRows(policy);
        List<SelectorCounters> counters = new ArrayList<>();
        for (int hook = 0; hook < policy.hooks().size(); hook++) {
            for (int selector = 0; selector < rows.width(hook); selector++) {
                counters.add(
                        new SelectorCounters(
                                policy.hooks().get(hook).functionName(),
                                policy.hooks().get(hook).index(),
                                selector,
                                row(sums, rows.first(hook) + selector)));
            }
        }
        return counters;
    }

    private static ActionCounters row(long[] sums, int row) {
        int at = row * PolicyCounter.values().length;
        return new ActionCounters(
                sums[at + PolicyCounter.POST.ordinal()],
                sums[at + PolicyCounter.SIGNAL.ordinal()],
                sums[at + PolicyCounter.MONITORED_SIGNAL.ordinal()],
                sums[at + PolicyCounter.OVERRIDE.ordinal()],
                sums[at + PolicyCounter.MONITORED_OVERRIDE.ordinal()],
                sums[at + PolicyCounter.NOTIFY_ENFORCER.ordinal()],
                sums[at + PolicyCounter.MONITORED_NOTIFY_ENFORCER.ordinal()],
                sums[at + PolicyCounter.SET.ordinal()],
                sums[at + PolicyCounter.MONITORED_SET.ordinal()],
                sums[at + PolicyCounter.NOPOST.ordinal()],
                sums[at + PolicyCounter.RATE_LIMITED.ordinal()],
                sums[at + PolicyCounter.TRACK_SOCK.ordinal()],
                sums[at + PolicyCounter.UNTRACK_SOCK.ordinal()]);
    }

    /** Memory of its programs and of those maps that are not the whole agent's, in bytes. */
    long kernelMemoryBytes() throws BpfException {
        long bytes = programs().stream().mapToLong(each -> each.info().memoryBytes()).sum();
        Set<Long> seen = new HashSet<>();
        for (BpfObject object : objects) {
            for (BpfMap map : object.maps()) {
                if (map.fd() >= 0
                        && !PolicyLoader.AGENT_MAPS.contains(map.name())
                        && seen.add(map.id())) {
                    bytes += map.memoryBytes();
                }
            }
        }
        return bytes;
    }

    /** Its loaded programs. */
    List<PolicyProgram> programs() throws BpfException {
        List<PolicyProgram> all = new ArrayList<>();
        for (HookProgram each : programs) {
            all.add(
                    new PolicyProgram(
                            policy.name(),
                            policy.namespace(),
                            each.hook().section().yamlName(),
                            each.program().sectionName(),
                            each.hook().functionName(),
                            each.program().info()));
        }
        return all;
    }

    /** Closes a version that does not decide any more, once its calls have returned or soon. */
    void retire() throws BpfException {
        long end = System.nanoTime() + GRACE.toNanos();
        try {
            while (waitsForReturns() && System.nanoTime() < end) {
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private boolean waitsForReturns() throws BpfException {
        for (BpfObject object : objects) {
            for (BpfMap map : object.maps()) {
                if (map.name().equals(PolicyLoader.PENDING)
                        && map.fd() >= 0
                        && !map.keys().isEmpty()) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void close() {
        teardown.close();
    }
}
