package beelab.sensor.compile;

import beelab.sensor.policy.Hook;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.TracingPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * From a policy to what the loader gives to one kernel. Pure: the same policy and the same facts
 * about a kernel always give the same result, on any system and without rights.
 */
public final class PolicyCompiler {
    private final Kernel kernel;
    private final HookPlanner planner;

    /** For the programs and libraries that this process sees. */
    public PolicyCompiler(KernelFeatures features, KernelTypes types, TracepointFormats formats) {
        this(features, types, formats, Binaries.OF_THIS_PROCESS);
    }

    /**
     * For one kernel.
     *
     * @param binaries where the files of uprobes and usdts are read
     */
    public PolicyCompiler(
            KernelFeatures features,
            KernelTypes types,
            TracepointFormats formats,
            Binaries binaries) {
        this.kernel = new Kernel(features, types, formats);
        this.planner = new HookPlanner(kernel, binaries);
    }

    /** How each hook would be attached, or why the policy is refused. Loads nothing. */
    public PolicyPlan plan(TracingPolicy policy) {
        return compileAll(policy, 1).plan();
    }

    /**
     * Compiles a policy.
     *
     * @param id number of the policy in this agent, from 1
     * @throws PolicyException with every reason when some part of it cannot be done on this kernel
     *     or by this version; nothing is left out silently
     */
    public CompiledPolicy compile(TracingPolicy policy, int id) throws PolicyException {
        Result result = compileAll(policy, id);
        if (!result.plan().loadable()) {
            throw new PolicyException(result.plan().refusals());
        }
        return result.compiled();
    }

    private record Result(PolicyPlan plan, CompiledPolicy compiled) {}

    private Result compileAll(TracingPolicy policy, int id) {
        List<PolicyProblem> problems = new ArrayList<>(EngineSupport.missing(policy));
        List<HookPlan> plans = new ArrayList<>();
        List<CompiledHook> hooks = new ArrayList<>();
        HookCompiler compiler = new HookCompiler(policy, kernel, problems);
        for (Hook hook : policy.spec().hooks()) {
            String at = hook.position().path();
            boolean unsupported =
                    problems.stream()
                            .anyMatch(p -> p.path().equals(at) || p.path().startsWith(at + "."));
            if (!unsupported) {
                hook(policy, hook, compiler, plans, hooks, problems);
            }
        }
        EnforcerPlans.Enforcers enforcers =
                new EnforcerPlans(policy, kernel, planner, problems).compile(sharing(policy));
        plans.addAll(enforcers.plans());
        hooks.addAll(enforcers.hooks());
        if (policy.spec().loader()) {
            try {
                plans.add(LoaderPlans.plan(kernel));
                hooks.add(LoaderPlans.hook());
            } catch (Refusal e) {
                problems.add(policy.problem("spec." + e.field(), e.message(), e.hint()));
            }
        }
        problems.sort(
                Comparator.comparingInt(PolicyProblem::line)
                        .thenComparingInt(PolicyProblem::column));
        boolean monitor = Objects.equals(policy.spec().option("policy-mode"), "monitor");
        return new Result(
                new PolicyPlan(
                        policy, plans, problems.stream().distinct().toList(), policy.warnings()),
                new CompiledPolicy(
                        id,
                        policy.name(),
                        policy.namespace(),
                        policy.selectsWorkloads(),
                        policy.spec().hostSelector() != null,
                        monitor,
                        hooks));
    }

    private void hook(
            TracingPolicy policy,
            Hook hook,
            HookCompiler compiler,
            List<HookPlan> plans,
            List<CompiledHook> hooks,
            List<PolicyProblem> problems) {
        ListMembers.Members list = new ListMembers(policy, kernel, problems).of(hook);
        PlanContext context = PlanContext.single(policy.spec()).ofList(list.functions().size());
        List<SharedPrograms.Member> members = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (String function : list.functions()) {
            int before = problems.size();
            try {
                Blueprint blueprint = planner.plan(hook, function, context);
                List<CompiledHook> compiled = compiler.compile(hook, blueprint);
                if (compiled.isEmpty() && problems.size() == before) {
                    throw new Refusal(
                            "selectors",
                            "no selector can ever match: each of them wants a value that "
                                    + function
                                    + " never has on this kernel",
                            "");
                }
                if (list.generated() && problems.size() > before) {
                    problems.subList(before, problems.size()).clear();
                    leftOut.add(function);
                } else {
                    members.add(new SharedPrograms.Member(function, blueprint, compiled));
                }
            } catch (Refusal e) {
                String allowedBy = allowsToLeaveOut(hook, e);
                if (!allowedBy.isEmpty()) {
                    plans.add(leftOut(hook, function, allowedBy, e));
                    continue;
                }
                String path =
                        e.field().isEmpty()
                                ? hook.position().path()
                                : hook.position().path(e.field());
                problems.add(policy.problem(path, e.message(), e.hint()));
            }
        }
        if (members.isEmpty() && !leftOut.isEmpty()) {
            problems.add(
                    policy.problem(
                            hook.position().path("args"),
                            "no function of " + hook.target() + " has such arguments",
                            ""));
        }
        for (SharedPrograms.Group group : sharing(policy).group(members)) {
            hooks.addAll(group.hooks());
            plans.add(HookCompiler.explain(hook, group, leftOut));
        }
    }

    /** The field that lets the policy load without the hook; empty when it must not. */
    private static String allowsToLeaveOut(Hook hook, Refusal refusal) {
        if (hook instanceof Hook.Function f
                && f.callMayBeMissing()
                && refusal.field().equals("call")) {
            return "ignore.callNotFound";
        }
        return hook instanceof Hook.Uprobe u
                        && u.digestMayDiffer()
                        && refusal.field().equals("binaryDigests")
                ? "ignore.digestVerificationFailure"
                : "";
    }

    private SharedPrograms sharing(TracingPolicy policy) {
        return new SharedPrograms(
                kernel.has(KernelFeature.KPROBE_MULTI)
                        && !PlanContext.isTrue(policy.spec().option("disable-kprobe-multi")));
    }

    private static HookPlan leftOut(Hook hook, String function, String allowedBy, Refusal reason) {
        return new HookPlan(
                hook.position().section().yamlName(),
                hook.position().index(),
                function,
                "",
                "left out, because " + allowedBy + " is true: " + reason.message(),
                "",
                "",
                List.of(),
                List.of(),
                List.of(),
                "");
    }
}
