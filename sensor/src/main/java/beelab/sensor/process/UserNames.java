package beelab.sensor.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;

/**
 * Names of the host's users, from a file in the format of {@code passwd(5)}. Read again when it
 * changed, but looked at once in a while only: it is asked on the reader thread.
 */
public final class UserNames {
    private static final int LOOK_EVERY = 1024;

    private final Path file;
    private Map<Integer, String> names = Map.of();
    private FileTime read = FileTime.fromMillis(0);
    private int asked;

    /** The names in a file, such as {@code /etc/passwd}, or {@code /proc/1/root/etc/passwd}. */
    public UserNames(Path file) {
        this.file = file;
    }

    /** The user's name, empty when there is none; the number is unsigned. */
    public String of(int uid) {
        if (asked++ % LOOK_EVERY == 0) {
            look();
        }
        return names.getOrDefault(uid, "");
    }

    private void look() {
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            if (changed.equals(read)) {
                return;
            }
            Map<Integer, String> fresh = new HashMap<>();
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split(":", -1);
                if (fields.length >= 3 && fields[2].matches("\\d{1,10}")) {
                    // The first line of a number counts, as for getpwuid(3).
                    fresh.putIfAbsent((int) Long.parseLong(fields[2]), fields[0]);
                }
            }
            names = fresh;
            read = changed;
        } catch (IOException e) {
            names = Map.of(); // Without the file nobody has a name.
        }
    }
}
