package beelab.sensor.compile;

import beelab.sensor.compile.CompiledProgram.Guard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Conditions that follow from the selectors and need nothing but a raw number: a call that meets
 * none of them is let go before the program takes a work area, reads arguments or looks at the
 * process. They never decide for a selector, only against all of them.
 */
final class EarlyGuards {
    private EarlyGuards() {}

    /**
     * The conditions of which every call that a selector matches meets one; empty when there are
     * none, or more than a program has places for.
     *
     * @param arguments what the program collects
     */
    static List<Guard> of(List<CompiledSelector> selectors, List<ArgSpec> arguments) {
        List<Guard> all = new ArrayList<>();
        for (CompiledSelector selector : selectors) {
            Optional<List<Guard>> fewest =
                    selector.filters().stream()
                            .map(filter -> of(filter, arguments))
                            .filter(guards -> !guards.isEmpty())
                            .min(Comparator.comparing(List::size));
            if (fewest.isEmpty()) {
                return List.of();
            }
            all.addAll(fewest.get());
        }
        List<Guard> different = all.stream().distinct().toList();
        return different.size() <= CompiledProgram.MAX_GUARDS ? different : List.of();
    }

    /** One condition for each number that a filter lets pass; empty when it is of another kind. */
    private static List<Guard> of(CompiledFilter filter, List<ArgSpec> arguments) {
        if (filter.negated()
                || filter.field() != FilterField.NUMBER
                || !(filter.test() instanceof FilterTest.NumberIn(List<Long> values))) {
            return List.of();
        }
        return arguments.stream()
                .filter(argument -> argument.index() == filter.argument() && isAtHand(argument))
                .findFirst()
                .map(argument -> guards(argument, values))
                .orElse(List.of());
    }

    private static List<Guard> guards(ArgSpec argument, List<Long> values) {
        long mask = mask(argument.type());
        return mask == 0
                ? List.of()
                : values.stream()
                        .map(value -> Guard.masked(argument.source(), mask, value & mask))
                        .toList();
    }

    /** Whether the value is there without reading memory that may not be readable. */
    private static boolean isAtHand(ArgSpec argument) {
        boolean direct =
                argument.source() instanceof ArgSource.SyscallArg
                        || argument.source() instanceof ArgSource.RawArg
                        || argument.source() instanceof ArgSource.FunctionArg
                        || argument.source() instanceof ArgSource.TracepointField
                        || argument.source() instanceof ArgSource.SyscallRegister;
        return direct && argument.path().equals(ValuePath.NONE);
    }

    /** The bits of a number that count; 0 for what is no plain number. */
    private static long mask(ArgType type) {
        return switch (type) {
            case INT8, UINT8 -> 0xff;
            case INT16, UINT16 -> 0xffff;
            case INT32, UINT32 -> 0xffff_ffffL;
            case INT64, UINT64 -> -1;
            default -> 0;
        };
    }
}
