package beelab.sensor.compile;

import beelab.sensor.policy.Operator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One way in which calls are seen: one program, or a pair of them that belong together. A hook may
 * need several, because each has its own layout of arguments.
 *
 * @param shape when arguments are collected and when the event is made
 * @param enter where calls are seen first
 * @param leave where they return; empty when the first program does everything
 * @param guards conditions at {@code enter} of which one must hold
 * @param arguments what is there for each argument of the named function, by its number
 * @param returned the return value; null when there is none
 * @param only conditions on arguments that are not the policy's but the mechanism's: the calls that
 *     it sees and the named function would not
 */
record Attachment(
        Shape shape,
        List<AttachPoint> enter,
        List<AttachPoint> leave,
        List<CompiledProgram.Guard> guards,
        Map<Integer, Provided> arguments,
        @Nullable Provided returned,
        List<Only> only) {

    /** When an attachment works. */
    enum Shape {
        /**
         * The first program collects, selects and acts; the second, if any, adds the return value.
         */
        AT_ONCE,
        /** The first program only remembers; the second collects, selects, acts and reports. */
        AT_LEAVE
    }

    /** A condition of the mechanism, tested on a field of an argument. */
    record Only(int argument, CompiledFilter.Field field, Operator operator, List<Long> values) {}

    static Attachment at(AttachPoint point, Map<Integer, Provided> arguments) {
        return new Attachment(
                Shape.AT_ONCE, List.of(point), List.of(), List.of(), arguments, null, List.of());
    }

    Attachment returning(List<AttachPoint> points, Provided value) {
        return new Attachment(shape, enter, points, guards, arguments, value, only);
    }
}
