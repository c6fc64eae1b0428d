package beelab.sensor.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** libbpf's functions on {@code struct btf}. */
final class BtfCalls {
    private static final Handles C =
            NativeLoader.load(MethodHandles.lookup(), Handles.class, NativeLoader.libbpf());

    private record Handles(
            @NativeSignature(
                            name = "btf__load_vmlinux_btf",
                            returns = MemorySegment.class,
                            errno = true)
                    MethodHandle loadVmlinux,
            @NativeSignature(
                            name = "btf__load_module_btf",
                            returns = MemorySegment.class,
                            takes = {MemorySegment.class, MemorySegment.class},
                            errno = true)
                    MethodHandle loadModule,
            @NativeSignature(name = "btf__free", returns = void.class, takes = MemorySegment.class)
                    MethodHandle free,
            @NativeSignature(
                            name = "btf__find_by_name_kind",
                            returns = int.class,
                            takes = {MemorySegment.class, MemorySegment.class, int.class})
                    MethodHandle findByNameKind,
            @NativeSignature(
                            name = "btf__type_by_id",
                            returns = MemorySegment.class,
                            takes = {MemorySegment.class, int.class})
                    MethodHandle typeById,
            @NativeSignature(
                            name = "btf__name_by_offset",
                            returns = MemorySegment.class,
                            takes = {MemorySegment.class, int.class})
                    MethodHandle nameByOffset,
            @NativeSignature(
                            name = "btf__raw_data",
                            returns = MemorySegment.class,
                            takes = {MemorySegment.class, MemorySegment.class})
                    MethodHandle rawData,
            @NativeSignature(
                            name = "btf__resolve_size",
                            returns = long.class,
                            takes = {MemorySegment.class, int.class})
                    MethodHandle resolveSize) {}

    private BtfCalls() {}

    static MemorySegment loadVmlinux() throws BpfException {
        return Native.pointer(
                "read the kernel's BTF (/sys/kernel/btf/vmlinux)",
                errno -> (MemorySegment) C.loadVmlinux().invokeExact(errno));
    }

    /** A module's types on top of the kernel's. */
    static MemorySegment loadModule(String module, MemorySegment kernel) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(module);
            return Native.pointer(
                    "read the types of module " + module + " (/sys/kernel/btf/" + module + ")",
                    errno -> (MemorySegment) C.loadModule().invokeExact(errno, name, kernel));
        }
    }

    static void free(MemorySegment btf) {
        Native.run(() -> {
            C.free().invokeExact(btf);
        });
    }

    /** Type id, or a negative errno. */
    static int find(MemorySegment btf, String name, int kind) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(name);
            return Native.plain(() -> (int) C.findByNameKind().invokeExact(btf, text, kind));
        }
    }

    /** {@code struct btf_type} with all that follows it readable. */
    static MemorySegment type(MemorySegment btf, int id) {
        return ObjectCalls.pointer(() -> (MemorySegment) C.typeById().invokeExact(btf, id))
                .reinterpret(Long.MAX_VALUE);
    }

    static String name(MemorySegment btf, int offset) {
        return Native.string(
                ObjectCalls.pointer(
                        () -> (MemorySegment) C.nameByOffset().invokeExact(btf, offset)));
    }

    /** All of it, as it stands in a file. */
    static byte[] bytes(MemorySegment btf) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(ValueLayout.JAVA_INT);
            MemorySegment data =
                    ObjectCalls.pointer(() -> (MemorySegment) C.rawData().invokeExact(btf, size));
            return data.reinterpret(size.get(ValueLayout.JAVA_INT, 0))
                    .toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** Bytes of a type; 0 when it has no size. */
    static int size(MemorySegment btf, int id) {
        try {
            return (int) Math.max(0, (long) C.resolveSize().invokeExact(btf, id));
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
