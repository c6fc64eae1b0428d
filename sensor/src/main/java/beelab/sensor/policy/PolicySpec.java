package beelab.sensor.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code spec} of a policy.
 *
 * @param hooks every hook, in the order of the text; all of one section
 * @param loader whether loaded executables and libraries are reported
 * @param podSelector labels of the pods it is for; null for every workload
 * @param containerSelector {@code name} and {@code repo} of the containers it is for; null for all
 * @param hostSelector null, or empty to include processes outside of pods
 * @param nodeSelector labels of the nodes it is for; null for all
 */
public record PolicySpec(
        List<Hook> hooks,
        boolean loader,
        @Nullable LabelSelector podSelector,
        @Nullable LabelSelector containerSelector,
        @Nullable LabelSelector hostSelector,
        @Nullable LabelSelector nodeSelector,
        List<SymbolList> lists,
        List<Enforcer> enforcers,
        List<Option> options) {

    /**
     * A named list of functions, used as {@code list:NAME}.
     *
     * @param type {@code syscalls}, {@code generated_syscalls}, {@code generated_ftrace} or empty
     * @param pattern which functions {@code generated_ftrace} picks
     */
    public record SymbolList(
            String path, String name, String type, List<String> values, String pattern) {}

    /** Functions whose return value NotifyEnforcer may change. */
    public record Enforcer(String path, List<String> calls) {}

    /** A named setting of one policy. */
    public record Option(String path, String name, String value) {}

    /** The value of an option, or null when it is not set. */
    public @Nullable String option(String name) {
        return options.stream()
                .filter(option -> option.name().equals(name))
                .map(Option::value)
                .reduce(null, (first, last) -> last);
    }

    /** The list of that name, or null. */
    public @Nullable SymbolList list(String name) {
        return lists.stream().filter(list -> list.name().equals(name)).findFirst().orElse(null);
    }

    /** Whether it is limited to some workloads. */
    public boolean selectsWorkloads() {
        return podSelector != null || containerSelector != null || hostSelector != null;
    }

    /** Whether some selector kills, signals or overrides. */
    public boolean enforces() {
        return hooks.stream()
                .flatMap(hook -> hook.selectors().stream())
                .anyMatch(Selector::enforces);
    }

    /** The hooks of one section, in order. */
    public List<Hook> section(Hook.Section section) {
        List<Hook> found = new ArrayList<>();
        for (Hook hook : hooks) {
            if (hook.position().section() == section) {
                found.add(hook);
            }
        }
        return found;
    }
}
