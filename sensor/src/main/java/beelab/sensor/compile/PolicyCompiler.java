package beelab.sensor.compile;

import beelab.sensor.policy.Hook;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.PolicySpec;
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
    /** Functions of one list, each of which is a program of its own. */
    static final int MAX_LIST = 64;

    private final HookPlanner planner;

    public PolicyCompiler(KernelFeatures features, KernelTypes types, TracepointFormats formats) {
        this.planner = new HookPlanner(new Kernel(features, types, formats));
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
        HookCompiler compiler = new HookCompiler(policy, problems);
        for (Hook hook : policy.spec().hooks()) {
            String at = hook.position().path();
            boolean unsupported =
                    problems.stream()
                            .anyMatch(p -> p.path().equals(at) || p.path().startsWith(at + "."));
            if (!unsupported) {
                hook(policy, hook, compiler, plans, hooks, problems);
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
        for (String function : functions(policy, hook, problems)) {
            try {
                Blueprint blueprint = planner.plan(hook, function);
                List<CompiledHook> compiled = compiler.compile(hook, blueprint);
                if (compiled.isEmpty()) {
                    throw new Refusal(
                            "selectors",
                            "no selector can ever match: each of them wants a value that "
                                    + function
                                    + " never has on this kernel",
                            "");
                }
                hooks.addAll(compiled);
                plans.add(HookCompiler.explain(hook, blueprint, compiled));
            } catch (Refusal e) {
                if (hook instanceof Hook.Function f
                        && f.callMayBeMissing()
                        && e.field().equals("call")) {
                    plans.add(leftOut(hook, function, e));
                    continue;
                }
                String path =
                        e.field().isEmpty()
                                ? hook.position().path()
                                : hook.position().path(e.field());
                problems.add(policy.problem(path, e.message(), e.hint()));
            }
        }
    }

    /** What a hook names: one function, or those of a list. */
    private static List<String> functions(
            TracingPolicy policy, Hook hook, List<PolicyProblem> problems) {
        String target = hook.target();
        if (!(hook instanceof Hook.Function) || !target.startsWith("list:")) {
            return List.of(target);
        }
        PolicySpec.SymbolList list = policy.spec().list(target.substring("list:".length()));
        if (list == null) {
            throw new IllegalStateException("the reader let an unknown list pass: " + target);
        }
        if (list.values().size() > MAX_LIST) {
            problems.add(
                    policy.problem(
                            list.path() + ".values",
                            list.values().size()
                                    + " functions, this version attaches at most "
                                    + MAX_LIST
                                    + " of one list",
                            "split the list into several policies"));
            return List.of();
        }
        List<String> functions = new ArrayList<>();
        for (int i = 0; i < list.values().size(); i++) {
            String value = list.values().get(i);
            int slash = value.indexOf('/');
            if (slash >= 0) {
                problems.add(
                        policy.problem(
                                list.path() + ".values[" + i + "]",
                                "calls of "
                                        + value.substring(0, slash)
                                        + " programs have no tracepoints",
                                "name the 64-bit system call"));
            } else {
                functions.add(value);
            }
        }
        return functions;
    }

    private static HookPlan leftOut(Hook hook, String function, Refusal reason) {
        return new HookPlan(
                hook.position().section().yamlName(),
                hook.position().index(),
                function,
                "",
                "left out, because ignore.callNotFound is true: " + reason.message(),
                "",
                "",
                List.of(),
                List.of(),
                List.of(),
                "");
    }
}
