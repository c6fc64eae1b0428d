package beelab.sensor.compile;

import beelab.sensor.policy.PolicySpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the planner must know besides the hook.
 *
 * @param members functions of the list that the hook names; 1 when it names a function. Mechanisms
 *     that serve many functions by one program are preferred for lists
 * @param overrideMethod the policy's option {@code override-method}; empty when it leaves the
 *     choice to the planner
 * @param uprobeMulti whether the policy allows uprobe.multi
 */
record PlanContext(int members, Optional<OverrideMethod> overrideMethod, boolean uprobeMulti) {

    /** How a function is kept from running. */
    enum OverrideMethod {
        FMOD_RET("fmod-ret"),
        OVERRIDE_RETURN("override-return");

        private final String yamlName;

        OverrideMethod(String yamlName) {
            this.yamlName = yamlName;
        }

        String yamlName() {
            return yamlName;
        }

        /** The method that the option names; empty when it is not given. */
        static Optional<OverrideMethod> of(PolicySpec spec) {
            String name = spec.option("override-method");
            for (OverrideMethod method : values()) {
                if (method.yamlName.equals(name)) {
                    return Optional.of(method);
                }
            }
            return Optional.empty();
        }
    }

    /** For one function that a hook names itself. */
    static PlanContext single(PolicySpec spec) {
        return new PlanContext(
                1, OverrideMethod.of(spec), !isTrue(spec.option("disable-uprobe-multi")));
    }

    PlanContext ofList(int count) {
        return new PlanContext(count, overrideMethod, uprobeMulti);
    }

    /** As the language spells it: 1, t, true and the like. */
    static boolean isTrue(@Nullable String option) {
        return option != null && !option.isEmpty() && "1tT".indexOf(option.charAt(0)) >= 0;
    }

    boolean listed() {
        return members > 1;
    }
}
