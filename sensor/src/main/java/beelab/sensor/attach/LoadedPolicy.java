package beelab.sensor.attach;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.BpfMap;
import beelab.sensor.bpf.BpfObject;
import beelab.sensor.bpf.BpfProgram;
import beelab.sensor.bpf.BpfProgram.ProgramInfo;
import beelab.sensor.compile.CompiledPolicy;
import beelab.sensor.policy.PolicyStatus.ActionCounters;
import beelab.sensor.wire.PolicyCounter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A policy in the kernel. Closing it detaches all its programs, then unloads them and their maps.
 *
 * <p>Belongs to the thread {@code policy-control}.
 */
final class LoadedPolicy implements AutoCloseable {
    private final CompiledPolicy policy;
    private final List<BpfObject> objects;
    private final SharedMaps maps;
    private final List<BpfMap> ownMaps;
    private final Teardown teardown;

    LoadedPolicy(
            CompiledPolicy policy,
            List<BpfObject> objects,
            SharedMaps maps,
            List<BpfMap> ownMaps,
            Teardown teardown) {
        this.policy = policy;
        this.objects = List.copyOf(objects);
        this.maps = maps;
        this.ownMaps = List.copyOf(ownMaps);
        this.teardown = teardown;
    }

    CompiledPolicy policy() {
        return policy;
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

    /** How often each action ran. */
    ActionCounters counters() throws BpfException {
        if (objects.isEmpty()) {
            return ActionCounters.ZERO;
        }
        long[] sums = KernelCounters.sums(maps.get(PolicyLoader.COUNTERS));
        long[] totals = new long[PolicyCounter.values().length];
        for (int i = 0; i < sums.length; i++) {
            totals[i % totals.length] += sums[i];
        }
        return new ActionCounters(
                totals[PolicyCounter.POST.ordinal()],
                totals[PolicyCounter.SIGNAL.ordinal()],
                totals[PolicyCounter.OVERRIDE.ordinal()],
                totals[PolicyCounter.NOPOST.ordinal()]);
    }

    /** Memory of its programs and its own maps, as the kernel tells it. */
    long kernelMemoryBytes() throws BpfException {
        return programs().stream().mapToLong(ProgramInfo::memoryBytes).sum()
                + maps.memoryBytes()
                + ownMaps.stream().mapToLong(BpfMap::memoryBytes).sum();
    }

    /** Its loaded programs. */
    List<ProgramInfo> programs() throws BpfException {
        List<ProgramInfo> programs = new ArrayList<>();
        for (BpfObject object : objects) {
            for (BpfProgram program : object.programs()) {
                if (program.fd() >= 0) {
                    programs.add(program.info());
                }
            }
        }
        return programs;
    }

    @Override
    public void close() {
        teardown.close();
    }
}
