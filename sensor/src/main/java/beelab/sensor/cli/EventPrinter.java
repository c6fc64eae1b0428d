package beelab.sensor.cli;

import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.export.compact.CompactEncoder;
import beelab.sensor.export.json.ProtoJson;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Prints events one after the other, as JSON or as compact lines. */
final class EventPrinter {
    private final PrintStream out;
    private final @Nullable CompactEncoder compact;

    /**
     * @param compact null for JSON
     */
    EventPrinter(PrintStream out, @Nullable CompactEncoder compact) {
        this.out = out;
        this.compact = compact;
    }

    void print(GetEventsResponse event) {
        if (compact == null) {
            line(ProtoJson.print(event));
        } else {
            compact.encode(event).ifPresent(this::line);
        }
    }

    /**
     * Makes printed events visible.
     *
     * @return false when nobody reads them any more, as after {@code | head}
     */
    boolean flush() {
        return !out.checkError();
    }

    /** One write a line, so that lines of several writers never mix. */
    private void line(String text) {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
    }
}
