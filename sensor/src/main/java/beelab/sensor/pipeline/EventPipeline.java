package beelab.sensor.pipeline;

import beelab.sensor.event.Event;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** Hands each event to every sink that is connected at that moment. */
public final class EventPipeline implements EventSink {
    private final CopyOnWriteArrayList<EventSink> sinks = new CopyOnWriteArrayList<>();
    private final LongAdder events = new LongAdder();
    private final LongAdder lost = new LongAdder();

    /**
     * Connects a sink.
     *
     * @return disconnects it again; closing twice is harmless
     */
    public Connection connect(EventSink sink) {
        sinks.add(sink);
        return () -> sinks.remove(sink);
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.Loss loss) {
            lost.add(loss.dropped());
        } else {
            events.increment();
        }
        for (EventSink sink : sinks) {
            sink.accept(event);
        }
    }

    /** How many events have passed. */
    public long events() {
        return events.sum();
    }

    /** How many events are known to have been lost before they came here. */
    public long lost() {
        return lost.sum();
    }

    /** A sink's place in the pipeline. */
    @FunctionalInterface
    public interface Connection extends AutoCloseable {
        @Override
        void close();
    }
}
