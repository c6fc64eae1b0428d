package beelab.sensor.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which labels of processes metrics have. Those left out are empty: Prometheus drops them. */
public final class LabelFilter {
    /** What {@code --metrics-label-filter} says unless it is set. */
    public static final String DEFAULT = "namespace,workload,pod,binary";

    private final Set<Label> labels;
    private final List<String> unknown;

    private enum Label {
        NAMESPACE,
        WORKLOAD,
        POD,
        BINARY
    }

    private LabelFilter(Set<Label> labels, List<String> unknown) {
        this.labels = labels;
        this.unknown = List.copyOf(unknown);
    }

    /**
     * Reads a list with commas; empty for no label at all. As in Tetragon a name that is no label
     * is ignored; {@link #unknown} has it.
     */
    public static LabelFilter parse(String list) {
        Set<Label> labels = EnumSet.noneOf(Label.class);
        List<String> unknown = new ArrayList<>();
        for (String part : list.split(",")) {
            String name = part.strip();
            Arrays.stream(Label.values())
                    .filter(label -> label.name().toLowerCase(Locale.ROOT).equals(name))
                    .findFirst()
                    .ifPresentOrElse(
                            labels::add,
                            () -> {
                                if (!name.isEmpty()) {
                                    unknown.add(name);
                                }
                            });
        }
        return new LabelFilter(labels, unknown);
    }

    /** Names that are no labels. */
    public List<String> unknown() {
        return unknown;
    }

    String namespace(String value) {
        return keep(Label.NAMESPACE, value);
    }

    String workload(String value) {
        return keep(Label.WORKLOAD, value);
    }

    String pod(String value) {
        return keep(Label.POD, value);
    }

    String binary(String value) {
        return keep(Label.BINARY, value);
    }

    private String keep(Label label, String value) {
        return labels.contains(label) ? value : "";
    }
}
