package beelab.sensor.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** libbpf's functions on {@code struct bpf_object}. */
final class ObjectCalls {
    // struct bpf_object_open_opts of libbpf 1.1: size_t sz; const char *object_name; ...
    private static final long OPEN_OPTS_SIZE = 80;
    private static final long OBJECT_NAME = 8;
    private static final long BTF_CUSTOM_PATH = 48;

    private static final Handles C =
            NativeLoader.load(MethodHandles.lookup(), Handles.class, NativeLoader.libbpf());

    private record Handles(
            @NativeSignature(
                            name = "bpf_object__open_mem",
                            returns = MemorySegment.class,
                            takes = {MemorySegment.class, long.class, MemorySegment.class},
                            errno = true)
                    MethodHandle openMem,
            @NativeSignature(
                            name = "bpf_object__load",
                            returns = int.class,
                            takes = MemorySegment.class)
                    MethodHandle load,
            @NativeSignature(
                            name = "bpf_object__close",
                            returns = void.class,
                            takes = MemorySegment.class)
                    MethodHandle close,
            @NativeSignature(
                            name = "bpf_object__btf",
                            returns = MemorySegment.class,
                            takes = MemorySegment.class)
                    MethodHandle btf,
            @NativeSignature(
                            name = "bpf_object__next_program",
                            returns = MemorySegment.class,
                            takes = {MemorySegment.class, MemorySegment.class})
                    MethodHandle nextProgram,
            @NativeSignature(
                            name = "bpf_object__next_map",
                            returns = MemorySegment.class,
                            takes = {MemorySegment.class, MemorySegment.class})
                    MethodHandle nextMap) {}

    private ObjectCalls() {}

    /**
     * libbpf copies what it needs: {@code elf} may be freed afterwards.
     *
     * @param types file of the types to relocate against; empty for the kernel's
     */
    static MemorySegment open(String name, byte[] elf, String types) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, elf);
            MemorySegment opts = arena.allocate(OPEN_OPTS_SIZE, 8);
            opts.set(ValueLayout.JAVA_LONG, 0, OPEN_OPTS_SIZE);
            opts.set(ValueLayout.ADDRESS, OBJECT_NAME, arena.allocateFrom(name));
            if (!types.isEmpty()) {
                opts.set(ValueLayout.ADDRESS, BTF_CUSTOM_PATH, arena.allocateFrom(types));
            }
            return Native.pointer(
                    "open BPF object " + name,
                    errno ->
                            (MemorySegment)
                                    C.openMem().invokeExact(errno, bytes, (long) elf.length, opts));
        }
    }

    static void load(MemorySegment object, String name) throws BpfException {
        int ignored =
                Native.checked("load BPF object " + name, () -> (int) C.load().invokeExact(object));
    }

    static void close(MemorySegment object) {
        Native.run(() -> {
            C.close().invokeExact(object);
        });
    }

    /** NULL when the object has no BTF. */
    static MemorySegment btf(MemorySegment object) {
        return pointer(() -> (MemorySegment) C.btf().invokeExact(object));
    }

    /** NULL after the last. */
    static MemorySegment nextProgram(MemorySegment object, MemorySegment previous) {
        return pointer(() -> (MemorySegment) C.nextProgram().invokeExact(object, previous));
    }

    /** NULL after the last. */
    static MemorySegment nextMap(MemorySegment object, MemorySegment previous) {
        return pointer(() -> (MemorySegment) C.nextMap().invokeExact(object, previous));
    }

    interface PlainPointer {
        MemorySegment call() throws Throwable;
    }

    static MemorySegment pointer(PlainPointer call) {
        try {
            return call.call();
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
