package beelab.lab.feed;

import beelab.sensor.api.GetEventsResponse;

/** The compact line of an event, without colours. */
final class CompactLines {

    private CompactLines() {}

    static String of(GetEventsResponse event) {
        return event.getEventCase().name();
    }
}
