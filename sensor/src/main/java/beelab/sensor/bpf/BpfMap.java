package beelab.sensor.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A map of an object. Keys and values are byte arrays in the machine's byte order and layout; a
 * value of a per-CPU map is one block for each possible CPU, each rounded up to 8 bytes.
 */
public final class BpfMap {
    private static final int PERCPU_HASH = 5;
    private static final int PERCPU_ARRAY = 6;
    private static final int LRU_PERCPU_HASH = 10;

    private final BpfObject owner;
    private final MemorySegment handle;

    BpfMap(BpfObject owner, MemorySegment handle) {
        this.owner = owner;
        this.handle = handle;
    }

    /** C name; maps of global variables have names such as {@code hook_sys.rodata}. */
    public String name() {
        return MapCalls.name(pointer());
    }

    /** Bytes of a key. */
    public int keySize() {
        return MapCalls.keySize(pointer());
    }

    /** Bytes of one value, of one CPU in a per-CPU map. */
    public int valueSize() {
        return MapCalls.valueSize(pointer());
    }

    /** Most entries the map can hold; bytes for a ring buffer. */
    public int maxEntries() {
        return MapCalls.maxEntries(pointer());
    }

    /** Changes the size before loading. */
    public void setMaxEntries(int entries) throws BpfException {
        MapCalls.setMaxEntries(pointer(), entries);
    }

    /** Changes the size of a value before loading. */
    public void setValueSize(int bytes) throws BpfException {
        MapCalls.setValueSize(pointer(), bytes);
    }

    /**
     * Whether loading creates the map. A program may still name a map that is not created, as long
     * as the verifier finds that code dead.
     */
    public void setAutocreate(boolean create) throws BpfException {
        MapCalls.setAutocreate(pointer(), create);
    }

    /** Makes this map, before loading, the same kernel map as one that is loaded already. */
    public void reuse(BpfMap loaded) throws BpfException {
        MapCalls.reuseFd(pointer(), loaded.fd());
    }

    /** The map's file descriptor; negative before loading. */
    public int fd() {
        return MapCalls.fd(pointer());
    }

    /** What the kernel charges for the map, in bytes; 0 when it does not tell. */
    public long memoryBytes() {
        return FdInfo.memlock(fd());
    }

    /** Number of the kernel's map, which all descriptors of it share; 0 when it does not tell. */
    public long id() {
        return FdInfo.number(fd(), "map_id");
    }

    /**
     * Gives it a name in a {@link BpfFs}. Needed by arrays of programs only, which the kernel
     * empties when no process and no name holds them: other maps stay with the programs that use
     * them.
     */
    public void pin(Path name) throws BpfException {
        synchronized (owner) {
            BpfFs.pin("the map " + name(), fd(), name);
        }
    }

    /** The value of a key, or nothing. */
    public Optional<byte[]> lookup(byte[] key) throws BpfException {
        synchronized (owner) {
            int fd = fd();
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment value = arena.allocate(valueBytes(), 8);
                int error = MapCalls.lookup(fd, segment(arena, key, keySize()), value);
                if (error == -Errno.ENOENT) {
                    return Optional.empty();
                }
                check("look up in", error);
                return Optional.of(value.toArray(ValueLayout.JAVA_BYTE));
            }
        }
    }

    /** Sets the value of a key, new or not. */
    public void update(byte[] key, byte[] value) throws BpfException {
        synchronized (owner) {
            int fd = fd();
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment keyBytes = segment(arena, key, keySize());
                MemorySegment valueBytes = segment(arena, value, valueBytes());
                check("update", MapCalls.update(fd, keyBytes, valueBytes, 0));
            }
        }
    }

    /** Removes a key; false when it was not there. */
    public boolean delete(byte[] key) throws BpfException {
        synchronized (owner) {
            int fd = fd();
            try (Arena arena = Arena.ofConfined()) {
                int error = MapCalls.delete(fd, segment(arena, key, keySize()));
                if (error == -Errno.ENOENT) {
                    return false;
                }
                check("delete from", error);
                return true;
            }
        }
    }

    /** Every key at this moment. Keys that come or go meanwhile may be missed or seen. */
    public List<byte[]> keys() throws BpfException {
        synchronized (owner) {
            int fd = fd();
            List<byte[]> keys = new ArrayList<>();
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment next = arena.allocate(keySize(), 8);
                MemorySegment key = arena.allocate(keySize(), 8);
                int error = MapCalls.nextKey(fd, MemorySegment.NULL, next);
                // A key that is deleted meanwhile restarts the walk: the bound ends it in any case.
                while (error == 0 && keys.size() <= maxEntries()) {
                    keys.add(next.toArray(ValueLayout.JAVA_BYTE));
                    key.copyFrom(next);
                    error = MapCalls.nextKey(fd, key, next);
                }
                if (error != 0 && error != -Errno.ENOENT) {
                    check("walk", error);
                }
            }
            return keys;
        }
    }

    /** Whether a value holds one block for each CPU. */
    public boolean isPerCpu() {
        return switch (MapCalls.type(pointer())) {
            case PERCPU_HASH, PERCPU_ARRAY, LRU_PERCPU_HASH -> true;
            default -> false;
        };
    }

    /** CPUs that the kernel may bring up: blocks in a per-CPU value. */
    public static int possibleCpus() {
        return MapCalls.possibleCpus();
    }

    private int valueBytes() {
        int one = valueSize();
        return isPerCpu() ? (one + 7) / 8 * 8 * possibleCpus() : one;
    }

    private MemorySegment segment(Arena arena, byte[] bytes, int size) {
        if (bytes.length != size) {
            throw new IllegalArgumentException(
                    "map %s wants %d bytes, not %d".formatted(name(), size, bytes.length));
        }
        MemorySegment segment = arena.allocate(size, 8);
        segment.copyFrom(MemorySegment.ofArray(bytes));
        return segment;
    }

    private void check(String doing, int error) throws BpfException {
        if (error < 0) {
            throw new BpfException(doing + " map " + name(), -error, "");
        }
    }

    MemorySegment pointer() {
        MemorySegment ignored = owner.pointer();
        return handle;
    }
}
