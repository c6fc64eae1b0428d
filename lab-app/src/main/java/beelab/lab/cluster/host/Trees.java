package beelab.lab.cluster.host;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Folders that appear and vanish. Deletion never follows symbolic links. */
public final class Trees {

    private Trees() {}

    /** Deletes a file, or a folder with everything in it; does nothing when it does not exist. */
    public static void delete(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(
                path,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure)
                            throws IOException {
                        if (failure instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw failure;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path folder, @Nullable IOException failure) throws IOException {
                        Files.deleteIfExists(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /** Names of the entries of a folder; empty when there is no such folder. */
    static List<String> names(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    /** Writes down which entries a shared folder has, so that later ones can be removed. */
    public static void saveEntries(Journal journal, Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            journal.record(new Change.EntriesCreated(folder.toString(), names(folder)));
        } else {
            journal.record(new Change.TreeCreated(folder.toString()));
        }
    }

    static void removeNewEntries(Change.EntriesCreated saved) throws IOException {
        Path folder = Path.of(saved.folder());
        for (String name : names(folder)) {
            if (!saved.kept().contains(name)) {
                delete(folder.resolve(name));
            }
        }
    }
}
