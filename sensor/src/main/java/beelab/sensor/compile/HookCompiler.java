package beelab.sensor.compile;

import beelab.sensor.compile.ArgumentBinder.Bound;
import beelab.sensor.compile.CompiledProgram.Role;
import beelab.sensor.policy.Hook;
import beelab.sensor.policy.HookArgument;
import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.Selector;
import beelab.sensor.policy.TracingPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From a planned hook to programs. Each attachment becomes a hook of its own for the loader. */
final class HookCompiler {
    private static final int MAX_MESSAGE = 256;

    private final TracingPolicy policy;
    private final List<PolicyProblem> problems;
    private final ArgumentBinder binder;
    private final SelectorCompiler selectors;

    HookCompiler(TracingPolicy policy, Kernel kernel, List<PolicyProblem> problems) {
        this.policy = policy;
        this.problems = problems;
        this.binder = new ArgumentBinder(policy, kernel.types(), problems);
        this.selectors = new SelectorCompiler(policy, kernel, problems);
    }

    /**
     * The plan of functions that share programs, with what is really attached and what it means for
     * the hook's actions.
     *
     * @param leftOut functions of a generated list that do not have the arguments
     */
    static HookPlan explain(Hook hook, SharedPrograms.Group group, List<String> leftOut) {
        List<String> functions =
                group.members().stream().map(SharedPrograms.Member::function).toList();
        Blueprint blueprint = group.members().getFirst().blueprint();
        HookPlan plan = blueprint.plan();
        boolean enforces = hook.selectors().stream().anyMatch(Selector::enforces);
        List<String> notes = new ArrayList<>(plan.notes());
        if (!leftOut.isEmpty()) {
            notes.add(
                    leftOut.size()
                            + " functions of the list do not have such arguments and are left out, such"
                            + " as "
                            + leftOut.getFirst());
        }
        return new HookPlan(
                plan.section(),
                plan.index(),
                functions.size() == 1
                        ? plan.target()
                        : hook.target() + " (" + functions.size() + " functions)",
                group.hooks().stream()
                        .filter(compiled -> !compiled.programs().isEmpty())
                        .map(CompiledHook::mechanism)
                        .collect(Collectors.joining("; ")),
                plan.why(),
                plan.fires(),
                plan.memory(),
                plan.misses(),
                plan.adds(),
                notes,
                enforces ? blueprint.enforcement() : "");
    }

    List<CompiledHook> compile(Hook hook, Blueprint blueprint) {
        List<CompiledHook> hooks = new ArrayList<>();
        for (Blueprint.Part part : blueprint.attachments()) {
            List<CompiledProgram> programs =
                    withTouch(part.attachment(), programs(hook, blueprint, part.attachment()));
            if (!programs.isEmpty()) {
                CompiledHook compiled =
                        new CompiledHook(
                                        section(hook),
                                        hook.position().index(),
                                        blueprint.functionName(),
                                        cut(hook.message()),
                                        hook.tags(),
                                        part.mechanism(),
                                        hook.args().stream().map(HookArgument::label).toList(),
                                        programs)
                                .withData(
                                        ArgumentBinder.data(hook).stream()
                                                .map(HookArgument::label)
                                                .toList())
                                .returning(returnSock(hook));
                hooks.addAll(part.places().isEmpty() ? List.of(compiled) : at(part, compiled));
            }
        }
        return hooks;
    }

    /** Adds the program that pages in user memory, where the kernel has such programs. */
    private static List<CompiledProgram> withTouch(
            Attachment attachment, List<CompiledProgram> programs) {
        Attachment.UserSpace user = attachment.user();
        if (user == null || !user.touches() || programs.isEmpty()) {
            return programs;
        }
        List<ArgSpec> touched =
                programs.getFirst().arguments().stream()
                        .filter(HookCompiler::isInUserMemory)
                        .toList();
        if (touched.isEmpty()) {
            return programs;
        }
        // The last: of several probes at one place the kernel runs the youngest first.
        List<CompiledProgram> all = new ArrayList<>(programs);
        all.add(
                new CompiledProgram(
                        attachment.enter(), new Role.Touch(), List.of(), touched, List.of()));
        return all;
    }

    private static boolean isInUserMemory(ArgSpec argument) {
        return argument.type() == ArgType.STRING
                || argument.type() == ArgType.CHAR_BUF
                || argument.source() instanceof ArgSource.UserMemory;
    }

    /** One hook for each place; the program of the first serves them all. */
    private static List<CompiledHook> at(Blueprint.Part part, CompiledHook first) {
        List<CompiledHook> hooks = new ArrayList<>();
        for (CompiledHook.Place place : part.places()) {
            hooks.add((hooks.isEmpty() ? first : first.withoutPrograms()).at(place));
        }
        return hooks;
    }

    /** The programs of one attachment; none when no selector can ever match there. */
    private List<CompiledProgram> programs(Hook hook, Blueprint blueprint, Attachment attachment) {
        List<Bound> bound = binder.bind(hook, blueprint, attachment);
        List<Bound> atReturn = atReturn(hook, blueprint, attachment);
        List<CompiledFilter> only = only(hook, attachment, bound);
        List<CompiledSelector> matching = new ArrayList<>();
        List<Selector> judging = new ArrayList<>();
        for (Selector selector : hook.selectors()) {
            selectors
                    .atEntry(selector, hook, bound, only, attachment.effects())
                    .ifPresent(compiled -> {
                        matching.add(compiled);
                        judging.add(selector);
                    });
        }
        checkSize(hook, matching);
        if (matching.isEmpty() && !hook.selectors().isEmpty()) {
            return List.of();
        }
        if (matching.isEmpty() && !only.isEmpty()) {
            matching.add(new CompiledSelector(only, CompiledSelector.SelectorAction.POST));
        }
        List<ArgSpec> entry = bound.stream().map(Bound::spec).toList();
        List<ArgSpec> exit = atReturn.stream().map(Bound::spec).toList();
        if (attachment.leave().isEmpty()) {
            noReturnSelectors(hook, attachment);
            return List.of(
                    program(
                            attachment,
                            attachment.enter(),
                            new Role.Report(),
                            guards(attachment, matching, entry),
                            joined(hook, entry, exit),
                            matching));
        }
        Attachment.Late late = attachment.late();
        if (late == null) {
            return paired(
                    hook,
                    blueprint,
                    attachment,
                    bound,
                    atReturn,
                    matching,
                    returning(hook, judging, atReturn));
        }
        noReturnSelectors(hook, attachment);
        return List.of(
                program(
                        attachment,
                        attachment.enter(),
                        new Role.Enter(late.saved()),
                        attachment.guards(),
                        List.of(),
                        List.of()),
                program(
                        attachment,
                        attachment.leave(),
                        new Role.Leave(false),
                        late.guards(),
                        joined(hook, entry, exit),
                        matching));
    }

    /** A return value that is known together with the arguments is not judged apart from them. */
    private void noReturnSelectors(Hook hook, Attachment attachment) {
        if (attachment.returned() == null) {
            return;
        }
        for (Selector selector : hook.selectors()) {
            if (judgesReturn(selector)) {
                problems.add(
                        policy.problem(
                                selector.path(),
                                hook.target()
                                        + " cannot be judged by its return value where it is observed"
                                        + " on this kernel",
                                "leave matchReturnArgs and matchReturnActions out"));
            }
        }
    }

    /** What one program can hold; the kernel side is compiled for these numbers. */
    private void checkSize(Hook hook, List<CompiledSelector> selectors) {
        int filters = selectors.stream().mapToInt(s -> Math.max(1, s.filters().size())).sum();
        if (filters > FilterEncoder.MAX_FILTERS) {
            problems.add(
                    policy.problem(
                            hook.position().path("selectors"),
                            filters
                                    + " filters in one hook, at most "
                                    + FilterEncoder.MAX_FILTERS
                                    + " fit into its list",
                            "make several hooks of it"));
        }
        long words =
                selectors.stream()
                        .flatMap(s -> s.filters().stream())
                        .mapToLong(f -> FilterEncoder.tableWords(f.test()))
                        .sum();
        if (words > TableBuilder.MAX_WORDS) {
            problems.add(
                    policy.problem(
                            hook.position().path("selectors"),
                            "its long texts, parts of texts and expressions need "
                                    + (words * Integer.BYTES >> 10)
                                    + " KiB in the kernel, at most "
                                    + (TableBuilder.MAX_WORDS * Integer.BYTES >> 10)
                                    + " KiB fit into one table",
                            "make several hooks of it, or use fewer or shorter texts"));
        }
    }

    /** Entry decides and collects, return completes. */
    private List<CompiledProgram> paired(
            Hook hook,
            Blueprint blueprint,
            Attachment attachment,
            List<Bound> bound,
            List<Bound> atReturn,
            List<CompiledSelector> matching,
            List<CompiledSelector> returning) {
        List<ArgSource> saved = new ArrayList<>();
        List<ArgSpec> later = new ArrayList<>(atReturn.stream().map(Bound::spec).toList());
        for (Bound argument : bound) {
            if (attachment.again().contains(argument.number())) {
                ArgSpec spec = argument.spec();
                later.add(spec.from(new ArgSource.Saved(saved.size()), spec.size()));
                saved.add(spec.source());
            }
        }
        for (int i = 0; i < hook.args().size(); i++) {
            HookArgument argument = hook.args().get(i);
            if (argument.returnCopy()) {
                binder.bind(i, argument, blueprint, attachment)
                        .ifPresent(b -> later.add(filled(b.spec(), saved)));
            }
        }
        if (saved.size() > CompiledProgram.MAX_SAVED) {
            problems.add(
                    policy.problem(
                            hook.position().path("args"),
                            "more than "
                                    + CompiledProgram.MAX_SAVED
                                    + " values would have to be kept until the call returns",
                            "use returnCopy for fewer arguments"));
        }
        return List.of(
                program(
                        attachment,
                        attachment.enter(),
                        new Role.Enter(saved),
                        guards(attachment, matching, bound.stream().map(Bound::spec).toList()),
                        bound.stream().map(Bound::spec).toList(),
                        matching),
                program(
                        attachment,
                        attachment.leave(),
                        new Role.Leave(!returning.isEmpty()),
                        List.of(),
                        later,
                        returning));
    }

    /**
     * The selectors on the return value; none when the hook does not judge it. Of several the one
     * that matched at entry goes on to judge the return.
     *
     * @param matching those of the hook's selectors that can match here, as the entry numbers them
     */
    private List<CompiledSelector> returning(
            Hook hook, List<Selector> matching, List<Bound> atReturn) {
        HookArgument returnArg = returnArg(hook);
        boolean judges = hook.selectors().stream().anyMatch(HookCompiler::judgesReturn);
        List<CompiledSelector> returning = new ArrayList<>();
        if (judges && returnArg != null && !atReturn.isEmpty()) {
            for (int i = 0; i < matching.size(); i++) {
                List<CompiledFilter> only =
                        matching.size() == 1
                                ? List.of()
                                : List.of(
                                        CompiledFilter.ofProcess(
                                                FilterField.SELECTOR,
                                                new FilterTest.NumberIn(List.of((long) i)),
                                                false));
                returning.add(
                        selectors.atReturn(
                                matching.get(i), hook, returnArg, atReturn.getFirst(), only));
            }
        }
        return returning;
    }

    private static boolean judgesReturn(Selector selector) {
        return !selector.returnArguments().isEmpty() || !selector.returnActions().isEmpty();
    }

    /**
     * What a call fills, read when it returns. A buffer is then as long as the return value tells;
     * of a vector of buffers the number of segments is kept with its address.
     */
    private static ArgSpec filled(ArgSpec spec, List<ArgSource> saved) {
        ArgSource size = spec.size();
        ArgSource from = new ArgSource.Saved(saved.size());
        saved.add(spec.source());
        if (spec.type() == ArgType.CHAR_BUF) {
            size = new ArgSource.ReturnValue();
        } else if (!(size instanceof ArgSource.Constant)) {
            size = new ArgSource.Saved(saved.size());
            saved.add(spec.size());
        }
        return spec.from(from, size);
    }

    private List<Bound> atReturn(Hook hook, Blueprint blueprint, Attachment attachment) {
        HookArgument returnArg = returnArg(hook);
        Provided returned = attachment.returned();
        return returnArg == null || returned == null
                ? List.of()
                : binder.bindReturn(returnArg, returned, blueprint, attachment).stream().toList();
    }

    private static @Nullable HookArgument returnArg(Hook hook) {
        return hook.returns() ? hook.returnArg() : null;
    }

    /** Conditions of the mechanism, on those arguments that the policy collects. */
    private List<CompiledFilter> only(Hook hook, Attachment attachment, List<Bound> bound) {
        List<CompiledFilter> filters = new ArrayList<>();
        for (Attachment.Only only : attachment.only()) {
            bound.stream()
                    .filter(b -> b.number() == only.argument())
                    .findFirst()
                    .ifPresentOrElse(
                            b ->
                                    filters.add(
                                            new CompiledFilter(
                                                    b.spec().index(),
                                                    only.field(),
                                                    new FilterTest.NumberIn(only.values()),
                                                    only.operator().negated())),
                            () ->
                                    problems.add(
                                            policy.problem(
                                                    hook.position().path("args"),
                                                    hook.target()
                                                            + " can be observed on this kernel only with"
                                                            + " its argument "
                                                            + only.argument(),
                                                    "add {index: "
                                                            + only.argument()
                                                            + ", type: sock} to args")));
        }
        return filters;
    }

    private List<ArgSpec> joined(Hook hook, List<ArgSpec> entry, List<ArgSpec> exit) {
        List<ArgSpec> all = new ArrayList<>(entry);
        all.addAll(exit);
        if (all.size() > CompiledProgram.MAX_ARGUMENTS) {
            problems.add(
                    policy.problem(
                            hook.position().path("args"),
                            "more than "
                                    + CompiledProgram.MAX_ARGUMENTS
                                    + " arguments with the return value",
                            "leave one out"));
        }
        return all;
    }

    /** Those of the mechanism, otherwise those that follow from the selectors. */
    private static List<CompiledProgram.Guard> guards(
            Attachment attachment, List<CompiledSelector> selectors, List<ArgSpec> arguments) {
        return attachment.guards().isEmpty()
                ? EarlyGuards.of(selectors, arguments)
                : attachment.guards();
    }

    private static CompiledProgram program(
            Attachment attachment,
            List<AttachPoint> points,
            Role role,
            List<CompiledProgram.Guard> guards,
            List<ArgSpec> arguments,
            List<CompiledSelector> selectors) {
        // Who returns is who entered: only the first program must tell functions apart.
        CompiledProgram.Sites sites =
                role instanceof Role.Leave ? new CompiledProgram.Sites.One() : attachment.sites();
        return new CompiledProgram(points, role, guards, arguments, selectors, sites);
    }

    private static CompiledHook.Section section(Hook hook) {
        return switch (hook) {
            case Hook.Function f ->
                    f.position().section() == Hook.Section.FENTRIES
                            ? CompiledHook.Section.FENTRIES
                            : CompiledHook.Section.KPROBES;
            case Hook.Tracepoint _ -> CompiledHook.Section.TRACEPOINTS;
            case Hook.Lsm _ -> CompiledHook.Section.LSM_HOOKS;
            case Hook.Uprobe _ -> CompiledHook.Section.UPROBES;
            case Hook.Usdt _ -> CompiledHook.Section.USDTS;
        };
    }

    private static CompiledHook.ReturnSock returnSock(Hook hook) {
        String action = hook instanceof Hook.Function function ? function.returnArgAction() : "";
        return switch (action) {
            case "TrackSock" -> CompiledHook.ReturnSock.TRACK;
            case "UntrackSock" -> CompiledHook.ReturnSock.UNTRACK;
            default -> CompiledHook.ReturnSock.LEAVE;
        };
    }

    /** As Go prints a text in quotes, without the quotes: what users of the contract know. */
    private static String cut(String message) {
        String quoted = GoText.escape(message);
        return quoted.length() > MAX_MESSAGE ? quoted.substring(0, MAX_MESSAGE) : quoted;
    }
}
