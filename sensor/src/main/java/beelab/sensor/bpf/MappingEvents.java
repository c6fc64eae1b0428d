package beelab.sensor.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's own records of executable memory that is mapped from files: {@code
 * PERF_RECORD_MMAP2} with build ids (Linux 5.12), from a perf event on each CPU that counts
 * nothing. They are what the function {@code perf_event_mmap_output} writes, so no probe is needed
 * to have them.
 *
 * <p>Records wait in the kernel until {@link #consume}; opening and closing may happen on other
 * threads.
 */
public final class MappingEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MappingEvents.class);
    private static final int PERF_EVENT_ARRAY = 4; // enum bpf_map_type
    private static final int PAGES = 64; // for each CPU
    private static final int CONTINUE = -2; // LIBBPF_PERF_EVENT_CONT

    // struct perf_event_attr, include/uapi/linux/perf_event.h
    private static final int ATTR_SIZE = 112;
    private static final int SOFTWARE = 1;
    private static final int DUMMY = 9;
    private static final long SAMPLE_TID_AND_TIME = 2 | 4;
    private static final long FLAG_MMAP = 1L << 8;
    private static final long FLAG_SAMPLE_ID_ALL = 1L << 18;
    private static final long FLAG_MMAP2 = 1L << 23;
    private static final long FLAG_CLOCK = 1L << 25;
    private static final long FLAG_BUILD_ID = 1L << 34;
    private static final int CLOCK_BOOTTIME = 7;

    private static final MethodHandle ON_RECORD = onRecordHandle();
    private static final FunctionDescriptor RECORD =
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS);
    private static final Handles C =
            NativeLoader.load(MethodHandles.lookup(), Handles.class, NativeLoader.libbpf());

    private record Handles(
            @NativeSignature(
                            name = "perf_buffer__new_raw",
                            returns = MemorySegment.class,
                            takes = {
                                int.class,
                                long.class,
                                MemorySegment.class,
                                MemorySegment.class,
                                MemorySegment.class,
                                MemorySegment.class
                            },
                            errno = true)
                    MethodHandle create,
            @NativeSignature(
                            name = "perf_buffer__consume",
                            returns = int.class,
                            takes = MemorySegment.class)
                    MethodHandle consume,
            @NativeSignature(
                            name = "perf_buffer__free",
                            returns = void.class,
                            takes = MemorySegment.class)
                    MethodHandle free) {}

    private final Arena arena = Arena.ofShared();
    private final int map;
    private final MemorySegment buffer;
    private Consumer<MemorySegment> handler = record -> {};
    private boolean failed;
    private boolean closed;

    /** Opens the events on all CPUs; records are kept from now on. */
    public MappingEvents() throws BpfException {
        int array = -1;
        try {
            array =
                    KernelCalls.mapCreate(
                            "create a map of perf events",
                            PERF_EVENT_ARRAY,
                            Integer.BYTES,
                            Integer.BYTES,
                            BpfMap.possibleCpus());
            this.buffer = open(array);
            this.map = array;
        } catch (BpfException e) {
            if (array >= 0) {
                KernelCalls.close(array);
            }
            arena.close();
            throw e;
        }
    }

    private MemorySegment open(int array) throws BpfException {
        MemorySegment attr = arena.allocate(ATTR_SIZE, 8);
        attr.set(ValueLayout.JAVA_INT, 0, SOFTWARE);
        attr.set(ValueLayout.JAVA_INT, 4, ATTR_SIZE);
        attr.set(ValueLayout.JAVA_LONG, 8, DUMMY);
        attr.set(ValueLayout.JAVA_LONG, 24, SAMPLE_TID_AND_TIME);
        attr.set(
                ValueLayout.JAVA_LONG,
                40,
                FLAG_MMAP | FLAG_MMAP2 | FLAG_SAMPLE_ID_ALL | FLAG_CLOCK | FLAG_BUILD_ID);
        attr.set(ValueLayout.JAVA_INT, 92, CLOCK_BOOTTIME);
        MemorySegment callback = NativeLoader.upcall(ON_RECORD.bindTo(this), RECORD, arena);
        return Native.pointer(
                "open perf events for executable mappings",
                errno ->
                        (MemorySegment)
                                C.create()
                                        .invokeExact(
                                                errno,
                                                array,
                                                (long) PAGES,
                                                attr,
                                                callback,
                                                MemorySegment.NULL,
                                                MemorySegment.NULL));
    }

    /**
     * Hands over all records that wait, each with its {@code struct perf_event_header}, in the
     * order of each CPU. Nothing after {@link #close}.
     */
    public synchronized void consume(Consumer<MemorySegment> records) {
        if (closed) {
            return;
        }
        handler = records;
        int result = Native.plain(() -> (int) C.consume().invokeExact(buffer));
        if (result < 0 && !failed) {
            failed = true;
            LOG.error("executable mappings cannot be read: {}", Errno.text(-result));
        }
    }

    /** perf_buffer_event_fn. An exception here would end the JVM: all are caught and told once. */
    @SuppressWarnings("unused") // called from C
    private int onRecord(MemorySegment context, int cpu, MemorySegment record) {
        try {
            int size = record.reinterpret(8).get(ValueLayout.JAVA_SHORT, 6) & 0xffff;
            handler.accept(record.reinterpret(size));
        } catch (Throwable failure) {
            if (!failed) {
                failed = true;
                LOG.error("a record of a mapping could not be handled", failure);
            }
        }
        return CONTINUE;
    }

    private static MethodHandle onRecordHandle() {
        try {
            return MethodHandles.lookup()
                    .findVirtual(
                            MappingEvents.class,
                            "onRecord",
                            MethodType.methodType(
                                    int.class,
                                    MemorySegment.class,
                                    int.class,
                                    MemorySegment.class));
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Native.run(() -> {
                C.free().invokeExact(buffer);
            });
            KernelCalls.close(map);
            arena.close();
        }
    }
}
