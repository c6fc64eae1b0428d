package beelab.sensor.bpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code /proc/self/fdinfo} says of programs and maps. */
final class FdInfo {
    private FdInfo() {}

    /** Bytes that the kernel charges, field {@code memlock}; 0 when it does not tell. */
    static long memlock(int fd) {
        if (fd < 0) {
            return 0;
        }
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd))) {
                if (line.startsWith("memlock:")) {
                    return Long.parseLong(line.substring("memlock:".length()).strip());
                }
            }
        } catch (IOException | NumberFormatException unknown) {
            return 0;
        }
        return 0;
    }
}
