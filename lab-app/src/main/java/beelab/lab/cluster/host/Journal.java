package beelab.lab.cluster.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The list of everything the running cluster changed on this machine, in a file that is forced to
 * disk before each change is made. After a crash the next start, or {@code lab down}, reads it and
 * undoes the changes.
 *
 * <p>A line without its line end was cut by a crash; its change was not made yet and is ignored.
 */
public final class Journal implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;

    private Journal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** The journal of the lab whose run folder this is. */
    public static Path fileIn(Path runFolder) {
        return runFolder.resolve("journal");
    }

    /**
     * Begins an empty journal.
     *
     * @throws IOException also when there is one already, which must be undone first
     */
    public static Journal begin(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return new Journal(
                file,
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** The changes in a journal file, oldest first; empty when there is no file. */
    public static List<Change> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        String text = Files.readString(file);
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        return whole.lines().map(Change::parse).flatMap(Optional::stream).toList();
    }

    /** Writes down a change that is about to be made. */
    public synchronized void record(Change change) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((change.line() + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            channel.write(line);
        }
        channel.force(false);
    }

    /** The journal's file. */
    public Path file() {
        return file;
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
