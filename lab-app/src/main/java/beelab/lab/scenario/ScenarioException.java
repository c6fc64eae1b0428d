package beelab.lab.scenario;

import java.util.List;
import java.util.stream.Collectors;

/** A scenario or guide that cannot be used; holds every mistake found, not only the first. */
public final class ScenarioException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * @param problems at least one, in the order of the text
     */
    public ScenarioException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** A single mistake. */
    public ScenarioException(Problem problem) {
        this(List.of(problem));
    }

    /** At least one problem, in the order of the text. */
    public List<Problem> problems() {
        return problems;
    }
}
