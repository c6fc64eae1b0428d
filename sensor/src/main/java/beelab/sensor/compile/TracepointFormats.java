package beelab.sensor.compile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Looks up formats of classic tracepoints. */
@FunctionalInterface
public interface TracepointFormats {
    /** No knowledge: fields and arguments are taken as the policy says. */
    TracepointFormats NONE = (category, name) -> Optional.empty();

    /** The format of an event; empty when it is not known. */
    Optional<TracepointFormat> of(String category, String name);

    /**
     * Formats from a mounted tracefs.
     *
     * @param tracefs where it is mounted, such as {@code /sys/kernel/tracing}; empty when it is not
     */
    static TracepointFormats in(String tracefs) {
        if (tracefs.isEmpty()) {
            return NONE;
        }
        Path events = Path.of(tracefs, "events");
        // Names come from policies: they must not lead out of the folder.
        Pattern sound = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]*");
        return (category, name) -> {
            if (!sound.matcher(category).matches() || !sound.matcher(name).matches()) {
                return Optional.empty();
            }
            try {
                Path file = events.resolve(category).resolve(name).resolve("format");
                return Optional.of(TracepointFormat.parse(Files.readString(file)));
            } catch (IOException notThere) {
                return Optional.empty();
            }
        };
    }
}
