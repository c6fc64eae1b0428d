package beelab.sensor.policy;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A policy that cannot be read, validated, planned or loaded; nothing of it stays in the kernel.
 */
public final class PolicyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<PolicyProblem> problems;

    public PolicyException(List<PolicyProblem> problems) {
        super(problems.stream().map(PolicyProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public PolicyException(PolicyProblem problem) {
        this(List.of(problem));
    }

    /** At least one problem, in the order of the text. */
    public List<PolicyProblem> problems() {
        return problems;
    }
}
