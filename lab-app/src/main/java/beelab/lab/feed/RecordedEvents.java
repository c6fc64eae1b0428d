package beelab.lab.feed;

import beelab.sensor.export.json.ProtoJson;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.Optional;

/** Events that were written down as JSON lines, read again. */
public final class RecordedEvents {

    private RecordedEvents() {}

    /**
     * The row of an event; empty for a message without a process, such as a loss.
     *
     * @param line one line of events.jsonl
     * @param sequence its position
     * @throws IllegalArgumentException when it is no event
     */
    public static Optional<EventRow> row(String line, long sequence) {
        try {
            return RowMapper.row(ProtoJson.parseEvent(line), Instant.EPOCH)
                    .map(row -> row.apply(sequence));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("is no event: " + e.getMessage(), e);
        }
    }
}
