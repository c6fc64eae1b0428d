package beelab.sensor.compile;

import beelab.sensor.compile.ArgumentBinder.Bound;
import beelab.sensor.policy.Hook;
import beelab.sensor.policy.HookArgument;
import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.Selector;
import beelab.sensor.policy.TracingPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From the selectors of a policy to those of the engine, for one attachment. */
final class SelectorCompiler {
    private final TracingPolicy policy;
    private final List<PolicyProblem> problems;
    private final SubjectCompiler subjects;
    private final ArgumentFilters arguments;

    SelectorCompiler(TracingPolicy policy, Kernel kernel, List<PolicyProblem> problems) {
        this.policy = policy;
        this.problems = problems;
        this.subjects = new SubjectCompiler(policy);
        this.arguments = new ArgumentFilters(policy, kernel, problems);
    }

    /**
     * Compiles a selector; empty when a filter on a value that is the same for every call of this
     * attachment can never hold.
     *
     * @param only conditions of the mechanism, added to every selector
     * @param effects what actions do to a program of user space
     */
    Optional<CompiledSelector> atEntry(
            Selector selector,
            Hook hook,
            List<Bound> bound,
            List<CompiledFilter> only,
            UserEffects effects) {
        List<CompiledFilter> filters = new ArrayList<>(only);
        for (Selector.ArgumentFilter filter : selector.arguments()) {
            CompiledFilter compiled = arguments.compile(filter, hook, bound);
            if (compiled == null) {
                continue;
            }
            Optional<Long> constant = ArgumentFilters.constant(compiled, bound);
            if (constant.isEmpty()) {
                filters.add(compiled);
            } else if (!FilterCompiler.holds(compiled, constant.get())) {
                return Optional.empty();
            }
        }
        for (Selector.ArgumentFilter filter : selector.data()) {
            CompiledFilter compiled = arguments.compileData(filter, hook, bound);
            if (compiled != null) {
                filters.add(compiled);
            }
        }
        filters.addAll(subjects.filters(selector));
        return Optional.of(
                new CompiledSelector(
                        filters,
                        ActionCompiler.compile(
                                policy, hook, selector.actions(), bound, effects, problems)));
    }

    /**
     * Compiles the filters on the return value.
     *
     * @param only conditions on the call, added to the selector
     */
    CompiledSelector atReturn(
            Selector selector,
            Hook hook,
            HookArgument returned,
            Bound bound,
            List<CompiledFilter> only) {
        List<CompiledFilter> filters = new ArrayList<>(only);
        for (Selector.ArgumentFilter filter : selector.returnArguments()) {
            CompiledFilter compiled = arguments.compileReturned(filter, returned, bound);
            if (compiled != null) {
                filters.add(compiled);
            }
        }
        return new CompiledSelector(
                filters,
                ActionCompiler.compile(
                        policy,
                        hook,
                        selector.returnActions(),
                        List.of(bound),
                        UserEffects.NONE,
                        problems));
    }
}
