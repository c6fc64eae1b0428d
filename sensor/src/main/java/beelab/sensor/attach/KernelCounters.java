package beelab.sensor.attach;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.BpfMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The kernel side's counters of lost and cut data: an array map with one unsigned 64-bit number for
 * each CPU. Index is the ordinal of {@code wire.KernelCounter}.
 */
public final class KernelCounters {
    private final BpfMap map;

    KernelCounters(BpfMap map) {
        this.map = map;
    }

    /**
     * Sums over all CPUs since the sensor was loaded. Two calls to the kernel for each counter:
     * meant for a poll every second or so, by any thread.
     *
     * @return one number for each counter, in the order of {@code wire.KernelCounter}
     * @throws BpfException when the map cannot be read
     */
    public long[] read() throws BpfException {
        return sums(map);
    }

    /** The sums over all CPUs of every entry of a per-CPU array of 64-bit numbers. */
    static long[] sums(BpfMap map) throws BpfException {
        long[] sums = new long[map.maxEntries()];
        for (int i = 0; i < sums.length; i++) {
            byte[] key =
                    ByteBuffer.allocate(Integer.BYTES)
                            .order(ByteOrder.nativeOrder())
                            .putInt(i)
                            .array();
            byte[] value = map.lookup(key).orElseThrow();
            ByteBuffer perCpu = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
            while (perCpu.hasRemaining()) {
                sums[i] += perCpu.getLong();
            }
        }
        return sums;
    }
}
