package beelab.sensor.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** libbpf's functions on maps: {@code struct bpf_map} before loading, file descriptors after. */
final class MapCalls {
    private static final Handles C =
            NativeLoader.load(MethodHandles.lookup(), Handles.class, NativeLoader.libbpf());

    private record Handles(
            @NativeSignature(
                            name = "bpf_map__name",
                            returns = MemorySegment.class,
                            takes = MemorySegment.class)
                    MethodHandle name,
            @NativeSignature(name = "bpf_map__fd", returns = int.class, takes = MemorySegment.class)
                    MethodHandle fd,
            @NativeSignature(
                            name = "bpf_map__type",
                            returns = int.class,
                            takes = MemorySegment.class)
                    MethodHandle type,
            @NativeSignature(
                            name = "bpf_map__key_size",
                            returns = int.class,
                            takes = MemorySegment.class)
                    MethodHandle keySize,
            @NativeSignature(
                            name = "bpf_map__value_size",
                            returns = int.class,
                            takes = MemorySegment.class)
                    MethodHandle valueSize,
            @NativeSignature(
                            name = "bpf_map__max_entries",
                            returns = int.class,
                            takes = MemorySegment.class)
                    MethodHandle maxEntries,
            @NativeSignature(
                            name = "bpf_map__set_max_entries",
                            returns = int.class,
                            takes = {MemorySegment.class, int.class})
                    MethodHandle setMaxEntries,
            @NativeSignature(
                            name = "bpf_map__set_value_size",
                            returns = int.class,
                            takes = {MemorySegment.class, int.class})
                    MethodHandle setValueSize,
            @NativeSignature(
                            name = "bpf_map__set_autocreate",
                            returns = int.class,
                            takes = {MemorySegment.class, boolean.class})
                    MethodHandle setAutocreate,
            @NativeSignature(
                            name = "bpf_map__reuse_fd",
                            returns = int.class,
                            takes = {MemorySegment.class, int.class})
                    MethodHandle reuseFd,
            @NativeSignature(
                            name = "bpf_map__initial_value",
                            returns = MemorySegment.class,
                            takes = {MemorySegment.class, MemorySegment.class})
                    MethodHandle initialValue,
            @NativeSignature(
                            name = "bpf_map_lookup_elem",
                            returns = int.class,
                            takes = {int.class, MemorySegment.class, MemorySegment.class})
                    MethodHandle lookup,
            @NativeSignature(
                            name = "bpf_map_update_elem",
                            returns = int.class,
                            takes = {
                                int.class,
                                MemorySegment.class,
                                MemorySegment.class,
                                long.class
                            })
                    MethodHandle update,
            @NativeSignature(
                            name = "bpf_map_delete_elem",
                            returns = int.class,
                            takes = {int.class, MemorySegment.class})
                    MethodHandle delete,
            @NativeSignature(
                            name = "bpf_map_get_next_key",
                            returns = int.class,
                            takes = {int.class, MemorySegment.class, MemorySegment.class})
                    MethodHandle nextKey,
            @NativeSignature(name = "libbpf_num_possible_cpus", returns = int.class)
                    MethodHandle possibleCpus) {}

    private MapCalls() {}

    static String name(MemorySegment map) {
        return Native.string(ObjectCalls.pointer(() -> (MemorySegment) C.name().invokeExact(map)));
    }

    static int fd(MemorySegment map) {
        return Native.plain(() -> (int) C.fd().invokeExact(map));
    }

    static int type(MemorySegment map) {
        return Native.plain(() -> (int) C.type().invokeExact(map));
    }

    static int keySize(MemorySegment map) {
        return Native.plain(() -> (int) C.keySize().invokeExact(map));
    }

    static int valueSize(MemorySegment map) {
        return Native.plain(() -> (int) C.valueSize().invokeExact(map));
    }

    static int maxEntries(MemorySegment map) {
        return Native.plain(() -> (int) C.maxEntries().invokeExact(map));
    }

    static void setMaxEntries(MemorySegment map, int entries) throws BpfException {
        int ignored =
                Native.checked(
                        "size map " + name(map),
                        () -> (int) C.setMaxEntries().invokeExact(map, entries));
    }

    static void setValueSize(MemorySegment map, int bytes) throws BpfException {
        int ignored =
                Native.checked(
                        "size values of map " + name(map),
                        () -> (int) C.setValueSize().invokeExact(map, bytes));
    }

    static void setAutocreate(MemorySegment map, boolean create) throws BpfException {
        int ignored =
                Native.checked(
                        "choose maps to create",
                        () -> (int) C.setAutocreate().invokeExact(map, create));
    }

    static void reuseFd(MemorySegment map, int fd) throws BpfException {
        int ignored =
                Native.checked(
                        "share map " + name(map), () -> (int) C.reuseFd().invokeExact(map, fd));
    }

    /** The bytes that the map will hold after loading, writable; empty when it has none. */
    static MemorySegment initialValue(MemorySegment map) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);
            MemorySegment value =
                    ObjectCalls.pointer(
                            () -> (MemorySegment) C.initialValue().invokeExact(map, size));
            return value.address() == 0
                    ? MemorySegment.NULL
                    : value.reinterpret(size.get(ValueLayout.JAVA_LONG, 0));
        }
    }

    /** 0 or a negative errno. */
    static int lookup(int fd, MemorySegment key, MemorySegment value) {
        return Native.plain(() -> (int) C.lookup().invokeExact(fd, key, value));
    }

    /** 0 or a negative errno. */
    static int update(int fd, MemorySegment key, MemorySegment value, long flags) {
        return Native.plain(() -> (int) C.update().invokeExact(fd, key, value, flags));
    }

    /** 0 or a negative errno. */
    static int delete(int fd, MemorySegment key) {
        return Native.plain(() -> (int) C.delete().invokeExact(fd, key));
    }

    /** 0 or a negative errno, ENOENT after the last key. */
    static int nextKey(int fd, MemorySegment key, MemorySegment next) {
        return Native.plain(() -> (int) C.nextKey().invokeExact(fd, key, next));
    }

    static int possibleCpus() {
        return Native.plain(() -> (int) C.possibleCpus().invokeExact());
    }
}
