package beelab.sensor.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer side of a BPF ring buffer. Its own platform thread {@code ring-reader} waits in
 * epoll, so that an idle machine costs ten wake-ups a second.
 */
public final class RingBuffer implements AutoCloseable {
    /** Longest time that a reader waits before it calls {@link RingHandler#onBatchEnd}. */
    public static final int POLL_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(RingBuffer.class);
    private static final MethodHandle ON_SAMPLE = onSampleHandle();

    private final Arena arena = Arena.ofShared();
    private final RingHandler handler;
    private final MemorySegment ring;
    private final Thread reader;
    private final AtomicLong records = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong handlerFailures = new AtomicLong();
    private final AtomicReference<Optional<Throwable>> lastFailure =
            new AtomicReference<>(Optional.empty());
    private volatile boolean stopping;

    /**
     * Opens a loaded map of type ring buffer; nothing is read before {@link #start}.
     *
     * @param map the map; its object must stay open longer than this reader
     */
    public RingBuffer(BpfMap map, RingHandler handler) throws BpfException {
        this.handler = handler;
        this.reader = Thread.ofPlatform().name("ring-reader").daemon().unstarted(this::run);
        try {
            this.ring = RingCalls.create(map.fd(), ON_SAMPLE.bindTo(this), arena);
        } catch (BpfException e) {
            arena.close();
            throw e;
        }
    }

    /** Starts the reader thread. */
    public void start() {
        reader.start();
    }

    /** Records handed to the handler so far. */
    public long records() {
        return records.get();
    }

    /** Bytes of these records. */
    public long bytes() {
        return bytes.get();
    }

    /** Records (and batch ends) whose handling threw something. */
    public long handlerFailures() {
        return handlerFailures.get();
    }

    /** What the handler threw last, or why the reader ended. */
    public Optional<Throwable> lastFailure() {
        return lastFailure.get();
    }

    /** Whether the thread of the caller is the reader. */
    public boolean isReaderThread() {
        return Thread.currentThread() == reader;
    }

    private void run() {
        while (!stopping) {
            int result = RingCalls.poll(ring, POLL_MILLIS);
            if (result < 0 && result != -Errno.EINTR) {
                BpfException failure = new BpfException("poll the ring buffer", -result, "");
                lastFailure.set(Optional.of(failure));
                LOG.error("no more events: {}", failure.getMessage());
                return;
            }
            guarded(handler::onBatchEnd);
        }
    }

    /** ring_buffer_sample_fn. An exception here would end the JVM: all are caught and counted. */
    @SuppressWarnings("unused") // called from C
    private int onSample(MemorySegment context, MemorySegment data, long size) {
        guarded(() -> {
            records.incrementAndGet();
            bytes.addAndGet(size);
            handler.onRecord(data.reinterpret(size));
        });
        return 0;
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (Throwable failure) {
            handlerFailures.incrementAndGet();
            if (lastFailure.getAndSet(Optional.of(failure)).isEmpty()) {
                // Once: a failure by record must not become a log line by record.
                LOG.error("a record could not be handled; further failures are counted", failure);
            }
        }
    }

    private static MethodHandle onSampleHandle() {
        try {
            return MethodHandles.lookup()
                    .findVirtual(
                            RingBuffer.class,
                            "onSample",
                            MethodType.methodType(
                                    int.class,
                                    MemorySegment.class,
                                    MemorySegment.class,
                                    long.class));
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Stops the reader after the batch at hand, at the latest after {@link #POLL_MILLIS}. */
    @Override
    public void close() {
        if (stopping) {
            return;
        }
        stopping = true;
        if (isReaderThread()) {
            throw new IllegalStateException("the reader cannot close its own ring buffer");
        }
        boolean interrupted = false;
        while (reader.isAlive()) {
            try {
                reader.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        RingCalls.free(ring);
        arena.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
