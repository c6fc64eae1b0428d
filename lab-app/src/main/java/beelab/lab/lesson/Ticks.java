package beelab.lab.lesson;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The ticks of a learner's run through a scenario, kept over a restart of the lab in {@code
 * work/NAME.ticks.json}: {@code {"cluster": "…", "passed": ["…"]}}. They are worth something on the
 * cluster only on which they were earned. Used by one thread.
 */
final class Ticks {

    private static final System.Logger LOG = System.getLogger(Ticks.class.getName());

    private final Path file;
    private String cluster = "";
    private final SequencedSet<String> passed = new LinkedHashSet<>();

    /** Reads what is there; a file that cannot be read counts as none. */
    Ticks(Path file) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                JsonNode json = JsonMapper.shared().readTree(Files.readString(file));
                cluster = json.path("cluster").asString("");
                json.path("passed").forEach(id -> passed.add(id.asString("")));
            }
        } catch (IOException | JacksonException e) {
            LOG.log(
                    Level.WARNING,
                    "{0} cannot be read, so no ticks are kept: {1}",
                    file,
                    e.getMessage());
        }
    }

    /**
     * What a learner finds who comes back.
     *
     * @param passed steps that are done, in the order in which they were
     * @param notice what is said about it; empty when there is nothing to say
     */
    record Resumed(List<String> passed, String notice) {}

    /**
     * Goes on with a cluster.
     *
     * @param id identity of the cluster, another one for each new cluster
     * @param exists whether the scenario still has a step of that id
     */
    Resumed resume(String id, Predicate<String> exists) {
        passed.removeIf(exists.negate());
        boolean same = id.equals(cluster);
        int before = passed.size();
        cluster = id;
        if (!same) {
            passed.clear();
            save();
        }
        if (before == 0) {
            return new Resumed(List.of(), "");
        }
        String steps = before == 1 ? "1 step" : before + " steps";
        return same
                ? new Resumed(
                        List.copyOf(passed),
                        "You go on where you were: %s of this exercise done on this cluster."
                                .formatted(steps))
                : new Resumed(
                        List.of(),
                        "This cluster is a new one: what you made on the former one is gone, and so are the ticks of %s. Begin at the first page; files that you changed are as you left them."
                                .formatted(steps));
    }

    void add(String step) {
        if (!cluster.isEmpty() && passed.add(step)) {
            save();
        }
    }

    void remove(String step) {
        if (passed.remove(step)) {
            save();
        }
    }

    private void save() {
        try {
            Files.createDirectories(file.getParent());
            Path written = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(
                    written,
                    JsonMapper.shared()
                            .writeValueAsString(Map.of("cluster", cluster, "passed", passed)));
            Files.move(
                    written,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the ticks cannot be kept in {0}: {1}", file, e.getMessage());
        }
    }
}
