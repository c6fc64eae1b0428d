package beelab.sensor.export.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.event.Sample;
import beelab.sensor.export.EventMapper;
import beelab.sensor.filter.EventFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The export on a file system that is really full: a tmpfs of 64 KiB, which needs root. */
@Tag("kernel")
class FullDiskTest {
    @TempDir Path folder;

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }

    @BeforeEach
    void mount() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", folder.toString());
    }

    @Test
    void eventsFlowAgainOnceThereIsRoomAndEachThatIsMissingIsCounted() throws Exception {
        Path ballast = folder.resolve("ballast");
        Files.write(ballast, new byte[44 * 1024]);
        Path file = folder.resolve("events.json");
        JsonExport.Rotation rotation =
                new JsonExport.Rotation(
                        10, 5, Duration.ZERO, false, PosixFilePermissions.fromString("rw-------"));
        JsonExport.Selection everything =
                new JsonExport.Selection(EventFilter.all(), List.of(), -1, 1000);
        int sent = 0;
        try (JsonExport export =
                JsonExport.toFile(
                        file,
                        rotation,
                        everything,
                        new EventMapper("n", "", Map.of()),
                        Clock.systemUTC())) {
            while (export.numbers().dropped() < 10 && sent < 2000) {
                export.accept(Sample.symlink());
                sent++;
                int all = sent;
                await().until(() -> export.numbers().events() + export.numbers().dropped() == all);
            }
            assertThat(export.numbers().dropped())
                    .as("the disk is full")
                    .isGreaterThanOrEqualTo(10);
            Files.delete(ballast);
            export.accept(Sample.symlink());
            sent++;
            int all = sent;
            await().until(() -> export.numbers().events() + export.numbers().dropped() == all);
        }
        long events = 0;
        long lost = 0;
        for (GetEventsResponse line : lines(file)) {
            if (line.hasRateLimitInfo()) {
                lost += line.getRateLimitInfo().getNumberOfDroppedProcessEvents();
            } else {
                events++;
            }
        }
        assertThat(lost).isGreaterThanOrEqualTo(10);
        assertThat(events + lost).as("none is missing without being counted").isEqualTo(sent);
    }

    /** Every line must be whole: a full disk takes as much as it can. */
    private static List<GetEventsResponse> lines(Path file) throws IOException {
        List<GetEventsResponse> events = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            events.add(ProtoJson.parseEvent(line));
        }
        return events;
    }
}
