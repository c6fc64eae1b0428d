package beelab.sensor.cli.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Of a flag with one value that is given several times the last one counts, as everywhere in
 * Kubernetes' world. Picocli would begin its group of flags anew at the second and forget all
 * others of the group.
 */
final class RepeatedFlags {
    private RepeatedFlags() {}

    /** The arguments without those that a later one replaces; flags with several values stay. */
    static List<String> lastOnly(CommandSpec command, List<String> arguments) {
        List<List<String>> parts = new ArrayList<>();
        Map<OptionSpec, Integer> seen = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--")) {
                parts.add(arguments.subList(i, arguments.size()));
                break;
            }
            OptionSpec option = option(command, argument);
            boolean valueFollows =
                    option != null
                            && option.arity().min() > 0
                            && argument.indexOf('=') < 0
                            && i + 1 < arguments.size();
            parts.add(arguments.subList(i, valueFollows ? i + 2 : i + 1));
            if (option != null && !option.isMultiValue()) {
                Integer earlier = seen.put(option, parts.size() - 1);
                if (earlier != null) {
                    parts.set(earlier, List.of());
                }
            }
            i += valueFollows ? 1 : 0;
        }
        return parts.stream().flatMap(List::stream).toList();
    }

    private static @Nullable OptionSpec option(CommandSpec command, String argument) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        if (!name.startsWith("-")) {
            return null;
        }
        OptionSpec option = command.findOption(name);
        // --no-x is found under the name --x only.
        return option == null && name.startsWith("--no-")
                ? command.findOption("--" + name.substring("--no-".length()))
                : option;
    }
}
