package beelab.sensor.compile;

import beelab.sensor.compile.ArgumentBinder.Bound;
import beelab.sensor.compile.CompiledSelector.SelectorAction;
import beelab.sensor.policy.Action;
import beelab.sensor.policy.Hook;
import beelab.sensor.policy.HookArgument;
import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.Selector;
import beelab.sensor.policy.TracingPolicy;
import beelab.sensor.wire.HookAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From the selectors of a policy to those of the engine, for one attachment. */
final class SelectorCompiler {
    private static final int SIGKILL = 9;

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
        filters.addAll(subjects.filters(selector));
        return Optional.of(
                new CompiledSelector(filters, action(selector, selector.actions(), effects)));
    }

    /** Compiles the filters on the return value. */
    CompiledSelector atReturn(Selector selector, HookArgument returned, Bound bound) {
        List<CompiledFilter> filters = new ArrayList<>();
        for (Selector.ArgumentFilter filter : selector.returnArguments()) {
            CompiledFilter compiled = arguments.compileReturned(filter, returned, bound);
            if (compiled != null) {
                filters.add(compiled);
            }
        }
        return new CompiledSelector(
                filters, action(selector, selector.returnActions(), UserEffects.NONE));
    }

    private SelectorAction action(Selector selector, List<Action> actions, UserEffects effects) {
        UserEffect user = UserEffect.NONE;
        CompiledSelector.Notice notice = new CompiledSelector.Notice.None();
        boolean post = true;
        int signal = 0;
        int override = 0;
        HookAction reported = HookAction.POST;
        for (Action action : actions) {
            switch (action.kind()) {
                case POST -> reported = HookAction.POST;
                case NO_POST -> {
                    post = false;
                    reported = HookAction.NOPOST;
                }
                case SIGKILL, SIGNAL -> {
                    int number = action.kind() == Action.Kind.SIGKILL ? SIGKILL : action.argSig();
                    if (signal != 0 && signal != number) {
                        problem(action.path(), "a selector can send one signal only", "");
                    }
                    signal = number;
                    reported =
                            action.kind() == Action.Kind.SIGKILL
                                    ? HookAction.SIGKILL
                                    : HookAction.SIGNAL;
                }
                case OVERRIDE -> {
                    UserEffect effect = effect(action, effects);
                    if (!effect.isEmpty()) {
                        user = user.and(effect);
                        reported = HookAction.OVERRIDE;
                        continue;
                    }
                    if (action.argError() == 0) {
                        problem(
                                action.path() + ".argError",
                                "Override that lets the call succeed without doing anything is not"
                                        + " implemented",
                                "use a negative errno such as -1");
                    }
                    override = -action.argError();
                    reported = HookAction.OVERRIDE;
                }
                case NOTIFY_ENFORCER -> {
                    notice =
                            new CompiledSelector.Notice.Enforce(
                                    -action.argError(), action.argSig());
                    reported = HookAction.NOTIFY_ENFORCER;
                }
                case CLEANUP_ENFORCER_NOTIFICATION -> {
                    notice = new CompiledSelector.Notice.Forget();
                    reported = HookAction.CLEANUP_NOTIFICATION;
                }
                case SET -> {
                    user = user.and(effect(action, effects));
                    reported = HookAction.SET;
                }
                case GET_URL, DNS_LOOKUP, TRACK_SOCK, UNTRACK_SOCK ->
                        throw new IllegalStateException(
                                "EngineSupport let "
                                        + action.kind()
                                        + " pass in "
                                        + selector.path());
            }
        }
        return new SelectorAction(post, signal, override, notice, reported, user);
    }

    private UserEffect effect(Action action, UserEffects effects) {
        try {
            return effects.of(action);
        } catch (Refusal e) {
            problem(action.path() + "." + e.field(), e.message(), e.hint());
            return UserEffect.NONE;
        }
    }

    private void problem(String path, String message, String hint) {
        problems.add(policy.problem(path, message, hint));
    }
}
