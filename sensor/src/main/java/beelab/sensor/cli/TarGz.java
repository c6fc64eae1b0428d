package beelab.sensor.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** A compressed archive of small files in the ustar format of POSIX. */
final class TarGz {
    private static final int BLOCK = 512;
    private static final int MODE = 100;
    private static final int SIZE = 124;
    private static final int TIME = 136;
    private static final int CHECKSUM = 148;
    private static final int MAGIC = 257;

    private TarGz() {}

    /**
     * Writes the archive.
     *
     * @param folder that all files are in; with it a name has at most 100 bytes
     */
    static void write(Path archive, String folder, Map<String, byte[]> files, Instant time)
            throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                byte[] content = file.getValue();
                out.write(header(folder + "/" + file.getKey(), content.length, time));
                out.write(content);
                out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
            }
            out.write(new byte[2 * BLOCK]);
        }
    }

    private static byte[] header(String name, int size, Instant time) {
        byte[] header = new byte[BLOCK];
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MODE) {
            throw new IllegalArgumentException("too long for an archive: " + name);
        }
        put(header, 0, name);
        put(header, MODE, "0000600");
        put(header, MODE + 8, "0000000");
        put(header, MODE + 16, "0000000");
        put(header, SIZE, "%011o".formatted(size));
        put(header, TIME, "%011o".formatted(time.getEpochSecond()));
        put(header, CHECKSUM, "        ");
        put(header, CHECKSUM + 8, "0");
        put(header, MAGIC, "ustar\u000000");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, CHECKSUM, "%06o\0 ".formatted(sum));
        return header;
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}
