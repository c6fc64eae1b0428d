package beelab.lab.scenario;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the mistakes of one reading, so that an author sees all of them at once. */
public final class Problems {

    private final List<Problem> found = new ArrayList<>();

    /** Adds a mistake. */
    public void add(Problem problem) {
        found.add(problem);
    }

    /** Adds a mistake at a place. */
    public void add(Mark at, String path, String message, String hint) {
        found.add(new Problem(at.file(), at.line(), at.column(), path, message, hint));
    }

    /** Adds a mistake of a whole file. */
    public void add(Path file, String message, String hint) {
        found.add(new Problem(file, 0, 0, "", message, hint));
    }

    /** Whether nothing is wrong so far. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /**
     * Returns when nothing is wrong.
     *
     * @throws ScenarioException with every mistake, in the order of the text
     */
    public void throwIfAny() throws ScenarioException {
        if (!found.isEmpty()) {
            found.sort(
                    Comparator.comparing((Problem p) -> p.file().toString())
                            .thenComparingInt(Problem::line)
                            .thenComparingInt(Problem::column));
            throw new ScenarioException(found);
        }
    }
}
