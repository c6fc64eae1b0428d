package beelab.sensor.attach;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.BpfMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The sets of executables whose descendants are followed. The kernel side marks a process with one
 * bit for each set that one of its programs, or of its ancestors', is in.
 *
 * <p>Belongs to the thread {@code policy-control}.
 */
final class FollowedSets {
    /** One bit of a 64-bit number for each. */
    static final int MAX_SETS = Long.SIZE;

    private static final String PATHS = "followed_paths";
    private static final String PROCESSES = "followed";
    private static final int PATH_BYTES = 256;
    private static final int ENOSPC = 28;

    private final SharedMaps maps;
    private final Map<Set<String>, Integer> numbers = new HashMap<>();
    private final Map<Set<String>, Integer> users = new HashMap<>();
    private final BitSet used = new BitSet(MAX_SETS);

    FollowedSets(SharedMaps maps) {
        this.maps = maps;
    }

    /** The number of a set that was acquired. */
    int numberOf(Set<String> executables) {
        Integer number = numbers.get(executables);
        if (number == null) {
            throw new IllegalStateException("nothing follows " + executables);
        }
        return number;
    }

    /**
     * Follows a set until the returned hold is closed.
     *
     * @throws BpfException when the kernel has no memory, or there are 64 sets already
     */
    AutoCloseable acquire(Set<String> executables) throws BpfException {
        if (!numbers.containsKey(executables)) {
            int number = used.nextClearBit(0);
            if (number >= MAX_SETS) {
                throw new BpfException(
                        "follow the children of more than " + MAX_SETS + " sets of executables",
                        ENOSPC,
                        "");
            }
            used.set(number);
            numbers.put(executables, number);
            for (String path : executables) {
                change(PATHS, key(path), 1L << number, true);
            }
        }
        users.merge(executables, 1, Integer::sum);
        return () -> release(executables);
    }

    private void release(Set<String> executables) throws BpfException {
        if (users.merge(executables, -1, Integer::sum) > 0) {
            return;
        }
        users.remove(executables);
        Integer taken = numbers.remove(executables);
        if (taken == null) {
            return; // released already
        }
        int number = taken;
        for (String path : executables) {
            change(PATHS, key(path), 1L << number, false);
        }
        // The number will mean something else to those that carry it.
        for (byte[] process : maps.get(PROCESSES).keys()) {
            change(PROCESSES, process, 1L << number, false);
        }
        used.clear(number);
    }

    private void change(String name, byte[] key, long bit, boolean set) throws BpfException {
        BpfMap map = maps.get(name);
        long old = map.lookup(key).map(FollowedSets::number).orElse(0L);
        long now = set ? old | bit : old & ~bit;
        if (now != 0) {
            map.update(key, buffer(Long.BYTES).putLong(now).array());
        } else {
            boolean ignored = map.delete(key);
        }
    }

    /** {@code struct followed_path}. */
    private static byte[] key(String path) {
        byte[] text = path.getBytes(StandardCharsets.UTF_8);
        return buffer(2 * Integer.BYTES + PATH_BYTES)
                .putInt(text.length)
                .putInt(0)
                .put(text)
                .array();
    }

    private static long number(byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong();
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    }
}
