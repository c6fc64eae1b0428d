package beelab.sensor.compile;

import beelab.sensor.compile.ArgumentBinder.Bound;
import beelab.sensor.policy.ArgumentType;
import beelab.sensor.policy.Hook;
import beelab.sensor.policy.HookArgument;
import beelab.sensor.policy.Operator;
import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.Selector;
import beelab.sensor.policy.TracingPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From the filters of matchArgs, matchData and matchReturnArgs to those of the engine, for one
 * attachment.
 */
final class ArgumentFilters {
    private static final String LIST = "list:";
    private static final String IA32 = "__ia32_";

    /** What the kernel side adds to the numbers of 32-bit programs. */
    private static final long OF_32_BITS = 0x8000_0000L;

    private static final Pattern ARGUMENT = Pattern.compile("arg([0-9]{1,2})");

    private final TracingPolicy policy;
    private final Kernel kernel;
    private final List<PolicyProblem> problems;

    ArgumentFilters(TracingPolicy policy, Kernel kernel, List<PolicyProblem> problems) {
        this.policy = policy;
        this.kernel = kernel;
        this.problems = problems;
    }

    /** Compiles a filter; null when that is not possible, and the reason was noted. */
    @Nullable CompiledFilter compile(Selector.ArgumentFilter filter, Hook hook, List<Bound> bound) {
        try {
            return switch (filter.operator()) {
                case CEL_EXPR -> expression(filter, hook, bound);
                case CAPABILITIES_GAINED -> gained(filter, hook, bound);
                default -> {
                    int position = filter.positionIn(hook);
                    Bound argument = find(bound, position);
                    yield argument == null
                            ? refuseUnread(filter, hook, position)
                            : simple(filter, hook.args().get(position), argument);
                }
            };
        } catch (Refusal e) {
            problem(filter.path() + "." + e.field(), e.message(), e.hint());
            return null;
        }
    }

    /**
     * Compiles a filter of matchData, whose index is the position in the hook's data; null as
     * above.
     */
    @Nullable CompiledFilter compileData(
            Selector.ArgumentFilter filter, Hook hook, List<Bound> bound) {
        Bound value = find(bound, ArgSpec.DATA + filter.index());
        if (value == null) {
            return null; // The value itself was refused, which is told already.
        }
        if (filter.operator() == Operator.CEL_EXPR
                || filter.operator() == Operator.CAPABILITIES_GAINED) {
            problem(
                    filter.path() + ".operator",
                    filter.operator().yamlName() + " is about arguments, not about data",
                    "use it in matchArgs");
            return null;
        }
        return compileReturned(filter, ArgumentBinder.data(hook).get(filter.index()), value);
    }

    /** Compiles a filter on one value, such as the returned one; null as above. */
    @Nullable CompiledFilter compileReturned(
            Selector.ArgumentFilter filter, HookArgument returned, Bound bound) {
        try {
            return simple(filter, returned, bound);
        } catch (Refusal e) {
            problem(filter.path() + "." + e.field(), e.message(), e.hint());
            return null;
        }
    }

    /** The value that a filter's argument has in every call of this attachment, if it has one. */
    static Optional<Long> constant(CompiledFilter filter, List<Bound> bound) {
        return bound.stream()
                .filter(b -> b.spec().index() == filter.argument())
                .map(b -> b.spec().source())
                .filter(ArgSource.Constant.class::isInstance)
                .map(source -> ((ArgSource.Constant) source).value())
                .findFirst();
    }

    private CompiledFilter simple(
            Selector.ArgumentFilter filter, HookArgument argument, Bound bound) throws Refusal {
        return FilterCompiler.compile(
                filter.operator(), values(filter), bound.spec().index(), type(argument, bound));
    }

    /** The values, with the numbers of system calls in place of the lists that name them. */
    private List<String> values(Selector.ArgumentFilter filter) throws Refusal {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < filter.values().size(); i++) {
            String value = filter.values().get(i);
            if (value.startsWith(LIST) && policy.spec().list(value.substring(5)) != null) {
                for (String call :
                        new ListMembers(policy, kernel, problems).of(value).functions()) {
                    values.add(Long.toString(number(call, "values[" + i + "]")));
                }
            } else {
                values.add(value);
            }
        }
        return values;
    }

    private long number(String call, String field) throws Refusal {
        boolean ia32 = call.startsWith(IA32);
        String name = call.replaceFirst("^(__[a-z0-9]+_)?sys_", "");
        OptionalInt number =
                ia32 ? SyscallNumbers.ofIa32(kernel, name) : SyscallNumbers.of(kernel, name);
        if (number.isEmpty()) {
            throw new Refusal(
                    field,
                    "the number of the system call \"" + call + "\" is not known",
                    "name calls such as sys_openat in the list");
        }
        return ia32 ? number.getAsInt() | OF_32_BITS : number.getAsInt();
    }

    private static ArgumentType type(HookArgument argument, Bound bound) {
        return argument.type() == ArgumentType.AUTO
                ? Objects.requireNonNull(Reading.natural(bound.provided()))
                : argument.type();
    }

    /** The first argument has bits that the second one has not. */
    private @Nullable CompiledFilter gained(
            Selector.ArgumentFilter filter, Hook hook, List<Bound> bound) {
        int now = filter.positions().getFirst();
        int before = filter.positions().getLast();
        Bound gained = find(bound, now);
        Bound had = find(bound, before);
        if (gained == null || had == null) {
            return refuseUnread(filter, hook, gained == null ? now : before);
        }
        long mask = filter.values().isEmpty() ? -1 : SubjectCompiler.mask(filter.values());
        return new CompiledFilter(
                gained.spec().index(),
                FilterField.NUMBER,
                new FilterTest.BitsGained(had.spec().index(), mask),
                false);
    }

    private CompiledFilter expression(Selector.ArgumentFilter filter, Hook hook, List<Bound> bound)
            throws Refusal {
        List<ExpressionStep> steps =
                CelCompiler.compile(
                        filter.values().getFirst(), name -> variable(name, hook, bound));
        return CompiledFilter.ofProcess(FilterField.PID, new FilterTest.Expression(steps), false);
    }

    /** argN is the argument at position N of the hook's args. */
    private static CelCompiler.Variable variable(String name, Hook hook, List<Bound> bound)
            throws Refusal {
        var matcher = ARGUMENT.matcher(name);
        int position = matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
        if (position < 0 || position >= hook.args().size()) {
            throw new Refusal(
                    "values[0]",
                    "the expression has \"" + name + "\", which the hook does not",
                    "arg0 is the first entry of args, arg1 the second one");
        }
        Bound argument = find(bound, position);
        if (argument == null) {
            throw new Refusal(
                    "values[0]", name + " is not known when the expression is evaluated", "");
        }
        ArgumentType type = type(hook.args().get(position), argument);
        if (type.kind() != ArgumentType.Kind.NUMBER) {
            throw new Refusal(
                    "values[0]",
                    name + " is of type " + type.yamlName() + ", expressions are about numbers",
                    "");
        }
        ExpressionStep step =
                argument.spec().source() instanceof ArgSource.Constant(long value)
                        ? ExpressionStep.constant(value)
                        : ExpressionStep.argument(argument.spec().index());
        return new CelCompiler.Variable(step, type.signed());
    }

    private static @Nullable Bound find(List<Bound> bound, int position) {
        return bound.stream().filter(b -> b.spec().index() == position).findFirst().orElse(null);
    }

    private @Nullable CompiledFilter refuseUnread(
            Selector.ArgumentFilter filter, Hook hook, int position) {
        if (hook.args().get(position).returnCopy()) {
            problem(
                    filter.path()
                            + (filter.operator() == Operator.CAPABILITIES_GAINED
                                    ? ".args"
                                    : ".index"),
                    "an argument with returnCopy is read when the call returns, too late to select by",
                    "");
        }
        // Otherwise the argument itself was refused, which is told already.
        return null;
    }

    private void problem(String path, String message, String hint) {
        problems.add(policy.problem(path, message, hint));
    }
}
