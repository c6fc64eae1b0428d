package beelab.sensor.cli;

import beelab.sensor.api.GetEventsRequest;
import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.export.FieldFilter;
import beelab.sensor.export.ProtoFilters;
import beelab.sensor.export.ProtoSubject;
import beelab.sensor.export.json.ProtoJson;
import beelab.sensor.filter.EventFilter;
import beelab.sensor.filter.FilterException;
import beelab.sensor.filter.Subject;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Events that were written as JSON lines, from a pipe or a file. */
final class RecordedEvents {
    private final EventFilter filter;
    private final List<FieldFilter> fields;
    private final EventPrinter printer;

    /**
     * @throws CliException when a filter cannot be used
     */
    RecordedEvents(GetEventsRequest request, EventPrinter printer) {
        try {
            this.filter =
                    ProtoFilters.compile(request.getAllowListList(), request.getDenyListList());
            this.fields = FieldFilter.compile(request.getFieldFiltersList());
        } catch (FilterException e) {
            throw new CliException(String.valueOf(e.getMessage()), 2);
        }
        this.printer = printer;
    }

    /**
     * Prints all events of a file that pass.
     *
     * @param file a path, or {@code -} for standard input
     * @return 0, or 1 when lines were not events
     */
    int print(String file) throws IOException {
        String name = file.equals("-") ? "standard input" : file;
        int broken = 0;
        try (InputStream input = open(file);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                try {
                    event(ProtoJson.parseEvent(line));
                } catch (InvalidProtocolBufferException e) {
                    broken++;
                    System.err.println(
                            "bee: " + name + " line " + number + " is not an event: " + cause(e));
                }
                // Whoever follows a pipe wants to see each event when it comes.
                if (!lines.ready() && !printer.flush()) {
                    return 0;
                }
            }
            printer.flush();
        }
        return broken == 0 ? 0 : 1;
    }

    private static String cause(InvalidProtocolBufferException e) {
        String text = String.valueOf(e.getMessage());
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    private void event(GetEventsResponse event) {
        Subject subject = ProtoSubject.of(event);
        if (subject != null && filter.passes(subject)) {
            printer.print(FieldFilter.apply(fields, event));
        }
    }

    private static InputStream open(String file) throws IOException {
        if (file.equals("-")) {
            return new FileInputStream(FileDescriptor.in);
        }
        try {
            InputStream input = Files.newInputStream(Path.of(file));
            return file.endsWith(".gz") ? new GZIPInputStream(input) : input;
        } catch (NoSuchFileException e) {
            throw new CliException("no file " + file);
        } catch (IOException e) {
            throw new CliException("cannot read " + file + ": " + e.getMessage());
        }
    }
}
