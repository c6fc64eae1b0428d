package beelab.sensor.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Collects what libbpf prints, by thread and call: a refused load then tells the verifier's words.
 *
 * <p>libbpf hands over a {@code va_list}. On x86-64 and arm64 that is a struct passed by reference,
 * so it can be given to vsnprintf through FFM, once to learn the length and once to print.
 */
final class LibbpfLog {
    private static final int DEBUG = 2;
    private static final long VA_LIST_BYTES = 32;
    private static final int LIMIT = 1 << 20;

    private static final ThreadLocal<StringBuilder> TEXT =
            ThreadLocal.withInitial(StringBuilder::new);
    private static final AtomicLong FAILURES = new AtomicLong();

    private record Handles(
            @NativeSignature(
                            name = "libbpf_set_print",
                            returns = MemorySegment.class,
                            takes = MemorySegment.class)
                    MethodHandle setPrint) {}

    private record LibcHandles(
            @NativeSignature(
                            name = "vsnprintf",
                            returns = int.class,
                            takes = {
                                MemorySegment.class,
                                long.class,
                                MemorySegment.class,
                                MemorySegment.class
                            })
                    MethodHandle vsnprintf) {}

    private static final LibcHandles LIBC =
            NativeLoader.load(MethodHandles.lookup(), LibcHandles.class, NativeLoader.libc());

    static {
        install();
    }

    private LibbpfLog() {}

    /** Forgets what this thread's earlier calls printed. */
    static void begin() {
        TEXT.get().setLength(0);
    }

    /** What libbpf printed on this thread since {@link #begin}. */
    static String take() {
        String text = TEXT.get().toString();
        begin();
        return text;
    }

    private static void install() {
        Handles bpf =
                NativeLoader.load(MethodHandles.lookup(), Handles.class, NativeLoader.libbpf());
        try {
            MethodHandle print =
                    MethodHandles.lookup()
                            .findStatic(
                                    LibbpfLog.class,
                                    "print",
                                    MethodType.methodType(
                                            int.class,
                                            int.class,
                                            MemorySegment.class,
                                            MemorySegment.class));
            FunctionDescriptor descriptor =
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS);
            MemorySegment stub = NativeLoader.upcall(print, descriptor, Arena.global());
            MemorySegment ignored = (MemorySegment) bpf.setPrint().invokeExact(stub);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** libbpf_print_fn_t. An exception here would end the JVM: all are caught. */
    @SuppressWarnings("unused") // called from C
    private static int print(int level, MemorySegment format, MemorySegment arguments) {
        try {
            if (level >= DEBUG) {
                return 0;
            }
            StringBuilder text = TEXT.get();
            if (text.length() < LIMIT) {
                text.append(format(format, arguments));
            }
        } catch (Throwable failure) {
            FAILURES.incrementAndGet();
        }
        return 0;
    }

    private static String format(MemorySegment format, MemorySegment arguments) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(VA_LIST_BYTES);
            copy.copyFrom(arguments.reinterpret(VA_LIST_BYTES));
            int length = (int) LIBC.vsnprintf().invokeExact(MemorySegment.NULL, 0L, format, copy);
            MemorySegment buffer = arena.allocate(Math.max(length, 0) + 1L);
            int ignored =
                    (int)
                            LIBC.vsnprintf()
                                    .invokeExact(buffer, buffer.byteSize(), format, arguments);
            return buffer.getString(0);
        }
    }
}
