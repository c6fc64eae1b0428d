package beelab.sensor.bpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code /proc/self/fdinfo} says of programs and maps. */
final class FdInfo {
    private FdInfo() {}

    /** Bytes that the kernel charges, field {@code memlock}; 0 when it does not tell. */
    static long memlock(int fd) {
        return number(fd, "memlock");
    }

    /** The number of a field; 0 when it is not there. */
    static long number(int fd, String field) {
        if (fd < 0) {
            return 0;
        }
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd))) {
                if (line.startsWith(field + ":")) {
                    return Long.parseLong(line.substring(field.length() + 1).strip());
                }
            }
        } catch (IOException | NumberFormatException unknown) {
            return 0;
        }
        return 0;
    }
}
