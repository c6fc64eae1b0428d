package beelab.sensor.compile;

import static java.util.stream.Collectors.toSet;

import beelab.sensor.compile.FilterTest.Part;
import beelab.sensor.event.CapabilityNames;
import beelab.sensor.policy.Operator;
import beelab.sensor.policy.PolicySpec;
import beelab.sensor.policy.Selector;
import beelab.sensor.policy.SelectorNames;
import beelab.sensor.policy.TracingPolicy;
import java.util.ArrayList;
import java.util.List;

/** From the parts of a selector that look at the process to filters. Values are already checked. */
final class SubjectCompiler {
    private static final String HOST = "host_ns";

    private final TracingPolicy policy;

    SubjectCompiler(TracingPolicy policy) {
        this.policy = policy;
    }

    /** The filters on the process, those that cost least first. */
    List<CompiledFilter> filters(Selector selector) {
        List<CompiledFilter> filters = new ArrayList<>();
        selector.pids().forEach(f -> filters.add(pid(f)));
        selector.credentials().forEach(f -> filters.add(credential(f)));
        selector.capabilities().forEach(f -> capability(f, false, filters));
        selector.capabilityChanges().forEach(f -> capability(f, true, filters));
        selector.namespaces().forEach(f -> filters.add(namespace(f)));
        selector.namespaceChanges().forEach(f -> filters.add(namespaceChange(f)));
        selector.workloads().forEach(w -> filters.add(workload(w)));
        selector.binaries().forEach(f -> filters.add(binary(f, false)));
        selector.parentBinaries().forEach(f -> filters.add(binary(f, true)));
        return filters;
    }

    private static CompiledFilter pid(Selector.PidFilter filter) {
        FilterField field =
                filter.namespacePid()
                        ? filter.followForks()
                                ? FilterField.ANY_NAMESPACE_PID
                                : FilterField.NAMESPACE_PID
                        : filter.followForks() ? FilterField.ANY_PID : FilterField.PID;
        return CompiledFilter.ofProcess(
                field,
                new FilterTest.NumberIn(filter.values()),
                filter.operator() == Operator.NOT_IN);
    }

    private static CompiledFilter credential(Selector.CredentialFilter filter) {
        return CompiledFilter.ofProcess(
                switch (filter.id()) {
                    case UID -> FilterField.UID;
                    case GID -> FilterField.GID;
                    case EUID -> FilterField.EUID;
                    case EGID -> FilterField.EGID;
                    case SUID -> FilterField.SUID;
                    case SGID -> FilterField.SGID;
                    case FSUID -> FilterField.FSUID;
                    case FSGID -> FilterField.FSGID;
                    case AUID -> FilterField.AUID;
                },
                FilterCompiler.idTest(filter.operator(), filter.values()),
                filter.operator().negated());
    }

    private static void capability(
            Selector.CapabilityFilter filter, boolean changes, List<CompiledFilter> filters) {
        FilterField field =
                switch (filter.type()) {
                    case "Inheritable" ->
                            changes
                                    ? FilterField.CHANGED_INHERITABLE
                                    : FilterField.CAPABILITIES_INHERITABLE;
                    case "Permitted" ->
                            changes
                                    ? FilterField.CHANGED_PERMITTED
                                    : FilterField.CAPABILITIES_PERMITTED;
                    default ->
                            changes
                                    ? FilterField.CHANGED_EFFECTIVE
                                    : FilterField.CAPABILITIES_EFFECTIVE;
                };
        filters.add(
                CompiledFilter.ofProcess(
                        field,
                        new FilterTest.AnyBit(List.of(mask(filter.values()))),
                        filter.operator() == Operator.NOT_IN));
        if (filter.namespaceCapability()) {
            filters.add(
                    CompiledFilter.ofProcess(
                            FilterField.NAMESPACE_USER,
                            new FilterTest.NamespaceIn(List.of(), "User"),
                            true));
        }
    }

    /** The bits of capabilities by name. */
    static long mask(List<String> capabilities) {
        long mask = 0;
        for (String name : capabilities) {
            mask |= 1L << CapabilityNames.number(name);
        }
        return mask;
    }

    private static CompiledFilter namespace(Selector.NamespaceFilter filter) {
        boolean host = filter.values().contains(HOST);
        List<Long> inodes =
                filter.values().stream().filter(v -> !v.equals(HOST)).map(Long::valueOf).toList();
        return CompiledFilter.ofProcess(
                FilterField.namespace(filter.namespace()),
                new FilterTest.NamespaceIn(inodes, host ? filter.namespace() : ""),
                filter.operator() == Operator.NOT_IN);
    }

    /** With the host the set has those containers that are not meant. */
    private CompiledFilter workload(Selector.Workloads workloads) {
        return CompiledFilter.ofProcess(
                FilterField.CGROUP,
                new FilterTest.WorkloadIn(1 + policy.workloadSelectors().indexOf(workloads)),
                workloads.hostSelector() != null);
    }

    private static CompiledFilter namespaceChange(Selector.NamespaceFilter filter) {
        long bits = 0;
        for (String name : filter.values()) {
            bits |= 1L << SelectorNames.namespace(name);
        }
        return CompiledFilter.ofProcess(
                FilterField.NAMESPACES_CHANGED,
                new FilterTest.AnyBit(List.of(bits)),
                filter.operator() == Operator.NOT_IN);
    }

    private CompiledFilter binary(Selector.BinaryFilter filter, boolean parent) {
        List<String> values = new ArrayList<>();
        for (String value : filter.values()) {
            PolicySpec.SymbolList list =
                    value.startsWith("list:")
                            ? policy.spec().list(value.substring("list:".length()))
                            : null;
            if (list != null) {
                values.addAll(list.values());
            } else {
                values.add(value);
            }
        }
        boolean negated = filter.operator().negated();
        if (filter.followChildren()) {
            return CompiledFilter.ofProcess(
                    parent ? FilterField.PARENT_FOLLOWED : FilterField.FOLLOWED,
                    new FilterTest.Follows(values.stream().collect(toSet())),
                    negated);
        }
        FilterField field =
                filter.script()
                        ? parent ? FilterField.PARENT_SCRIPT : FilterField.SCRIPT
                        : parent ? FilterField.PARENT_EXECUTABLE : FilterField.EXECUTABLE;
        Part part =
                switch (filter.operator()) {
                    case PREFIX, NOT_PREFIX -> Part.FRONT;
                    case POSTFIX, NOT_POSTFIX -> Part.END;
                    default -> Part.WHOLE;
                };
        return CompiledFilter.ofProcess(field, FilterTest.Text.of(part, values), negated);
    }
}
