package beelab.sensor.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The kernel's tracing directory. libbpf looks at the same two places, so a tracefs that is mounted
 * elsewhere does not help.
 *
 * @param root {@code /sys/kernel/tracing} or {@code /sys/kernel/debug/tracing}
 */
public record Tracefs(Path root) {
    private static final List<Path> PLACES =
            List.of(Path.of("/sys/kernel/debug/tracing"), Path.of("/sys/kernel/tracing"));

    /** What a user must do when there is none. */
    public static final String HOW_TO_MOUNT =
            "mount it as root: mount -t tracefs tracefs /sys/kernel/tracing; in a container, mount"
                    + " the host's /sys/kernel/tracing read-only at the same place";

    /** Where it is mounted and may be read. */
    public static Optional<Tracefs> find() {
        // debugfs first, as libbpf does
        return PLACES.stream()
                .filter(place -> Files.isReadable(place.resolve("events")))
                .findFirst()
                .map(Tracefs::new);
    }

    /** Every event as {@code category/name}. */
    public Set<String> events() {
        return lines("available_events")
                .map(line -> line.replace(':', '/'))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Number of an event, by which perf_event_open knows it; empty when there is none. */
    public OptionalLong eventId(String category, String name) {
        try {
            Path file = root.resolve("events").resolve(category).resolve(name).resolve("id");
            return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException unknown) {
            return OptionalLong.empty();
        }
    }

    /** Functions that ftrace can patch; modules' functions are among them. */
    public Set<String> traceableFunctions() {
        return lines("available_filter_functions")
                .map(line -> line.indexOf(' ') < 0 ? line : line.substring(0, line.indexOf(' ')))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Lines of a file below the root; none when it cannot be read. */
    private Stream<String> lines(String file) {
        try {
            return Files.readString(root.resolve(file)).lines();
        } catch (IOException unreadable) {
            return Stream.empty();
        }
    }
}
