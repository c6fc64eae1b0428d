package beelab.sensor.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Sets a policy's mode in its YAML: the option {@code policy-mode}. */
final class PolicyMode {
    private static final String OPTION = "policy-mode";
    private static final List<String> MODES = List.of("enforce", "monitor");

    private PolicyMode() {}

    /**
     * The text with the mode in its options; comments are lost, so an unchanged text is better
     * kept.
     *
     * @throws CliException when the text is no policy, or the mode is none
     */
    static String set(String yaml, String mode) {
        if (!MODES.contains(mode)) {
            throw new CliException("--mode " + mode + ": expected enforce or monitor", 2);
        }
        Object tree;
        try {
            tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        } catch (YamlEngineException e) {
            throw new CliException("not YAML: " + e.getMessage());
        }
        Map<Object, Object> policy = map(tree);
        Map<Object, Object> spec = policy == null ? null : map(policy.get("spec"));
        if (policy == null || spec == null) {
            throw new CliException("not a policy: there is no \"spec\"");
        }
        List<Object> options = new ArrayList<>();
        if (spec.get("options") instanceof List<?> before) {
            for (Object option : before) {
                Map<Object, Object> named = map(option);
                if (named == null || !OPTION.equals(named.get("name"))) {
                    options.add(option);
                }
            }
        }
        Map<Object, Object> option = new LinkedHashMap<>();
        option.put("name", OPTION);
        option.put("value", mode);
        options.add(option);
        spec.put("options", options);
        policy.put("spec", spec);
        return new Dump(
                        DumpSettings.builder()
                                .setDefaultFlowStyle(FlowStyle.BLOCK)
                                .setIndent(2)
                                .build())
                .dumpToString(policy);
    }

    private static @Nullable Map<Object, Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? new LinkedHashMap<>(map) : null;
    }
}
