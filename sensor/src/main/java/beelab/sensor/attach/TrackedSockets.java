package beelab.sensor.attach;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.BpfMap;
import beelab.sensor.wire.KernelCounter;
import java.util.Optional;

/**
 * How many sockets lost their owner because the map of them was full. The kernel does not tell when
 * it throws out an entry; but what was put in, was not taken out, and is not there, was thrown out.
 */
public final class TrackedSockets {
    private final AgentMaps maps;
    private final KernelCounters counters;

    TrackedSockets(AgentMaps maps, KernelCounters counters) {
        this.maps = maps;
        this.counters = counters;
    }

    /**
     * Thrown out since the start. Walks over the map: for a look now and then, by any thread.
     *
     * @throws BpfException when the kernel cannot be asked
     */
    public long evicted() throws BpfException {
        Optional<BpfMap> owners = maps.find(PolicyLoader.SOCK_OWNERS);
        long there = owners.isEmpty() ? 0 : owners.get().keys().size();
        long[] sums = counters.read();
        return Math.max(
                0,
                sums[KernelCounter.SOCKS_TRACKED.ordinal()]
                        - sums[KernelCounter.SOCKS_UNTRACKED.ordinal()]
                        - maps.trackedAtTheEnd()
                        - there);
    }
}
