package beelab.sensor.export;

import beelab.sensor.api.CapFilterSet;
import beelab.sensor.api.CapabilitiesType;
import beelab.sensor.api.EventType;
import beelab.sensor.api.Filter;
import beelab.sensor.event.EventKind;
import beelab.sensor.filter.EventFilter;
import beelab.sensor.filter.FilterException;
import beelab.sensor.filter.FilterSpec;
import beelab.sensor.filter.Subject;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Filters in the words of the public contract, from gRPC requests and from flags. */
public final class ProtoFilters {
    private ProtoFilters() {}

    /**
     * Compiles the two lists of a request.
     *
     * @throws FilterException when a field cannot be used
     */
    public static EventFilter compile(List<Filter> allow, List<Filter> deny)
            throws FilterException {
        return EventFilter.of(specs(allow), specs(deny));
    }

    /**
     * Reads filters as JSON, one object a line, as {@code --export-allowlist} takes them.
     *
     * @param flag name of the flag, for messages
     * @throws FilterException with the flag, the line and what is wrong with it
     */
    public static List<Filter> parse(String flag, String lines) throws FilterException {
        List<Filter> filters = new ArrayList<>();
        int number = 0;
        for (String line : lines.split("\n", -1)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            Filter.Builder filter = Filter.newBuilder();
            try {
                JsonFormat.parser().merge(line, filter);
            } catch (InvalidProtocolBufferException e) {
                throw new FilterException(
                        flag + " line " + number + ": not a filter: " + e.getMessage());
            }
            filters.add(filter.build());
        }
        return List.copyOf(filters);
    }

    private static List<FilterSpec> specs(List<Filter> filters) throws FilterException {
        List<FilterSpec> specs = new ArrayList<>(filters.size());
        for (Filter filter : filters) {
            specs.add(spec(filter));
        }
        return specs;
    }

    private static FilterSpec spec(Filter filter) throws FilterException {
        List<Predicate<Subject>> further = new ArrayList<>();
        if (filter.getCelExpressionCount() > 0) {
            further.add(CelExpressions.compile(filter.getCelExpressionList()));
        }
        Set<EventKind> kinds = kinds(filter.getEventSetList());
        if (kinds.isEmpty() && filter.getEventSetCount() > 0) {
            further.add(subject -> false); // Only types that this sensor never sends.
        }
        return new FilterSpec(
                filter.getBinaryRegexList(),
                filter.getNamespaceList(),
                filter.hasHealthCheck() ? filter.getHealthCheck().getValue() : null,
                filter.getPidList(),
                filter.getPidSetList(),
                kinds,
                filter.getPodRegexList(),
                filter.getArgumentsRegexList(),
                filter.getLabelsList(),
                filter.getPolicyNamesList(),
                filter.hasCapabilities() && filter.getCapabilities().hasPermitted()
                        ? rule(filter.getCapabilities().getPermitted())
                        : null,
                filter.hasCapabilities() && filter.getCapabilities().hasEffective()
                        ? rule(filter.getCapabilities().getEffective())
                        : null,
                filter.hasCapabilities() && filter.getCapabilities().hasInheritable()
                        ? rule(filter.getCapabilities().getInheritable())
                        : null,
                filter.getParentBinaryRegexList(),
                filter.getParentArgumentsRegexList(),
                filter.getContainerIdList(),
                filter.hasInInitTree() ? filter.getInInitTree().getValue() : null,
                filter.getAncestorBinaryRegexList(),
                filter.getContainerNameRegexList(),
                filter.getNamespaceRegexList(),
                List.copyOf(further));
    }

    /** The kind of a wire type; null for types that this sensor never sends. */
    static @Nullable EventKind kind(int number) {
        for (EventKind kind : EventKind.values()) {
            if (kind.number() == number) {
                return kind;
            }
        }
        return null;
    }

    private static Set<EventKind> kinds(List<EventType> types) throws FilterException {
        Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
        for (EventType type : types) {
            if (type == EventType.UNRECOGNIZED || type == EventType.UNDEF) {
                throw new FilterException(
                        "event_set: no events of type "
                                + type
                                + " exist; expected PROCESS_EXEC, PROCESS_EXIT, PROCESS_KPROBE,"
                                + " PROCESS_TRACEPOINT, PROCESS_LSM, PROCESS_UPROBE or another");
            }
            EventKind kind = kind(type.getNumber());
            if (kind != null) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    private static FilterSpec.CapabilityRule rule(CapFilterSet set) {
        return new FilterSpec.CapabilityRule(
                mask(set.getAnyList()),
                mask(set.getAllList()),
                set.getExactlyCount() > 0 ? mask(set.getExactlyList()) : null,
                mask(set.getNoneList()));
    }

    private static long mask(List<CapabilitiesType> capabilities) {
        long mask = 0;
        for (CapabilitiesType capability : capabilities) {
            if (capability != CapabilitiesType.UNRECOGNIZED) {
                mask |= 1L << capability.getNumber();
            }
        }
        return mask;
    }
}
