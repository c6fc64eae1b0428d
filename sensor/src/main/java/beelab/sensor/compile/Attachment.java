package beelab.sensor.compile;

import beelab.sensor.compile.CompiledProgram.Guard;
import beelab.sensor.compile.CompiledProgram.Sites;
import beelab.sensor.policy.Operator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One way in which calls are seen: one program, or a pair of them that belong together. A hook may
 * need several, because each has its own layout of arguments.
 *
 * @param enter where calls are seen first: arguments are collected and selectors decide
 * @param leave where they return, and the event is completed; empty when {@code enter} reports
 * @param guards conditions at {@code enter} of which one must hold
 * @param arguments what is there for each argument of the named function, by its number
 * @param again numbers of arguments that are read a second time at {@code leave}, when the kernel
 *     knows more of them
 * @param returned the return value; null when there is none
 * @param only conditions on arguments that are not the policy's but the mechanism's: they leave out
 *     calls that it sees and that the named function would not
 * @param late when everything is known only at {@code leave}: arguments are collected and selectors
 *     decide there, and {@code enter} only keeps values; null otherwise
 * @param sites how a program that sees several functions tells them apart
 * @param user what only probes in user space have; null in the kernel
 */
record Attachment(
        List<AttachPoint> enter,
        List<AttachPoint> leave,
        List<Guard> guards,
        Map<Integer, Provided> arguments,
        Set<Integer> again,
        @Nullable Provided returned,
        List<Only> only,
        @Nullable Late late,
        Sites sites,
        @Nullable UserSpace user) {

    /** An attachment in the kernel. */
    Attachment(
            List<AttachPoint> enter,
            List<AttachPoint> leave,
            List<Guard> guards,
            Map<Integer, Provided> arguments,
            Set<Integer> again,
            @Nullable Provided returned,
            List<Only> only,
            @Nullable Late late,
            Sites sites) {
        this(enter, leave, guards, arguments, again, returned, only, late, sites, null);
    }

    /** One in user space. */
    static Attachment inUserSpace(
            List<AttachPoint> enter,
            List<AttachPoint> leave,
            Map<Integer, Provided> arguments,
            @Nullable Provided returned,
            UserSpace user) {
        return new Attachment(
                enter,
                leave,
                List.of(),
                arguments,
                Set.of(),
                returned,
                List.of(),
                null,
                new Sites.One(),
                user);
    }

    /**
     * What only probes in user space have.
     *
     * @param effects what actions do to the program
     * @param touches whether user memory is paged in before arguments are read
     */
    record UserSpace(UserEffects effects, boolean touches) {}

    /** What actions do to a program of user space. */
    UserEffects effects() {
        return user == null ? UserEffects.NONE : user.effects();
    }

    /** A condition of the mechanism, tested on a field of an argument. */
    record Only(int argument, FilterField field, Operator operator, List<Long> values) {}

    /**
     * What {@code leave} needs to decide.
     *
     * @param saved values that {@code enter} keeps; arguments name them as {@link ArgSource.Saved}
     * @param guards conditions at {@code leave} of which one must hold
     */
    record Late(List<ArgSource> saved, List<Guard> guards) {}

    static Attachment at(AttachPoint point, Map<Integer, Provided> arguments) {
        return at(List.of(point), List.of(), arguments, List.of());
    }

    static Attachment at(
            List<AttachPoint> points,
            List<Guard> guards,
            Map<Integer, Provided> arguments,
            List<Only> only) {
        return new Attachment(
                points, List.of(), guards, arguments, Set.of(), null, only, null, new Sites.One());
    }

    /** Seen at {@code enter} when a guard holds, told and judged at {@code leave}. */
    static Attachment atReturn(
            List<AttachPoint> enter,
            Optional<Guard> guard,
            List<AttachPoint> leave,
            Map<Integer, Provided> arguments,
            Late late) {
        return new Attachment(
                enter,
                leave,
                guard.stream().toList(),
                arguments,
                Set.of(),
                null,
                List.of(),
                late,
                new Sites.One());
    }

    /** The same with a return value. */
    Attachment returning(List<AttachPoint> points, @Nullable Provided value) {
        return new Attachment(enter, points, guards, arguments, again, value, only, late, sites);
    }

    /** The same with a return value that is known where the call is told. */
    Attachment returning(@Nullable Provided value) {
        return returning(leave, value);
    }

    /** The same, reading arguments a second time when calls return. */
    Attachment readingAgain(Set<Integer> numbers) {
        return new Attachment(
                enter, leave, guards, arguments, numbers, returned, only, late, sites);
    }

    /** The same for a program that sees several functions. */
    Attachment serving(Sites which) {
        return new Attachment(enter, leave, guards, arguments, again, returned, only, late, which);
    }
}
