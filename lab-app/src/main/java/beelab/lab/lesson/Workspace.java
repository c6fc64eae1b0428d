package beelab.lab.lesson;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The learner's own copy of a scenario's folder, free to be changed. */
final class Workspace {

    /** What a learner works with; the rest of the folder belongs to the author. */
    private static final List<String> FOLDERS = List.of("manifests", "policies", "drafts", "app");

    private Workspace() {}

    /** Copies what is not there yet; what the learner changed stays as it is. */
    static void fill(Path scenario, Path work) throws IOException {
        Files.createDirectories(work);
        for (String name : FOLDERS) {
            Path folder = scenario.resolve(name);
            if (Files.isDirectory(folder)) {
                copyTree(folder, work.resolve(name));
            }
        }
    }

    /**
     * Makes one file the author's again.
     *
     * @param file path below the scenario's folder
     * @return whether the learner had changed it
     */
    static boolean restore(Path scenario, Path work, String file) throws IOException {
        Path original = scenario.resolve(file);
        Path copy = work.resolve(file);
        if (Files.exists(copy) && Files.mismatch(original, copy) < 0) {
            return false;
        }
        Files.createDirectories(copy.getParent());
        Files.copy(original, copy, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    /** Removes a copy and everything in it. */
    static void clear(Path work) throws IOException {
        if (!Files.exists(work)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(work)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> walk = Files.walk(from)) {
            walk.forEach(source -> {
                Path target = to.resolve(from.relativize(source).toString());
                try {
                    if (Files.isDirectory(source)) {
                        Files.createDirectories(target);
                    } else if (!Files.exists(target)) {
                        Files.copy(source, target);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
