package beelab.sensor.compile;

import beelab.sensor.wire.HookAction;
import java.util.List;

/**
 * Filters that must all hold, and what happens then.
 *
 * @param filters on arguments and on the process; none: it matches every call
 * @param action what happens
 */
public record CompiledSelector(List<CompiledFilter> filters, SelectorAction action) {
    static final int MAX_MORE_SIGNALS = 7;
    static final int MAX_SOCKS = 8;

    public CompiledSelector {
        filters = List.copyOf(filters);
    }

    /**
     * The actions of a selector, put together.
     *
     * @param post whether the event is sent
     * @param signal number of the signal for the process, 0 for none; Sigkill is 9
     * @param overrideErrno positive errno that the call returns instead of running, 0 for none
     * @param notice what the enforcers of the policy are told
     * @param reported what the event names: the last action of the list
     * @param user what happens to the program at a user-space probe
     * @param extras everything else
     */
    public record SelectorAction(
            boolean post,
            int signal,
            int overrideErrno,
            Notice notice,
            HookAction reported,
            UserEffect user,
            Extras extras) {
        /** Only send the event. */
        public static final SelectorAction POST = new SelectorAction(true, 0, 0, HookAction.POST);

        /** An action that leaves user space and the enforcers alone. */
        public SelectorAction(boolean post, int signal, int overrideErrno, HookAction reported) {
            this(post, signal, overrideErrno, new Notice.None(), reported, UserEffect.NONE);
        }

        /** An action without extras. */
        public SelectorAction(
                boolean post,
                int signal,
                int overrideErrno,
                Notice notice,
                HookAction reported,
                UserEffect user) {
            this(post, signal, overrideErrno, notice, reported, user, Extras.NONE);
        }
    }

    /** What a selector tells the enforcer programs about the calling thread. */
    public sealed interface Notice {

        /** Nothing. */
        record None() implements Notice {}

        /**
         * NotifyEnforcer: the thread's next call of a function of the enforcers fails or kills.
         *
         * @param errno positive errno that the call returns instead of running, 0 for none
         * @param signal number of the signal, 0 for none
         */
        record Enforce(int errno, int signal) implements Notice {}

        /** CleanupEnforcerNotification: it does not, after all. */
        record Forget() implements Notice {}
    }
}
