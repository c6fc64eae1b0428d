package beelab.sensor.export.json;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file that is put aside when it is full or old: {@code beelab.log} becomes {@code
 * beelab-2026-11-22T18-30-00.000.log}, and only the newest of those are kept. A file that somebody
 * else moves away or deletes is made again.
 */
final class RotatingFile implements LineOutput {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSS").withZone(ZoneOffset.UTC);

    private final Path file;
    private final Limits limits;
    private final Clock clock;
    private FileChannel channel;
    private long size;
    private Instant opened;

    /**
     * @param maxBytes size at which the file is put aside; a single longer batch is still written
     * @param maxBackups how many older files are kept, 0 for all
     * @param interval age at which the file is put aside, zero for never
     * @param permissions of every file
     */
    record Limits(
            long maxBytes,
            int maxBackups,
            Duration interval,
            Set<PosixFilePermission> permissions) {}

    /**
     * Opens the file, to append when it is there.
     *
     * @throws IOException when the folder is missing or the file cannot be written
     */
    RotatingFile(Path file, Limits limits, Clock clock) throws IOException {
        this.file = file.toAbsolutePath();
        this.limits = limits;
        this.clock = clock;
        this.channel = open();
        this.size = channel.size();
        this.opened = clock.instant();
    }

    @Override
    public void write(byte[] lines, int length) throws IOException {
        reopenWhenGone();
        if (size > 0 && size + length > limits.maxBytes()) {
            rotate();
        }
        long before = size;
        try {
            ByteBuffer buffer = ByteBuffer.wrap(lines, 0, length);
            while (buffer.hasRemaining()) {
                size += channel.write(buffer);
            }
        } catch (IOException e) {
            // A full disk may have taken half a line, which no reader could parse.
            channel.truncate(before);
            size = before;
            throw e;
        }
    }

    @Override
    public void idle() throws IOException {
        reopenWhenGone();
        Duration interval = limits.interval();
        if (!interval.isZero() && size > 0 && !clock.instant().isBefore(opened.plus(interval))) {
            rotate();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void reopenWhenGone() throws IOException {
        if (!Files.exists(file)) {
            channel.close();
            channel = open();
            size = 0;
            opened = clock.instant();
        }
    }

    private void rotate() throws IOException {
        channel.close();
        Files.move(file, backup());
        channel = open();
        size = 0;
        opened = clock.instant();
        deleteOldest();
    }

    private FileChannel open() throws IOException {
        FileChannel created =
                FileChannel.open(
                        file,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.APPEND),
                        PosixFilePermissions.asFileAttribute(limits.permissions()));
        // The process's umask may have taken bits away.
        Files.setPosixFilePermissions(file, limits.permissions());
        return created;
    }

    private Path backup() {
        Instant time = clock.instant();
        Path backup = named(time);
        while (Files.exists(backup)) {
            time = time.plusMillis(1);
            backup = named(time);
        }
        return backup;
    }

    private Path named(Instant time) {
        return file.resolveSibling(stem() + "-" + STAMP.format(time) + extension());
    }

    private void deleteOldest() throws IOException {
        if (limits.maxBackups() == 0) {
            return;
        }
        for (Path old : backups().stream().skip(limits.maxBackups()).toList()) {
            Files.deleteIfExists(old);
        }
    }

    /** The files that were put aside, the newest first. */
    private List<Path> backups() throws IOException {
        String pattern =
                Pattern.quote(stem() + "-")
                        + "\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d\\.\\d{3}"
                        + Pattern.quote(extension());
        try (Stream<Path> siblings = Files.list(file.resolveSibling(""))) {
            return siblings.filter(path -> String.valueOf(path.getFileName()).matches(pattern))
                    .sorted(Comparator.comparing(Path::toString).reversed())
                    .toList();
        }
    }

    private String stem() {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - extension().length());
    }

    private String extension() {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? "" : name.substring(dot);
    }
}
