package beelab.sensor.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Merges {@code selectorsMacros} into the selectors that name them. */
final class MacroExpander {
    /** What stays the selector's own. */
    private static final Set<String> NOT_MERGED = Set.of("label", "macros", "matchWorkloads");

    private final SourceMap sources;
    private final Map<String, Values> macros;
    private final List<PolicyProblem> problems = new ArrayList<>();

    MacroExpander(SourceMap sources, Values document) {
        this.sources = sources;
        Values spec = document.struct("spec");
        this.macros = spec == null ? Map.of() : spec.structTable("selectorsMacros");
        macros.forEach((name, macro) -> {
            if (macro.has("macros")) {
                problem(macro.path("macros"), "a macro cannot use other macros", "");
            }
        });
    }

    List<PolicyProblem> problems() {
        return problems;
    }

    Values expand(Values selector) {
        Map<String, Object> fields = new LinkedHashMap<>(selector.fields());
        List<String> names = selector.texts("macros");
        for (int i = 0; i < names.size(); i++) {
            String at = selector.path("macros") + "[" + i + "]";
            Values macro = macros.get(names.get(i));
            if (macro == null) {
                problem(
                        at,
                        "there is no macro \"" + names.get(i) + "\" in spec.selectorsMacros",
                        NearNames.hint(names.get(i), macros.keySet(), ""));
                continue;
            }
            macro.fields()
                    .forEach((field, value) -> {
                        if (NOT_MERGED.contains(field)) {
                            return;
                        }
                        if (fields.putIfAbsent(field, value) != null) {
                            problem(
                                    at,
                                    field
                                            + " is both in the selector and in macro \""
                                            + macro.path()
                                            + "\"",
                                    "leave it in one of them");
                        }
                    });
        }
        return new Values(selector.path(), fields);
    }

    private void problem(String path, String message, String hint) {
        problems.add(sources.problem(path, message, hint));
    }
}
