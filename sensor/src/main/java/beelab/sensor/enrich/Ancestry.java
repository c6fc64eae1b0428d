package beelab.sensor.enrich;

import beelab.sensor.event.EventKind;
import java.util.Set;

/**
 * Which events list all ancestors of their process.
 *
 * @param kinds empty for none
 */
public record Ancestry(Set<EventKind> kinds) {
    /** No event lists ancestors. */
    public static final Ancestry NONE = new Ancestry(Set.of());

    public Ancestry {
        kinds = Set.copyOf(kinds);
    }
}
