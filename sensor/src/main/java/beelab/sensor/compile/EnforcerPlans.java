package beelab.sensor.compile;

import beelab.sensor.compile.CompiledProgram.Role;
import beelab.sensor.policy.Action;
import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.PolicySpec;
import beelab.sensor.policy.TracingPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the section {@code enforcers}: at each a program waits that overrides the call, or
 * kills, when a selector with the action NotifyEnforcer has said so about the calling thread.
 *
 * <p>When some selector wants an errno, every call must be one that can be overridden: a policy
 * that asks to prevent something and cannot is refused.
 */
final class EnforcerPlans {
    private static final String SECTION = "enforcers";

    private final TracingPolicy policy;
    private final Kernel kernel;
    private final HookPlanner planner;
    private final List<PolicyProblem> problems;
    private final PlanContext context;

    EnforcerPlans(
            TracingPolicy policy,
            Kernel kernel,
            HookPlanner planner,
            List<PolicyProblem> problems) {
        this.policy = policy;
        this.kernel = kernel;
        this.planner = planner;
        this.problems = problems;
        this.context = PlanContext.single(policy.spec());
    }

    /** What a policy's enforcers are: programs, and the answer for people. */
    record Enforcers(List<HookPlan> plans, List<CompiledHook> hooks) {}

    Enforcers compile(SharedPrograms shared) {
        List<HookPlan> plans = new ArrayList<>();
        List<CompiledHook> hooks = new ArrayList<>();
        List<PolicySpec.Enforcer> enforcers = policy.spec().enforcers();
        for (int i = 0; i < enforcers.size(); i++) {
            PolicySpec.Enforcer enforcer = enforcers.get(i);
            List<SharedPrograms.Member> members = new ArrayList<>();
            for (int j = 0; j < enforcer.calls().size(); j++) {
                String path = enforcer.path() + ".calls[" + j + "]";
                ListMembers lists = new ListMembers(policy, kernel, problems);
                for (String function : lists.of(enforcer.calls().get(j)).functions()) {
                    SharedPrograms.Member member = member(i, path, function);
                    if (member != null) {
                        members.add(member);
                    }
                }
            }
            for (SharedPrograms.Group group : shared.group(members)) {
                hooks.addAll(group.hooks());
                plans.add(plan(group));
            }
        }
        return new Enforcers(plans, hooks);
    }

    /** Whether a selector wants the enforced call to return an errno. */
    private boolean overrides() {
        return policy.spec().hooks().stream()
                .flatMap(hook -> Actions.of(hook).stream())
                .anyMatch(a -> a.kind() == Action.Kind.NOTIFY_ENFORCER && a.argError() != 0);
    }

    private SharedPrograms.@Nullable Member member(int index, String path, String function) {
        boolean overrides = overrides();
        try {
            OverridePlans.Way way =
                    overrides
                            ? planner.override(function, context)
                            : new OverridePlans.Way(
                                    planner.entry(function), planner.entry(function), "");
            CompiledProgram program =
                    new CompiledProgram(
                            List.of(way.point()),
                            new Role.Enforce(overrides),
                            List.of(),
                            List.of(),
                            List.of(),
                            sites(way.point(), function));
            String mechanism =
                    way.text().isEmpty() ? AttachPoint.describe(way.point()) : way.text();
            CompiledHook hook =
                    new CompiledHook(
                            CompiledHook.Section.ENFORCERS,
                            index,
                            function,
                            "",
                            List.of(),
                            mechanism,
                            List.of(),
                            List.of(program));
            return new SharedPrograms.Member(
                    function, blueprint(index, function, mechanism), List.of(hook));
        } catch (Refusal e) {
            problems.add(policy.problem(path, e.message(), e.hint()));
            return null;
        }
    }

    /** At the raw tracepoint of all system calls only those of 32-bit programs are meant. */
    private CompiledProgram.Sites sites(AttachPoint point, String function) {
        OptionalInt number = SyscallNumbers.ofIa32(kernel, SyscallPlans.bareName(function));
        return point instanceof AttachPoint.RawTracepoint && number.isPresent()
                ? new CompiledProgram.Sites.BySyscall(
                        Map.of(number.getAsInt() + ConfigCodes.SYSCALL_NUMBERS, 0))
                : new CompiledProgram.Sites.One();
    }

    private Blueprint blueprint(int index, String function, String mechanism) {
        HookPlan plan =
                new HookPlan(
                        SECTION,
                        index,
                        function,
                        mechanism,
                        "where NotifyEnforcer takes effect",
                        "when the call begins, of a thread that a selector has told it about",
                        "nothing: it reports nothing",
                        List.of("calls of other threads than the one that the selector saw"),
                        List.of(),
                        List.of(),
                        overrides()
                                ? "the call fails with the errno of argError and nothing is done"
                                : "the signal is delivered before the call returns, but the call itself"
                                        + " is carried out");
        return new Blueprint(function, plan, List.of(), -1, false, plan.enforcement());
    }

    private static HookPlan plan(SharedPrograms.Group group) {
        HookPlan plan = group.members().getFirst().blueprint().plan();
        List<String> names = group.members().stream().map(SharedPrograms.Member::function).toList();
        return new HookPlan(
                plan.section(),
                plan.index(),
                names.size() == 1 ? names.getFirst() : names.size() + " functions",
                group.hooks().getFirst().mechanism(),
                plan.why(),
                plan.fires(),
                plan.memory(),
                plan.misses(),
                plan.adds(),
                plan.notes(),
                plan.enforcement());
    }
}
