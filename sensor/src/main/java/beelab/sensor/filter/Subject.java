package beelab.sensor.filter;

import beelab.sensor.event.Event;
import beelab.sensor.event.EventKind;
import beelab.sensor.event.Process;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What filters look at: the same for an event of this machine and for one that was read back from
 * JSON.
 *
 * @param process null for events that no process caused
 * @param policyName empty for events that no policy caused
 * @param origin what this is a view of, an {@link Event} or a message; for tests that look at more
 *     than the view shows
 */
public record Subject(
        EventKind kind,
        @Nullable Process process,
        @Nullable Process parent,
        List<Process> ancestors,
        String policyName,
        Object origin) {

    /** The view of an event. */
    public static Subject of(Event event) {
        return switch (event) {
            case Event.OfPolicy e ->
                    new Subject(
                            e.kind(),
                            e.process(),
                            e.parent(),
                            e.ancestors(),
                            e.hit().policyName(),
                            e);
            case Event.OfProcess e ->
                    new Subject(e.kind(), e.process(), e.parent(), e.ancestors(), "", e);
            case Event.Throttle e -> new Subject(e.kind(), null, null, List.of(), "", e);
            case Event.Loss e -> new Subject(e.kind(), null, null, List.of(), "", e);
        };
    }
}
