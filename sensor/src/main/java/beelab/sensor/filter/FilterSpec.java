package beelab.sensor.filter;

import beelab.sensor.event.EventKind;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One filter as its author wrote it. Fields that are empty or null do not restrict; the others must
 * all match; within a field one value is enough.
 *
 * @param namespaces exact namespaces; an empty string stands for the host
 * @param pidSet processes by number, and whatever they start from then on
 * @param labels label selectors as {@code kubectl -l} takes them
 * @param containerIds patterns for the container id
 * @param further tests beyond these fields, such as CEL expressions; all must hold
 */
public record FilterSpec(
        List<String> binaryRegex,
        List<String> namespaces,
        @Nullable Boolean healthCheck,
        List<Integer> pids,
        List<Integer> pidSet,
        Set<EventKind> kinds,
        List<String> podRegex,
        List<String> argumentsRegex,
        List<String> labels,
        List<String> policyNames,
        @Nullable CapabilityRule permitted,
        @Nullable CapabilityRule effective,
        @Nullable CapabilityRule inheritable,
        List<String> parentBinaryRegex,
        List<String> parentArgumentsRegex,
        List<String> containerIds,
        @Nullable Boolean inInitTree,
        List<String> ancestorBinaryRegex,
        List<String> containerNameRegex,
        List<String> namespaceRegex,
        List<Predicate<Subject>> further) {

    /** The filter that lets everything pass. */
    public static final FilterSpec ANY =
            new FilterSpec(
                    List.of(), List.of(), null, List.of(), List.of(), Set.of(), List.of(),
                    List.of(), List.of(), List.of(), null, null, null, List.of(), List.of(),
                    List.of(), null, List.of(), List.of(), List.of(), List.of());

    /**
     * A rule over one capability set, each field a bit mask; 0 does not restrict.
     *
     * @param any at least one of these
     * @param all all of these
     * @param exactly these and no others; null does not restrict
     * @param none not one of these
     */
    public record CapabilityRule(long any, long all, @Nullable Long exactly, long none) {
        boolean matches(long set) {
            return (any == 0 || (set & any) != 0)
                    && (set & all) == all
                    && (exactly == null || set == exactly)
                    && (set & none) == 0;
        }
    }
}
