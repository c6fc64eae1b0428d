package beelab.sensor.export.json;

import beelab.sensor.event.Event;
import beelab.sensor.export.EventMapper;
import beelab.sensor.export.FieldFilter;
import beelab.sensor.filter.EventFilter;
import beelab.sensor.filter.Subject;
import beelab.sensor.pipeline.EventSink;
import beelab.sensor.pipeline.SinkQueue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events as JSON lines on a thread of its own. While a file cannot be written, as on a full
 * disk, events are counted; the count goes out as a loss record as soon as there is room again.
 */
public final class JsonExport implements EventSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JsonExport.class);
    private static final int BATCH_BYTES = 64 * 1024;
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final SinkQueue queue;
    private final EventFilter filter;
    private final List<FieldFilter> fields;
    private final EventMapper mapper;
    private final RateLimit rateLimit;
    private final LineOutput output;
    private final Clock clock;
    private final Thread writer;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong rateLimited = new AtomicLong();
    private volatile Instant last = Instant.EPOCH;
    private long notYetTold;
    private int batchEvents;
    private volatile @Nullable Rotation rotation;
    private volatile boolean stopping;

    /**
     * What is written and how much of it.
     *
     * @param perMinute rate limit, -1 for none
     * @param queueSize how many events may wait
     */
    public record Selection(
            EventFilter filter, List<FieldFilter> fields, long perMinute, int queueSize) {}

    /**
     * How a file is rotated.
     *
     * @param maxMegabytes size of a file, in units of 1,048,576 bytes
     * @param maxBackups how many older files are kept, 0 for all
     * @param interval age at which a file is put aside, zero for never
     * @param compress whether older files are compressed
     * @param permissions of every file
     */
    public record Rotation(
            int maxMegabytes,
            int maxBackups,
            Duration interval,
            boolean compress,
            Set<PosixFilePermission> permissions) {
        private RotatingFile.Limits limits() {
            return new RotatingFile.Limits(
                    (long) maxMegabytes << 20, maxBackups, interval, compress, permissions);
        }
    }

    private JsonExport(LineOutput output, Selection selection, EventMapper mapper, Clock clock) {
        this.queue = new SinkQueue("export", selection.queueSize(), clock);
        this.filter = selection.filter();
        this.fields = selection.fields();
        this.rateLimit = new RateLimit(selection.perMinute(), System::nanoTime);
        this.mapper = mapper;
        this.output = output;
        this.clock = clock;
        this.writer = Thread.ofPlatform().name("export-json").daemon().unstarted(this::run);
    }

    /**
     * Starts to write into a file.
     *
     * @throws IOException when it cannot be opened
     */
    public static JsonExport toFile(
            Path file, Rotation rotation, Selection selection, EventMapper mapper, Clock clock)
            throws IOException {
        RotatingFile output = new RotatingFile(file, rotation.limits(), clock, System::nanoTime);
        JsonExport export = new JsonExport(output, selection, mapper, clock);
        export.rotation = rotation;
        return started(export);
    }

    /** Starts to write to a stream, which stays open. */
    public static JsonExport toStream(
            OutputStream stream, Selection selection, EventMapper mapper, Clock clock) {
        return started(new JsonExport(new StreamOutput(stream), selection, mapper, clock));
    }

    static JsonExport to(LineOutput output, Selection selection, EventMapper mapper, Clock clock) {
        return started(new JsonExport(output, selection, mapper, clock));
    }

    private static JsonExport started(JsonExport export) {
        export.writer.start();
        return export;
    }

    @Override
    public void accept(Event event) {
        if (filter.passes(Subject.of(event))) {
            queue.offer(event);
        }
    }

    /** How the file is rotated; null for a stream. */
    public @Nullable Rotation rotation() {
        return rotation;
    }

    /**
     * Changes how the file is rotated, from the next line on.
     *
     * @throws IllegalStateException when events go to a stream
     */
    public void setRotation(Rotation now) {
        if (!(output instanceof RotatingFile file)) {
            throw new IllegalStateException("events go to standard output, which is not rotated");
        }
        file.setLimits(now.limits());
        rotation = now;
    }

    /** What it has done so far. */
    public ExportNumbers numbers() {
        return new ExportNumbers(
                written.get(),
                bytes.get(),
                queue.dropped() + failed.get(),
                rateLimited.get(),
                last);
    }

    /** Writes what waits, and closes the file. */
    @Override
    public void close() {
        stopping = true;
        try {
            writer.join(Duration.ofSeconds(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        ByteArrayOutputStream batch = new ByteArrayOutputStream(BATCH_BYTES);
        try (output) {
            while (true) {
                Event event = queue.poll(stopping ? Duration.ZERO : IDLE);
                if (event == null) {
                    tell(
                            stopping ? rateLimit.endWindow() : rateLimit.refusedInEndedWindow(),
                            batch);
                    write(batch);
                    if (stopping) {
                        return;
                    }
                    idle();
                } else {
                    tell(rateLimit.refusedInEndedWindow(), batch);
                    append(event, batch);
                    if (queue.isEmpty() || batch.size() >= BATCH_BYTES) {
                        write(batch);
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("closing the export: {}", e.getMessage());
        }
    }

    private void append(Event event, ByteArrayOutputStream batch) {
        if (event instanceof Event.Loss || rateLimit.pass()) {
            ProtoJson.write(FieldFilter.apply(fields, mapper.map(event)), batch);
            batch.write('\n');
            batchEvents++;
        } else {
            rateLimited.incrementAndGet();
        }
    }

    private void tell(long refused, ByteArrayOutputStream batch) {
        if (refused > 0) {
            append(new Event.Loss(clock.instant(), refused, "export rate limit"), batch);
        }
    }

    private void write(ByteArrayOutputStream batch) {
        if (batch.size() == 0 && notYetTold == 0) {
            return;
        }
        try {
            if (notYetTold > 0) {
                ByteArrayOutputStream first = new ByteArrayOutputStream();
                Event loss = new Event.Loss(clock.instant(), notYetTold, "export file");
                ProtoJson.write(mapper.map(loss), first);
                first.write('\n');
                output.write(first.toByteArray(), first.size());
                bytes.addAndGet(first.size());
                LOG.info("the export can be written again, {} events are missing", notYetTold);
                notYetTold = 0;
            }
            output.write(batch.toByteArray(), batch.size());
            written.addAndGet(batchEvents);
            bytes.addAndGet(batch.size());
            last = clock.instant();
        } catch (IOException e) {
            if (notYetTold == 0) {
                LOG.error("cannot write the export, events are lost: {}", e.getMessage());
            }
            notYetTold += batchEvents;
            failed.addAndGet(batchEvents);
        }
        batchEvents = 0;
        batch.reset();
    }

    private void idle() {
        try {
            output.idle();
        } catch (IOException e) {
            LOG.warn("export: {}", e.getMessage());
        }
    }
}
