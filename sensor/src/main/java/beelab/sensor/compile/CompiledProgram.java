package beelab.sensor.compile;

import java.util.List;
import java.util.Map;

/**
 * One BPF program: an object that is opened, specialised and loaded once, and attached at one or
 * more points whose arguments have the same layout.
 *
 * @param attachPoints at least one, all of the same kind
 * @param role what it does with the calls it sees
 * @param guards conditions of which one must hold before anything happens; at most 2; empty for
 *     none
 * @param arguments what is collected, at most {@link #MAX_ARGUMENTS} (the return value included)
 * @param selectors ORed in order; the first that matches decides. Empty: every call matches and is
 *     posted
 * @param sites which hook of the policy its records name
 */
public record CompiledProgram(
        List<AttachPoint> attachPoints,
        Role role,
        List<Guard> guards,
        List<ArgSpec> arguments,
        List<CompiledSelector> selectors,
        Sites sites) {

    public static final int MAX_GUARDS = 2;
    public static final int MAX_ARGUMENTS = 10;
    public static final int MAX_SELECTORS = 128;
    public static final int MAX_SAVED = 10;

    public CompiledProgram {
        attachPoints = List.copyOf(attachPoints);
        guards = List.copyOf(guards);
        arguments = List.copyOf(arguments);
        selectors = List.copyOf(selectors);
    }

    /** A program of one hook. */
    public CompiledProgram(
            List<AttachPoint> attachPoints,
            Role role,
            List<Guard> guards,
            List<ArgSpec> arguments,
            List<CompiledSelector> selectors) {
        this(attachPoints, role, guards, arguments, selectors, new Sites.One());
    }

    /** How a program knows which hook of the policy a call belongs to. */
    public sealed interface Sites {

        /** All calls belong to the hook that has the program. */
        record One() implements Sites {}

        /**
         * The attach point tells: the first one is of the hook that has the program, the next one
         * of the next hook, and so on.
         */
        record ByAttachPoint() implements Sites {}

        /**
         * The number of the system call tells; argument 1 of the program is that number.
         *
         * @param hooks by number, what is added to the id of the hook that has the program; calls
         *     of 32-bit programs have 512 more. Others are not looked at
         */
        record BySyscall(Map<Integer, Integer> hooks) implements Sites {
            public BySyscall {
                hooks = Map.copyOf(hooks);
            }
        }
    }

    /** What a program does with the calls it sees. */
    public sealed interface Role {

        /** Collect, select, act and emit at once. */
        record Report() implements Role {}

        /**
         * Collect, select and act; keep the record of a call that matched until {@link Leave} of
         * the same thread.
         *
         * @param saved raw values that Leave reads as {@link ArgSource.Saved}, at most {@link
         *     #MAX_SAVED}: pointers that are to be read on return, or the sock that a later program
         *     reports
         */
        record Enter(List<ArgSource> saved) implements Role {
            public Enter {
                saved = List.copyOf(saved);
            }
        }

        /**
         * Complete what Enter kept, and emit it. A thread without a kept record is not looked at.
         *
         * <p>When this program has selectors, one of them must match. An argument with the index of
         * one that Enter collected is that argument, read again: the record holds both, and the
         * decoder keeps the one that tells more.
         *
         * @param returnSelectors whether its selectors are {@code matchReturnArgs}: they set the
         *     record's return action. Otherwise they set its selector and action, and Enter should
         *     have none
         */
        record Leave(boolean returnSelectors) implements Role {}

        /**
         * Wait for the pages of user memory that the arguments lie in, so that the hook's program
         * finds them; object {@code touch}. Collects and reports nothing.
         */
        record Touch() implements Role {}

        /**
         * Do what a selector with the action NotifyEnforcer has left for the thread. Collects and
         * reports nothing.
         *
         * @param overrides whether it may override the call; otherwise it only sends the signal
         */
        record Enforce(boolean overrides) implements Role {}
    }

    /**
     * A condition on raw values, such as one state transition.
     *
     * @param value compared with {@code expected}
     * @param other compared with {@code otherExpected}; a {@link ArgSource.Constant} equal to it
     *     when only one value counts
     * @param mask bits of {@code value} that count
     * @param otherMask bits of {@code other} that count
     */
    public record Guard(
            ArgSource value,
            long expected,
            long mask,
            ArgSource other,
            long otherExpected,
            long otherMask) {

        /** Two values that must be equal to what is expected. */
        public Guard(ArgSource value, long expected, ArgSource other, long otherExpected) {
            this(value, expected, -1, other, otherExpected, -1);
        }

        /** One value of which the bits of the mask must be as expected. */
        public static Guard masked(ArgSource value, long mask, long expected) {
            return new Guard(value, expected, mask, new ArgSource.Constant(0), 0, -1);
        }
    }
}
