package beelab.sensor.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** libbpf's functions on {@code struct ring_buffer}. */
final class RingCalls {
    private static final Handles C =
            NativeLoader.load(MethodHandles.lookup(), Handles.class, NativeLoader.libbpf());

    /** {@code int (*ring_buffer_sample_fn)(void *ctx, void *data, size_t size)}. */
    private static final FunctionDescriptor SAMPLE =
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG);

    private record Handles(
            @NativeSignature(
                            name = "ring_buffer__new",
                            returns = MemorySegment.class,
                            takes = {
                                int.class,
                                MemorySegment.class,
                                MemorySegment.class,
                                MemorySegment.class
                            },
                            errno = true)
                    MethodHandle create,
            @NativeSignature(
                            name = "ring_buffer__poll",
                            returns = int.class,
                            takes = {MemorySegment.class, int.class})
                    MethodHandle poll,
            @NativeSignature(
                            name = "ring_buffer__free",
                            returns = void.class,
                            takes = MemorySegment.class)
                    MethodHandle free) {}

    private RingCalls() {}

    static MemorySegment create(int mapFd, MethodHandle sample, Arena arena) throws BpfException {
        MemorySegment stub = NativeLoader.upcall(sample, SAMPLE, arena);
        return Native.pointer(
                "open the ring buffer",
                errno ->
                        (MemorySegment)
                                C.create()
                                        .invokeExact(
                                                errno,
                                                mapFd,
                                                stub,
                                                MemorySegment.NULL,
                                                MemorySegment.NULL));
    }

    /** Records consumed, or a negative errno. */
    static int poll(MemorySegment ring, int timeoutMillis) {
        return Native.plain(() -> (int) C.poll().invokeExact(ring, timeoutMillis));
    }

    static void free(MemorySegment ring) {
        Native.run(() -> {
            C.free().invokeExact(ring);
        });
    }
}
