package beelab.sensor.policy;

import beelab.sensor.event.CapabilityNames;
import beelab.sensor.policy.PolicyValidator.Problems;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules of the selectors of one hook. */
final class SelectorRules {
    private final TracingPolicy policy;
    private final Hook hook;
    private final Problems problems;
    private final ValueRules values;
    private final ActionRules actions;

    SelectorRules(TracingPolicy policy, Hook hook, Problems problems) {
        this.policy = policy;
        this.hook = hook;
        this.problems = problems;
        this.values = new ValueRules(policy, problems);
        this.actions = new ActionRules(policy, hook, problems);
    }

    void check(Selector selector) {
        selector.arguments().forEach(this::argument);
        selector.data().forEach(this::data);
        selector.returnArguments().forEach(this::returned);
        selector.binaries().forEach(this::binary);
        selector.parentBinaries().forEach(this::binary);
        selector.namespaces().forEach(this::namespace);
        selector.capabilities().forEach(this::capability);
        selector.capabilityChanges().forEach(this::capability);
        selector.credentials().forEach(this::credential);
        selector.workloads().forEach(this::workloads);
        actions.check(selector);
    }

    private void argument(Selector.ArgumentFilter filter) {
        List<HookArgument> args = hook.args();
        if (filter.operator() == Operator.CAPABILITIES_GAINED) {
            if (filter.positions().size() != 2) {
                problems.add(
                        filter.path(),
                        "CapabilitiesGained operator requires two args: the new and the old capability",
                        "add args: [0, 1], which are positions in the hook's args");
                return;
            }
        } else if (filter.operator() == Operator.CEL_EXPR) {
            values.expression(filter);
            return;
        } else if (filter.positions().size() > 1) {
            problems.add(
                    filter.path() + ".args",
                    filter.operator().yamlName() + " compares one argument",
                    "use index, or one position");
        }
        for (int position : filter.positions()) {
            if (position >= args.size()) {
                problems.add(
                        filter.path() + ".args",
                        "wrong ArgSelector.Arg value "
                                + position
                                + ", max("
                                + (args.size() - 1)
                                + ")",
                        "args holds positions in the hook's args, from 0");
                return;
            }
        }
        int position = filter.positionIn(hook);
        if (position < 0) {
            problems.add(
                    filter.path() + ".index",
                    "argFilter for unknown index "
                            + filter.index()
                            + ": the hook's args "
                            + listed(args),
                    indexHint(filter.index(), args));
        } else {
            values.check(filter, args.get(position).type());
            if (filter.operator() == Operator.CAPABILITIES_GAINED) {
                values.check(filter, args.get(filter.positions().getLast()).type());
                capabilities(filter.path(), filter.values());
            }
        }
    }

    private static String listed(List<HookArgument> args) {
        return args.isEmpty()
                ? "are empty"
                : "list only " + args.stream().map(a -> Integer.toString(a.index())).toList();
    }

    private static String indexHint(int index, List<HookArgument> args) {
        return index < args.size()
                ? "index is the function's argument number, not the position in args: write "
                        + args.get(index).index()
                : "add the argument to args";
    }

    private void data(Selector.ArgumentFilter filter) {
        List<HookArgument> data = hook.data();
        if (filter.index() >= data.size()) {
            problems.add(
                    filter.path() + ".index",
                    "matchData index out of bonds (0," + data.size() + ")",
                    "index is the position in the hook's data, from 0");
        } else {
            values.check(filter, data.get(filter.index()).type());
        }
    }

    private void returned(Selector.ArgumentFilter filter) {
        if (hook instanceof Hook.Lsm) {
            problems.add(
                    filter.path(), "MatchReturnArgs selector is not supported", "for LSM hooks");
            return;
        }
        @Nullable HookArgument returned = hook.returns() ? hook.returnArg() : null;
        if (returned == null) {
            problems.add(filter.path(), "matchReturnArgs needs return: true and a returnArg", "");
        } else {
            values.check(filter, returned.type());
        }
    }

    private void binary(Selector.BinaryFilter filter) {
        for (int i = 0; i < filter.values().size(); i++) {
            String at = filter.path() + ".values[" + i + "]";
            String value = filter.values().get(i);
            if (value.startsWith("list:")) {
                Rules.checkListExists(policy, problems, at, value);
            } else if (value.getBytes(StandardCharsets.UTF_8).length > 255) {
                problems.add(at, "matchBinaries error: Binary names > 255 chars not supported", "");
            } else if (isWhole(filter.operator()) && !value.startsWith("/")) {
                problems.add(
                        at,
                        "\""
                                + value
                                + "\" can never match: the full path of the executable is compared",
                        "write the full path, or use the operator Postfix");
            }
        }
        if (filter.followChildren() && !isWhole(filter.operator())) {
            problems.add(
                    filter.path() + ".followChildren",
                    "followChildren works with In and NotIn only",
                    "");
        }
    }

    private static boolean isWhole(Operator operator) {
        return operator == Operator.IN || operator == Operator.NOT_IN;
    }

    private void namespace(Selector.NamespaceFilter filter) {
        for (int i = 0; i < filter.values().size(); i++) {
            String value = filter.values().get(i);
            if (!value.equals("host_ns") && !value.matches("[0-9]{1,10}")) {
                problems.add(
                        filter.path() + ".values[" + i + "]",
                        "values for matchNamespace can only be numeric or \"host_ns\".",
                        "");
            }
        }
    }

    private void capability(Selector.CapabilityFilter filter) {
        capabilities(filter.path(), filter.values());
    }

    private void capabilities(String path, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (CapabilityNames.number(name) < 0) {
                problems.add(
                        path + ".values[" + i + "]",
                        "\"" + name + "\" is not a capability",
                        NearNames.hint(
                                name, CapabilityNames.NAMES, "write names such as CAP_SYS_ADMIN"));
            }
        }
    }

    private void credential(Selector.CredentialFilter filter) {
        for (int i = 0; i < filter.values().size(); i++) {
            values.id(
                    filter.path() + ".values[" + i + "]",
                    filter.values().get(i),
                    filter.operator());
        }
    }

    private void workloads(Selector.Workloads workloads) {
        LabelSelector host = workloads.hostSelector();
        String at = workloads.path() + ".hostSelector";
        if (host != null && policy.namespaced()) {
            problems.add(
                    at,
                    "a namespaced policy is for pods only: hostSelector must be left out",
                    "use kind: TracingPolicy");
        } else if (host != null && !host.matchesEverything()) {
            problems.add(at, "The hostSelector should be either null or {}.", "write {}");
        }
        if (host == null
                && workloads.podSelector() == null
                && workloads.containerSelector() == null) {
            problems.add(
                    workloads.path(),
                    "no workload is named",
                    "add podSelector, containerSelector or hostSelector");
        }
    }
}
