package beelab.sensor.process;

import beelab.sensor.wire.Credentials;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code /proc/PID/status}, proc_pid_status(5). */
final class ProcStatus {
    private final Map<String, String[]> fields = new HashMap<>();

    ProcStatus(List<String> lines) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(
                        line.substring(0, colon), line.substring(colon + 1).strip().split("\\s+"));
            }
        }
    }

    /**
     * Uid and Gid hold real, effective, saved and file system id. Securebits are not shown there.
     */
    Credentials credentials() {
        return new Credentials(
                number("Uid", 0),
                number("Gid", 0),
                number("Uid", 1),
                number("Gid", 1),
                number("Uid", 2),
                number("Gid", 2),
                number("Uid", 3),
                number("Gid", 3),
                0,
                bits("CapPrm"),
                bits("CapEff"),
                bits("CapInh"));
    }

    /** The pid in the innermost pid namespace; NSpid lists it last. */
    int namespacePid() {
        String[] pids = fields.get("NSpid");
        return pids == null ? 0 : Integer.parseInt(pids[pids.length - 1]);
    }

    private long number(String field, int index) {
        String[] values = fields.get(field);
        return values == null || values.length <= index ? 0 : Long.parseLong(values[index]);
    }

    private long bits(String field) {
        String[] values = fields.get(field);
        return values == null ? 0 : Long.parseUnsignedLong(values[0], 16);
    }
}
