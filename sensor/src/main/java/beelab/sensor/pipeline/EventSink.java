package beelab.sensor.pipeline;

import beelab.sensor.event.Event;

/** Takes events for export. Never blocks and never throws: it runs on the reader thread. */
public interface EventSink {
    void accept(Event event);
}
