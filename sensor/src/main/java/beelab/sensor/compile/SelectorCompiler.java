package beelab.sensor.compile;

import beelab.sensor.compile.ArgumentBinder.Bound;
import beelab.sensor.compile.CompiledSelector.BinaryFilter;
import beelab.sensor.compile.CompiledSelector.PidFilter;
import beelab.sensor.compile.CompiledSelector.SelectorAction;
import beelab.sensor.policy.Action;
import beelab.sensor.policy.Hook;
import beelab.sensor.policy.HookArgument;
import beelab.sensor.policy.Operator;
import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.PolicySpec;
import beelab.sensor.policy.Selector;
import beelab.sensor.policy.TracingPolicy;
import beelab.sensor.wire.HookAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From the selectors of a policy to those of the engine, for one attachment. */
final class SelectorCompiler {
    private static final int SIGKILL = 9;

    private final TracingPolicy policy;
    private final List<PolicyProblem> problems;

    SelectorCompiler(TracingPolicy policy, List<PolicyProblem> problems) {
        this.policy = policy;
        this.problems = problems;
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
        List<HookArgument> args = hook.args();
        List<CompiledFilter> filters = new ArrayList<>(only);
        for (Selector.ArgumentFilter filter : selector.arguments()) {
            int position = filter.positionIn(hook);
            Bound argument =
                    bound.stream()
                            .filter(b -> b.spec().index() == position)
                            .findFirst()
                            .orElse(null);
            if (argument == null) {
                refuseUnread(filter, args, position);
                continue;
            }
            CompiledFilter compiled = compile(filter, args.get(position), argument);
            if (compiled == null) {
                continue;
            }
            if (argument.spec().source() instanceof ArgSource.Constant constant) {
                if (!FilterCompiler.holds(compiled, constant.value())) {
                    return Optional.empty();
                }
            } else {
                filters.add(compiled);
            }
        }
        if (filters.size() > CompiledSelector.MAX_FILTERS) {
            problem(
                    selector.path() + ".matchArgs",
                    "one filter too many: the substitute needs one itself on this kernel",
                    "leave a filter out");
        }
        return Optional.of(
                new CompiledSelector(
                        filters,
                        pids(selector),
                        binary(selector),
                        action(selector, selector.actions(), effects)));
    }

    /** Compiles the filters on the return value. */
    CompiledSelector atReturn(Selector selector, HookArgument returned, Bound bound) {
        List<CompiledFilter> filters = new ArrayList<>();
        for (Selector.ArgumentFilter filter : selector.returnArguments()) {
            CompiledFilter compiled = compile(filter, returned, bound);
            if (compiled != null) {
                filters.add(compiled);
            }
        }
        return new CompiledSelector(
                filters,
                Optional.empty(),
                Optional.empty(),
                action(selector, selector.returnActions(), UserEffects.NONE));
    }

    private void refuseUnread(
            Selector.ArgumentFilter filter, List<HookArgument> args, int position) {
        HookArgument argument = args.get(position);
        if (argument.returnCopy()) {
            problem(
                    filter.path() + ".index",
                    "an argument with returnCopy is read when the call returns, too late to select by",
                    "");
        }
        // Otherwise the argument itself was refused, which is told already.
    }

    private @Nullable CompiledFilter compile(
            Selector.ArgumentFilter filter, HookArgument argument, Bound bound) {
        try {
            var type = argument.type();
            if (type == beelab.sensor.policy.ArgumentType.AUTO) {
                type = Objects.requireNonNull(ArgumentBinder.natural(bound.provided()));
            }
            return FilterCompiler.compile(filter, bound.spec().index(), type);
        } catch (Refusal e) {
            problem(filter.path() + "." + e.field(), e.message(), e.hint());
            return null;
        }
    }

    /** Several NotIn of the same kind are one; everything else cannot be put together. */
    private Optional<PidFilter> pids(Selector selector) {
        List<Selector.PidFilter> filters = selector.pids();
        if (filters.isEmpty()) {
            return Optional.empty();
        }
        Selector.PidFilter first = filters.getFirst();
        List<Integer> pids = new ArrayList<>();
        for (Selector.PidFilter filter : filters) {
            boolean alike =
                    filter.operator() == first.operator()
                            && filter.followForks() == first.followForks()
                            && filter.namespacePid() == first.namespacePid();
            if (filters.size() > 1 && (!alike || first.operator() != Operator.NOT_IN)) {
                problem(
                        filter.path(),
                        "several matchPIDs are implemented only when all are NotIn with the same"
                                + " followForks and isNamespacePID",
                        "use several selectors");
                return Optional.empty();
            }
            filter.values().forEach(pid -> pids.add(pid.intValue()));
        }
        if (pids.size() > 4) {
            problem(first.path(), "more than 4 process ids in one selector", "");
        }
        return Optional.of(
                new PidFilter(
                        pids,
                        first.operator() == Operator.NOT_IN,
                        first.namespacePid(),
                        first.followForks()));
    }

    private Optional<BinaryFilter> binary(Selector selector) {
        if (selector.binaries().isEmpty()) {
            return Optional.empty();
        }
        Selector.BinaryFilter filter = selector.binaries().getFirst();
        List<String> values = new ArrayList<>();
        for (String value : filter.values()) {
            PolicySpec.SymbolList list =
                    value.startsWith("list:")
                            ? policy.spec().list(value.substring("list:".length()))
                            : null;
            if (list != null) {
                values.addAll(list.values());
            } else {
                values.add(value);
            }
        }
        try {
            List<String> texts = FilterCompiler.texts(values);
            FilterTest test =
                    switch (filter.operator()) {
                        case PREFIX, NOT_PREFIX -> new FilterTest.TextPrefix(texts);
                        case POSTFIX, NOT_POSTFIX -> new FilterTest.TextSuffix(texts);
                        default -> new FilterTest.TextEqual(texts);
                    };
            return Optional.of(new BinaryFilter(test, filter.operator().negated()));
        } catch (Refusal e) {
            problem(filter.path() + "." + e.field(), e.message(), e.hint());
            return Optional.empty();
        }
    }

    private SelectorAction action(Selector selector, List<Action> actions, UserEffects effects) {
        UserEffect user = UserEffect.NONE;
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
                case SET -> {
                    user = user.and(effect(action, effects));
                    reported = HookAction.SET;
                }
                case GET_URL,
                        DNS_LOOKUP,
                        TRACK_SOCK,
                        UNTRACK_SOCK,
                        NOTIFY_ENFORCER,
                        CLEANUP_ENFORCER_NOTIFICATION ->
                        throw new IllegalStateException(
                                "EngineSupport let "
                                        + action.kind()
                                        + " pass in "
                                        + selector.path());
            }
        }
        return new SelectorAction(
                post, signal, override, new CompiledSelector.Notice.None(), reported, user);
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
