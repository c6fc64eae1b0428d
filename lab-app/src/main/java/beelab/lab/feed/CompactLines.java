package beelab.lab.feed;

import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.export.compact.CompactEncoder;
import beelab.sensor.export.compact.CompactEncoder.Options;
import beelab.sensor.export.compact.Palette;

/** The compact line of an event, without colours and without stack traces. */
final class CompactLines {

    private static final CompactEncoder ENCODER =
            new CompactEncoder(new Options(Palette.NONE, false, false, false));

    private CompactLines() {}

    /** What {@code bee getevents -o compact} prints for it; empty for what it does not print. */
    static String of(GetEventsResponse event) {
        return ENCODER.encode(event).orElse("");
    }
}
