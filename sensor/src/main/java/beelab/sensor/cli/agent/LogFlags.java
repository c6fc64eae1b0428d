package beelab.sensor.cli.agent;

import beelab.sensor.cli.CliException;
import java.util.List;
import picocli.CommandLine.Option;

/** What the agent says of itself on standard error. */
final class LogFlags {
    private static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "error, warn, info, debug or trace (default: ${DEFAULT-VALUE}).")
    private String level = "info";

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (default: ${DEFAULT-VALUE}).")
    private String format = "text";

    @Option(
            names = {"-d", "--debug"},
            description = "The same as --log-level debug.")
    private boolean debug;

    String level() {
        if (!LEVELS.contains(level)) {
            throw new CliException(
                    "--log-level " + level + ": expected error, warn, info, debug or trace", 2);
        }
        return debug ? "debug" : level;
    }

    String format() {
        if (!format.equals("text") && !format.equals("json")) {
            throw new CliException("--log-format " + format + ": expected text or json", 2);
        }
        return format;
    }
}
