package beelab.sensor.agent;

import beelab.sensor.attach.KernelCounters;
import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.RingHandler;
import beelab.sensor.enrich.Enricher;
import beelab.sensor.enrich.WaitingRoom;
import beelab.sensor.event.Event;
import beelab.sensor.pipeline.EventSink;
import beelab.sensor.process.ProcessCache;
import beelab.sensor.wire.KernelCounter;
import beelab.sensor.wire.KernelEvent;
import beelab.sensor.wire.MalformedRecordException;
import beelab.sensor.wire.RecordDecoder;
import java.lang.foreign.MemorySegment;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens on the reader thread: decode, complete, send on; and between batches what has to be
 * done now and then. Every loss that the kernel side counts becomes a record in the stream.
 */
final class KernelReader implements RingHandler {
    private static final Logger LOG = LoggerFactory.getLogger(KernelReader.class);
    private static final Duration COUNTERS_EVERY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Parts parts;
    private final Clock clock;
    private final Duration collectEvery;
    private final RecordDecoder decoder = new RecordDecoder();
    private long lastDroppedBuffers;
    private long[] lastCounters = new long[KernelCounter.values().length];
    private long lastCountersAt = System.nanoTime();
    private long lastCollectAt = System.nanoTime();
    private boolean countersFailed;
    private final Queue<Runnable> questions = new ConcurrentLinkedQueue<>();
    private long malformed;
    private final long[] records = new long[ReaderNumbers.KINDS.size()];
    private volatile ReaderNumbers numbers = ReaderNumbers.NONE;

    /**
     * What the reader works with.
     *
     * @param sawCgroup is told the cgroup's name and id of each execution
     * @param mappings files that become executable memory
     * @param sawHit is told every hit, before it becomes an event
     */
    record Parts(
            Enricher enricher,
            WaitingRoom waiting,
            ProcessCache cache,
            KernelCounters counters,
            EventSink out,
            WallClock wallClock,
            ObjLongConsumer<String> sawCgroup,
            MappingQueue mappings,
            Consumer<KernelEvent.HookHit> sawHit) {}

    KernelReader(Parts parts, Clock clock, Duration collectEvery) {
        this.parts = parts;
        this.clock = clock;
        this.collectEvery = collectEvery;
    }

    @Override
    public void onRecord(MemorySegment record) {
        KernelEvent event;
        try {
            event = decoder.decode(record);
        } catch (MalformedRecordException e) {
            if (malformed++ == 0) {
                LOG.error("a record of the kernel cannot be read, more are only counted", e);
            }
            parts.out().accept(new Event.Loss(clock.instant(), 1, "malformed record"));
            return;
        }
        if (event == null) {
            return;
        }
        records[ReaderNumbers.kind(event)]++;
        if (event instanceof KernelEvent.Exec exec) {
            parts.sawCgroup().accept(exec.cgroupName().value(), exec.cgroupId());
        }
        if (event instanceof KernelEvent.HookHit hit) {
            parts.sawHit().accept(hit);
        }
        parts.enricher().accept(event);
    }

    /**
     * Lets this thread answer a question about what belongs to it.
     *
     * @throws IllegalStateException when it does not answer, as when the agent stops
     */
    <T> T ask(Function<ProcessCache, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        questions.add(() -> answer.complete(question.apply(parts.cache())));
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IllegalStateException("the thread that reads the kernel does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void onBatchEnd() {
        for (Runnable next = questions.poll(); next != null; next = questions.poll()) {
            next.run();
        }
        parts.mappings().advance(parts.enricher()::accept);
        parts.waiting().tick();
        long now = System.nanoTime();
        if (now - lastCountersAt >= COUNTERS_EVERY.toNanos()) {
            lastCountersAt = now;
            reportLosses();
            numbers =
                    new ReaderNumbers(
                            parts.cache().statistics(),
                            parts.waiting().statistics(),
                            malformed,
                            parts.enricher().unattributed(),
                            Arrays.stream(records).boxed().toList());
            parts.wallClock().adjust(); // Somebody may have set the clock.
        }
        if (now - lastCollectAt >= collectEvery.toNanos()) {
            lastCollectAt = now;
            parts.cache().collect();
        }
    }

    /** What was counted, at most a second old. */
    ReaderNumbers numbers() {
        return numbers;
    }

    private void reportLosses() {
        long mappings = parts.mappings().takeLost();
        if (mappings > 0) {
            LOG.warn("executable mappings: {} more lost", mappings);
            parts.out().accept(new Event.Loss(clock.instant(), mappings, "executable mappings"));
        }
        long[] counters;
        try {
            counters = parts.counters().read();
        } catch (BpfException e) {
            if (!countersFailed) {
                countersFailed = true;
                LOG.error("the kernel's loss counters cannot be read: {}", e.getMessage());
            }
            return;
        }
        for (KernelCounter counter : KernelCounter.values()) {
            long more = counters[counter.ordinal()] - lastCounters[counter.ordinal()];
            if (more > 0 && counter.isLoss()) {
                LOG.warn("{}: {} more", counter.label(), more);
                parts.out().accept(new Event.Loss(clock.instant(), more, counter.label()));
            } else if (more > 0) {
                LOG.debug("{}: {} more", counter.label(), more);
            }
        }
        lastCounters = counters;
        long dropped = decoder.droppedBuffers() - lastDroppedBuffers;
        if (dropped > 0) {
            lastDroppedBuffers += dropped;
            LOG.warn("large buffers cut to 4096 bytes, too many were waiting: {} more", dropped);
            parts.out().accept(new Event.Loss(clock.instant(), dropped, "large buffers cut"));
        }
    }
}
