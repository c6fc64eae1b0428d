package beelab.sensor.policy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A Kubernetes label selector: every label and every expression must hold; an empty one matches
 * everything.
 */
public record LabelSelector(Map<String, String> matchLabels, List<Expression> matchExpressions) {

    public LabelSelector {
        matchLabels = Map.copyOf(matchLabels);
        matchExpressions = List.copyOf(matchExpressions);
    }

    /** The operators of Kubernetes' label selectors. */
    public enum LabelOperator {
        IN("In"),
        NOT_IN("NotIn"),
        EXISTS("Exists"),
        DOES_NOT_EXIST("DoesNotExist");

        private final String yamlName;

        LabelOperator(String yamlName) {
            this.yamlName = yamlName;
        }

        public String yamlName() {
            return yamlName;
        }

        static LabelOperator ofYaml(String name) {
            for (LabelOperator operator : values()) {
                if (operator.yamlName.equals(name)) {
                    return operator;
                }
            }
            return IN;
        }
    }

    /** One requirement on one label. */
    public record Expression(String key, LabelOperator operator, Set<String> values) {
        public Expression {
            values = Set.copyOf(values);
        }

        /** As Kubernetes judges it: NotIn also holds for an object without the label. */
        boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
            };
        }
    }

    /** Whether it has no requirement at all. */
    public boolean matchesEverything() {
        return matchLabels.isEmpty() && matchExpressions.isEmpty();
    }

    /** Whether an object with these labels is selected. */
    public boolean matches(Map<String, String> labels) {
        return matchLabels.entrySet().stream()
                        .allMatch(e -> Objects.equals(labels.get(e.getKey()), e.getValue()))
                && matchExpressions.stream().allMatch(e -> e.matches(labels));
    }
}
