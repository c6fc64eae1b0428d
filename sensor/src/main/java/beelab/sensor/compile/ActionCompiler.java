package beelab.sensor.compile;

import beelab.sensor.compile.ArgumentBinder.Bound;
import beelab.sensor.compile.CompiledSelector.Notice;
import beelab.sensor.compile.CompiledSelector.SelectorAction;
import beelab.sensor.compile.Extras.RateLimit;
import beelab.sensor.policy.Action;
import beelab.sensor.policy.Hook;
import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.TracingPolicy;
import beelab.sensor.wire.HookAction;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts the actions of one selector together. They are many, but what they do is one of each: an
 * event or none, an outcome of the call, signals in their order, sockets, requests.
 */
final class ActionCompiler {
    private static final int SIGKILL = 9;

    private final TracingPolicy policy;
    private final Hook hook;
    private final List<Bound> bound;
    private final List<PolicyProblem> problems;
    private final UserEffects effects;
    private UserEffect user = UserEffect.NONE;

    private final List<Integer> signals = new ArrayList<>();
    private final List<Extras.Sock> socks = new ArrayList<>();
    private final List<Extras.Request> requests = new ArrayList<>();
    private boolean post = true;
    private int override;
    private Notice notice = new Notice.None();
    private HookAction reported = HookAction.POST;
    private Optional<RateLimit> rateLimit = Optional.empty();
    private boolean kernelStack;
    private boolean userStack;
    private boolean imaHash;

    private ActionCompiler(
            TracingPolicy policy,
            Hook hook,
            List<Bound> bound,
            UserEffects effects,
            List<PolicyProblem> problems) {
        this.effects = effects;
        this.policy = policy;
        this.hook = hook;
        this.bound = bound;
        this.problems = problems;
    }

    /**
     * Compiles the actions of a selector.
     *
     * @param bound the arguments that the program reads, among them the sockets to track
     * @param effects what Override and Set mean at a user-space probe
     */
    static SelectorAction compile(
            TracingPolicy policy,
            Hook hook,
            List<Action> actions,
            List<Bound> bound,
            UserEffects effects,
            List<PolicyProblem> problems) {
        ActionCompiler compiler = new ActionCompiler(policy, hook, bound, effects, problems);
        actions.forEach(compiler::add);
        return compiler.result(actions);
    }

    private void add(Action action) {
        switch (action.kind()) {
            case POST -> post(action);
            case NO_POST -> {
                post = false;
                reported = HookAction.NOPOST;
            }
            case SIGKILL -> {
                signals.add(SIGKILL);
                reported = HookAction.SIGKILL;
            }
            case SIGNAL -> {
                signals.add(action.argSig());
                reported = HookAction.SIGNAL;
            }
            case OVERRIDE -> override(action);
            case GET_URL -> {
                requests.add(new Extras.Request.GetUrl(URI.create(action.argUrl())));
                reported = HookAction.GETURL;
            }
            case DNS_LOOKUP -> {
                requests.add(new Extras.Request.DnsLookup(action.argFqdn()));
                reported = HookAction.DNSLOOKUP;
            }
            case TRACK_SOCK -> {
                sock(action, true);
                reported = HookAction.TRACKSOCK;
            }
            case UNTRACK_SOCK -> {
                sock(action, false);
                reported = HookAction.UNTRACKSOCK;
            }
            case NOTIFY_ENFORCER -> {
                notice = new Notice.Enforce(-action.argError(), action.argSig());
                reported = HookAction.NOTIFY_ENFORCER;
            }
            case CLEANUP_ENFORCER_NOTIFICATION -> {
                notice = new Notice.Forget();
                reported = HookAction.CLEANUP_NOTIFICATION;
            }
            case SET -> {
                user = user.and(effect(action));
                reported = HookAction.SET;
            }
        }
    }

    private void override(Action action) {
        reported = HookAction.OVERRIDE;
        UserEffect effect = effect(action);
        if (!effect.isEmpty()) {
            user = user.and(effect);
            return;
        }
        if (action.argError() == 0) {
            problem(
                    action.path() + ".argError",
                    "Override that lets the call succeed without doing anything is not implemented",
                    "use a negative errno such as -1");
        }
        override = -action.argError();
    }

    private UserEffect effect(Action action) {
        try {
            return effects.of(action);
        } catch (Refusal e) {
            problem(action.path() + "." + e.field(), e.message(), e.hint());
            return UserEffect.NONE;
        }
    }

    private void post(Action action) {
        reported = HookAction.POST;
        kernelStack |= action.kernelStackTrace();
        userStack |= action.userStackTrace();
        imaHash |= action.imaHash();
        if ((action.kernelStackTrace() || action.userStackTrace())
                && !(hook instanceof Hook.Function)) {
            problem(
                    action.path(),
                    "the events of " + hook.position().section().yamlName() + " have no stacks",
                    "use kprobes or fentries, whose events have fields for them");
        }
        if (!action.rateLimit().isEmpty()) {
            rateLimit =
                    Optional.of(
                            new RateLimit(
                                    duration(action.rateLimit()), scope(action.rateLimitScope())));
        }
    }

    /** A number of seconds, or of what its last letter says; ActionRules has checked it. */
    static Duration duration(String rate) {
        char unit = Character.toLowerCase(rate.charAt(rate.length() - 1));
        String digits = Character.isDigit(unit) ? rate : rate.substring(0, rate.length() - 1);
        long count = Long.parseLong(digits);
        return switch (unit) {
            case 'm' -> Duration.ofMinutes(count);
            case 'h' -> Duration.ofHours(count);
            default -> Duration.ofSeconds(count);
        };
    }

    private static RateLimit.Scope scope(String text) {
        return text.isEmpty()
                ? RateLimit.Scope.THREAD
                : RateLimit.Scope.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private void sock(Action action, boolean tracked) {
        Integer position = positionOf(action.argSock());
        if (position == null) {
            problem(
                    action.path() + ".argSock",
                    "argument " + action.argSock() + " is not read here, so it cannot be tracked",
                    "list it in args");
            return;
        }
        socks.add(new Extras.Sock(position, tracked));
    }

    /** Position of an argument in the program, by its number in the function. */
    private @Nullable Integer positionOf(int number) {
        for (int i = 0; i < bound.size(); i++) {
            int index = bound.get(i).spec().index();
            if (index < hook.args().size() && hook.args().get(index).index() == number) {
                return i;
            }
        }
        return null;
    }

    private SelectorAction result(List<Action> actions) {
        String at = actions.isEmpty() ? hook.position().path() : actions.getFirst().path();
        if (signals.size() > 1 + CompiledSelector.MAX_MORE_SIGNALS) {
            problem(at, "more than " + (1 + CompiledSelector.MAX_MORE_SIGNALS) + " signals", "");
        }
        if (socks.size() > CompiledSelector.MAX_SOCKS) {
            problem(at, "more than " + CompiledSelector.MAX_SOCKS + " sockets", "");
        }
        boolean silent = !post && !requests.isEmpty();
        return new SelectorAction(
                post || silent,
                signals.isEmpty() ? 0 : signals.getFirst(),
                override,
                notice,
                reported,
                user,
                new Extras(
                        rateLimit,
                        kernelStack,
                        userStack,
                        imaHash,
                        signals.isEmpty() ? List.of() : signals.subList(1, signals.size()),
                        socks,
                        requests,
                        silent));
    }

    private void problem(String path, String message, String hint) {
        problems.add(policy.problem(path, message, hint));
    }
}
