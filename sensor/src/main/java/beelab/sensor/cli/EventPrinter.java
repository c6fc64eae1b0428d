package beelab.sensor.cli;

import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.api.KprobeArgument;
import beelab.sensor.api.ProcessKprobe;
import beelab.sensor.export.compact.CompactEncoder;
import beelab.sensor.export.json.ProtoJson;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Prints events one after the other, as JSON or as compact lines. */
final class EventPrinter {
    private final PrintStream out;
    private final @Nullable CompactEncoder compact;
    private final @Nullable String tty;

    /**
     * @param compact null for JSON
     * @param tty print only the bytes that were written to this terminal; null to print events
     */
    EventPrinter(PrintStream out, @Nullable CompactEncoder compact, @Nullable String tty) {
        this.out = out;
        this.compact = compact;
        this.tty = tty;
    }

    void print(GetEventsResponse event) {
        if (tty != null) {
            terminal(event.getProcessKprobe());
        } else if (compact == null) {
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

    /** What a hook on write collected, as it was: a replay of the terminal. */
    private void terminal(ProcessKprobe write) {
        if (write.getArgsCount() > 0 && write.getArgs(0).getFileArg().getPath().equals(tty)) {
            for (KprobeArgument argument : write.getArgsList()) {
                byte[] bytes = bytes(argument);
                out.write(bytes, 0, bytes.length);
            }
        }
    }

    private static byte[] bytes(KprobeArgument argument) {
        return argument.hasTruncatedBytesArg()
                ? argument.getTruncatedBytesArg().getBytesArg().toByteArray()
                : argument.getBytesArg().toByteArray();
    }

    /** One write a line, so that lines of several writers never mix. */
    private void line(String text) {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
    }
}
