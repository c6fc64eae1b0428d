package beelab.sensor.export.json;

import java.io.IOException;
import java.io.OutputStream;
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
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A file that is put aside when it is full or old: {@code beelab.log} becomes {@code
 * beelab-2026-11-22T18-30-00.000.log}, and only the newest of those are kept. A file that somebody
 * else moves away or deletes is made again.
 *
 * <p>Its age is counted by a clock that only runs forward, and a file that is put aside is always
 * named after those before it, also when the wall clock was set back in between.
 */
final class RotatingFile implements LineOutput {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSS").withZone(ZoneOffset.UTC);

    private static final int STAMP_LENGTH = "2026-11-22T18-30-00.000".length();
    private static final String COMPRESSED = ".gz";

    private final Path file;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private volatile Limits limits;
    private FileChannel channel;
    private long size;
    private long opened;

    /**
     * @param maxBytes size at which the file is put aside; a single longer batch is still written
     * @param maxBackups how many older files are kept, 0 for all
     * @param interval age at which the file is put aside, zero for never
     * @param compress whether files that were put aside are compressed
     * @param permissions of every file
     */
    record Limits(
            long maxBytes,
            int maxBackups,
            Duration interval,
            boolean compress,
            Set<PosixFilePermission> permissions) {}

    /**
     * Opens the file, to append when it is there.
     *
     * @param clock names the files that are put aside
     * @param nanoTime counts their age
     * @throws IOException when the folder is missing or the file cannot be written
     */
    RotatingFile(Path file, Limits limits, Clock clock, LongSupplier nanoTime) throws IOException {
        this.file = file.toAbsolutePath();
        this.limits = limits;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.channel = open();
        this.size = channel.size();
        this.opened = nanoTime.getAsLong();
    }

    /** Changes when files are put aside, from the next write on; any thread may do it. */
    void setLimits(Limits now) {
        limits = now;
    }

    /** When files are put aside. */
    Limits limits() {
        return limits;
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
        if (!interval.isZero() && size > 0 && nanoTime.getAsLong() - opened >= interval.toNanos()) {
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
            opened = nanoTime.getAsLong();
        }
    }

    private void rotate() throws IOException {
        channel.close();
        Path backup = backup();
        Files.move(file, backup);
        channel = open();
        size = 0;
        opened = nanoTime.getAsLong();
        if (limits.compress()) {
            compress(backup);
        }
        deleteOldest();
    }

    /** Readers see the plain file or the whole compressed one. */
    private void compress(Path backup) throws IOException {
        Path fresh = backup.resolveSibling("." + backup.getFileName() + ".gz.new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(limits.permissions()));
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(fresh))) {
                Files.copy(backup, out);
            }
            Files.setPosixFilePermissions(fresh, limits.permissions());
            Files.move(fresh, backup.resolveSibling(backup.getFileName() + COMPRESSED));
            Files.delete(backup);
        } finally {
            Files.deleteIfExists(fresh);
        }
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

    /** A name behind all others, whatever the clock says. */
    private Path backup() throws IOException {
        Instant time = clock.instant();
        List<Path> others = backups();
        if (!others.isEmpty()) {
            Instant newest = stamp(others.getFirst());
            if (!time.isAfter(newest)) {
                time = newest.plusMillis(1);
            }
        }
        return named(time);
    }

    private Instant stamp(Path backup) {
        int start = stem().length() + 1;
        return STAMP.parse(
                backup.getFileName().toString().substring(start, start + STAMP_LENGTH),
                Instant::from);
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
                        + Pattern.quote(extension())
                        + "("
                        + Pattern.quote(COMPRESSED)
                        + ")?";
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
