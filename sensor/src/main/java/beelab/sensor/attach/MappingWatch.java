package beelab.sensor.attach;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.MappingEvents;
import beelab.sensor.wire.KernelEvent;
import beelab.sensor.wire.MalformedRecordException;
import beelab.sensor.wire.MappingDecoder;
import beelab.sensor.wire.MappingDecoder.Decoded;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Executable mappings, observed while at least one policy with {@code loader: true} is loaded.
 * Policies come and go on {@code policy-control}; the reader thread takes what was seen.
 */
public final class MappingWatch {
    private @Nullable MappingEvents events;
    private int policies;

    /**
     * What was seen since the last time.
     *
     * @param mapped in the order of each CPU
     * @param lost records for which the kernel had no room, and those that could not be read
     */
    public record Seen(List<KernelEvent.Mapped> mapped, long lost) {
        private static final Seen NOTHING = new Seen(List.of(), 0);
    }

    /** Observes for one policy more, until the answer is closed. */
    synchronized AutoCloseable start() throws BpfException {
        if (events == null) {
            events = new MappingEvents();
        }
        policies++;
        return this::stop;
    }

    private synchronized void stop() {
        if (--policies == 0 && events != null) {
            events.close();
            events = null;
        }
    }

    /** Takes what was seen; cheap when nobody observes. */
    public synchronized Seen take() {
        if (events == null) {
            return Seen.NOTHING;
        }
        Collector collector = new Collector();
        events.consume(collector::accept);
        return new Seen(collector.mapped, collector.lost);
    }

    private static final class Collector {
        private final List<KernelEvent.Mapped> mapped = new ArrayList<>();
        private long lost;

        void accept(MemorySegment record) {
            try {
                switch (MappingDecoder.decode(record)) {
                    case Decoded.Mapped(KernelEvent.Mapped event) -> mapped.add(event);
                    case Decoded.Lost(long count) -> lost += count;
                    case Decoded.Nothing _ -> {}
                }
            } catch (MalformedRecordException e) {
                lost++;
            }
        }
    }
}
