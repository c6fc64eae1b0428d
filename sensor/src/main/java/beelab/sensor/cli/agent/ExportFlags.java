package beelab.sensor.cli.agent;

import beelab.sensor.agent.AgentOptions;
import beelab.sensor.cli.CliException;
import beelab.sensor.export.FieldFilter;
import beelab.sensor.export.ProtoFilters;
import beelab.sensor.export.ProtoRedactions;
import beelab.sensor.export.json.JsonExport;
import beelab.sensor.filter.FilterException;
import beelab.sensor.filter.Redaction;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** JSON lines, and what is hidden in events whoever reads them. */
final class ExportFlags {
    @Option(
            names = "--export-filename",
            paramLabel = "FILE",
            description = "Write events as JSON lines; - for standard output.")
    private @Nullable Path file;

    @Option(
            names = "--export-file-max-size-mb",
            paramLabel = "MB",
            defaultValue = "10",
            description = "Put the file aside at this size (default: ${DEFAULT-VALUE}).")
    private int maxMegabytes = 10;

    @Option(
            names = "--export-file-max-backups",
            paramLabel = "N",
            defaultValue = "5",
            description = "Keep so many of them, 0 for all (default: ${DEFAULT-VALUE}).")
    private int maxBackups = 5;

    @Option(
            names = "--export-file-rotation-interval",
            paramLabel = "DURATION",
            defaultValue = "0",
            description = "Put the file aside at this age, 0 for never.")
    private Duration rotationInterval = Duration.ZERO;

    @Option(
            names = "--export-file-compress",
            negatable = true,
            description = "Compress files that were put aside, to NAME.gz.")
    private boolean compress;

    @Option(
            names = "--export-file-perm",
            paramLabel = "MODE",
            defaultValue = "600",
            description = "Octal permissions of the file (default: ${DEFAULT-VALUE}).")
    private String permissions = "600";

    @Option(
            names = "--export-rate-limit",
            paramLabel = "N",
            defaultValue = "-1",
            description = "Events a minute; -1 for any number, 0 for no export.")
    private long perMinute = -1;

    @Option(
            names = "--export-allowlist",
            paramLabel = "JSON",
            defaultValue = "",
            description = "Filters, one JSON object a line; events of one of them are written.")
    private String allow = "";

    @Option(
            names = "--export-denylist",
            paramLabel = "JSON",
            defaultValue = "",
            description = "Filters; events of one of them are not written.")
    private String deny = "";

    @Option(
            names = "--field-filters",
            paramLabel = "JSON",
            defaultValue = "",
            description = "Which fields are written, one JSON object a line.")
    private String fields = "";

    @Option(
            names = "--redaction-filters",
            paramLabel = "JSON",
            defaultValue = "",
            description =
                    "What becomes ***** in arguments and environment variables, in the export and"
                            + " over gRPC: one JSON object a line, such as {\"redact\":"
                            + "[\"--password[= ](\\\\S+)\"]}.")
    private String redactions = "";

    AgentOptions.Export options() throws FilterException {
        return new AgentOptions.Export(
                file,
                new JsonExport.Rotation(
                        Checks.atLeast("--export-file-max-size-mb", 1, maxMegabytes),
                        Checks.atLeast("--export-file-max-backups", 0, maxBackups),
                        rotationInterval,
                        compress,
                        permissions(permissions)),
                perMinute,
                ProtoFilters.parse("--export-allowlist", allow),
                ProtoFilters.parse("--export-denylist", deny),
                FieldFilter.parse("--field-filters", fields));
    }

    Redaction redaction() throws FilterException {
        return ProtoRedactions.parse("--redaction-filters", redactions);
    }

    private static Set<PosixFilePermission> permissions(String octal) {
        if (!octal.matches("0?[0-7]{3}")) {
            throw new CliException(
                    "--export-file-perm " + octal + ": expected three octal digits, as 600", 2);
        }
        int bits = Integer.parseInt(octal, 8);
        StringBuilder text = new StringBuilder();
        for (int i = 8; i >= 0; i--) {
            text.append((bits >> i & 1) == 0 ? '-' : "xwr".charAt(i % 3));
        }
        return PosixFilePermissions.fromString(text.toString());
    }
}
