package beelab.sensor.conformance;

import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The committed table of one kernel: how each policy is attached there, or with which words it is
 * refused. One line a policy, {@code NAME | MECHANISM}; lines that begin with # are for people.
 */
final class MechanismTable {
    private static final String SEPARATOR = " | ";
    private static final String REFUSED = "refused: ";
    private static final String INCOMPLETE = "# incomplete";
    private static final Pattern TRIGGER =
            Pattern.compile("/[^\\s:;,]*/trigger-[0-9a-f]{12}(?![0-9a-f])");
    private static final Pattern DIGEST = Pattern.compile("\\b(?:[0-9a-f]{2}){20,64}\\b");
    private final Map<String, String> rows = new TreeMap<>();
    private final List<String> head = new ArrayList<>();

    static MechanismTable read(Path file) throws IOException {
        MechanismTable table = new MechanismTable();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("#")) {
                    table.head.add(line);
                } else if (!line.isBlank()) {
                    int cut = line.indexOf(SEPARATOR);
                    String name = line.substring(0, cut).strip();
                    String row = line.substring(cut + SEPARATOR.length()).strip();
                    String other = table.rows.put(name, row);
                    if (other != null && !other.equals(row)) {
                        throw new IllegalArgumentException(file + " has two rows for " + name);
                    }
                }
            }
        }
        return table;
    }

    Optional<String> row(String name) {
        return Optional.ofNullable(rows.get(name));
    }

    /** Whether its head says that rows are still missing. */
    boolean isIncomplete() {
        return head.stream().anyMatch(line -> line.startsWith(INCOMPLETE));
    }

    List<String> names() {
        return List.copyOf(rows.keySet());
    }

    void put(String name, String row) {
        rows.put(name, row);
    }

    void remove(String name) {
        rows.remove(name);
    }

    /** Writes it; once it is complete, its head does not say otherwise any more. */
    void write(Path file, boolean complete) throws IOException {
        int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>(head);
        lines.removeIf(line -> complete && line.startsWith(INCOMPLETE));
        rows.forEach((name, row) -> lines.add(padded(name, width) + SEPARATOR + row));
        Files.createDirectories(file.getParent());
        Files.write(file, lines);
    }

    static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** A row without what differs from one compilation of the trigger program to the next. */
    private static String lasting(String row) {
        String named = TRIGGER.matcher(row).replaceAll("\\$TRIGGER");
        return DIGEST.matcher(named).replaceAll("DIGEST").replaceAll("\\s+", " ");
    }

    /** The row of a policy that was loaded. */
    static String loaded(PolicyStatus status) {
        return lasting(
                status.hooks().stream()
                        .map(hook ->
                                hook.mechanism().isEmpty()
                                        ? hook.section() + "[" + hook.index() + "] nothing"
                                        : hook.mechanism())
                        .distinct()
                        .collect(Collectors.joining("; ")));
    }

    /** The row of a policy that was refused: what the messages say, without positions. */
    static String refused(PolicyException refusal, String release) {
        return REFUSED
                + refusal.problems().stream()
                        .map(problem -> problem.path() + ": " + problem.message())
                        .map(text -> lasting(text.replace(release, "RELEASE")))
                        .collect(Collectors.joining("; "));
    }
}
