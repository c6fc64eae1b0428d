package beelab.sensor.export.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.event.Event;
import beelab.sensor.event.Sample;
import beelab.sensor.export.EventMapper;
import beelab.sensor.filter.EventFilter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonExportTest {
    private static final EventMapper MAPPER = new EventMapper("node-1", "", Map.of());
    private static final JsonExport.Selection EVERYTHING =
            new JsonExport.Selection(EventFilter.all(), List.of(), -1, 1000);

    /** A disk that can be full. */
    private static final class Disk implements LineOutput {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean full;
        private int attempts;

        @Override
        public synchronized void write(byte[] lines, int length) throws IOException {
            attempts++;
            if (full) {
                throw new IOException("No space left on device");
            }
            bytes.write(lines, 0, length);
        }

        synchronized void setFull(boolean value) {
            full = value;
        }

        synchronized int attempts() {
            return attempts;
        }

        synchronized List<GetEventsResponse> events() {
            return bytes.toString(StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> {
                        try {
                            return ProtoJson.parseEvent(line);
                        } catch (IOException e) {
                            throw new AssertionError(line, e);
                        }
                    })
                    .toList();
        }

        @Override
        public void close() {}
    }

    @Test
    void everyEventIsALineInOrder() {
        Disk disk = new Disk();
        List<Event> events = Sample.ofEveryKind();
        try (JsonExport export = JsonExport.to(disk, EVERYTHING, MAPPER, Clock.systemUTC())) {
            events.forEach(export::accept);
        }
        assertThat(disk.events()).isEqualTo(events.stream().map(MAPPER::map).toList());
    }

    @Test
    void eventsOfAFullDiskAreCountedAndToldLater() {
        Disk disk = new Disk();
        disk.setFull(true);
        try (JsonExport export = JsonExport.to(disk, EVERYTHING, MAPPER, Clock.systemUTC())) {
            for (int i = 0; i < 5; i++) {
                export.accept(Sample.symlink());
            }
            await().until(() -> export.numbers().dropped() == 5);
            disk.setFull(false);
            export.accept(Sample.exec(Sample.ln()));
            await().until(() -> disk.events().size() == 2);
        }
        assertThat(disk.events().get(0).getRateLimitInfo().getNumberOfDroppedProcessEvents())
                .isEqualTo(5);
        assertThat(disk.events().get(1).hasProcessExec()).isTrue();
        assertThat(disk.attempts()).isGreaterThan(1);
    }

    @Test
    void rateLimitLetsSoManyEventsThrough() {
        Disk disk = new Disk();
        JsonExport.Selection two = new JsonExport.Selection(EventFilter.all(), List.of(), 2, 1000);
        try (JsonExport export = JsonExport.to(disk, two, MAPPER, Clock.systemUTC())) {
            for (int i = 0; i < 5; i++) {
                export.accept(Sample.symlink());
            }
        }
        assertThat(disk.events()).hasSize(3);
        assertThat(disk.events().getLast().getRateLimitInfo().getNumberOfDroppedProcessEvents())
                .as("what the last minute refused is told at the end")
                .isEqualTo(3);
    }
}
