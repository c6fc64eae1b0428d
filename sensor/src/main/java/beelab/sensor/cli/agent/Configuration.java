package beelab.sensor.cli.agent;

import beelab.sensor.cli.BeeCommand;
import beelab.sensor.cli.CliException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Values of flags from files and the environment. The places and their order are those of the
 * contract (shared by {@code tetragon}), under our names. A later place replaces the value of an
 * earlier one; a name that is no flag is told and otherwise ignored, so that the configuration of
 * another version starts this one.
 */
final class Configuration {
    private static final String ENVIRONMENT = "BEELAB_";

    /** A value and where it stands. */
    record Setting(String value, String origin) {}

    private final Map<String, Setting> settings;
    private final Map<String, Setting> environment;
    private final List<String> warnings = new ArrayList<>();

    private Configuration(Map<String, Setting> settings, Map<String, Setting> environment) {
        this.settings = settings;
        this.environment = environment;
    }

    /** Reads all places that exist. */
    static Configuration read(Map<String, String> environment, @Nullable Path folder) {
        List<Path> places =
                new ArrayList<>(
                        List.of(
                                Path.of("/usr/lib/beelab/beelab.conf.d"),
                                Path.of("/usr/local/lib/beelab/beelab.conf.d"),
                                Path.of("beelab.yaml"),
                                Path.of("/etc/beelab/beelab.yaml"),
                                Path.of("/etc/beelab/beelab.conf.d")));
        if (folder != null) {
            if (!Files.isDirectory(folder)) {
                throw new CliException("--config-dir: no folder " + folder, 2);
            }
            places.add(folder);
        }
        return read(environment, places);
    }

    static Configuration read(Map<String, String> environment, List<Path> places) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        for (Path place : places) {
            try {
                if (Files.isDirectory(place)) {
                    settings.putAll(folder(place));
                } else if (Files.exists(place)) {
                    settings.putAll(yaml(place));
                }
            } catch (IOException e) {
                throw new CliException("cannot read " + place + ": " + e.getMessage(), 2);
            }
        }
        Map<String, Setting> variables = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT)) {
                String flag =
                        name.substring(ENVIRONMENT.length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-');
                variables.put(flag, new Setting(value, "environment variable " + name));
            }
        });
        return new Configuration(settings, variables);
    }

    /** A file for each flag; names with a dot in front belong to Kubernetes or an editor. */
    private static Map<String, Setting> folder(Path folder) throws IOException {
        Map<String, Setting> settings = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (!name.startsWith(".") && Files.isRegularFile(file)) {
                    settings.put(
                            name, new Setting(Files.readString(file).strip(), file.toString()));
                }
            }
        }
        return settings;
    }

    private static Map<String, Setting> yaml(Path file) throws IOException {
        Object tree;
        try {
            tree =
                    new Load(LoadSettings.builder().setLabel(file.toString()).build())
                            .loadFromString(Files.readString(file));
        } catch (YamlEngineException e) {
            throw new CliException(file + ": not YAML: " + e.getMessage(), 2);
        }
        Map<String, Setting> settings = new TreeMap<>();
        if (tree == null) {
            return settings;
        }
        if (!(tree instanceof Map<?, ?> map)) {
            throw new CliException(
                    file + ": expected a line for each flag, such as \"log-level: debug\"", 2);
        }
        map.forEach((key, value) ->
                settings.put(String.valueOf(key), new Setting(text(value), file.toString())));
        return settings;
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case List<?> list ->
                    list.stream().map(String::valueOf).collect(Collectors.joining(","));
            default -> value.toString();
        };
    }

    /**
     * Reads the command line once more, with these values as the defaults of its flags.
     *
     * @throws CliException when a value cannot be used, naming where it stands
     */
    AgentCommand apply(CommandLine agent, List<String> arguments) {
        for (Map.Entry<String, Setting> entry : settings.entrySet()) {
            if (agent.getCommandSpec().findOption("--" + entry.getKey()) == null) {
                warnings.add(
                        entry.getValue().origin()
                                + ": there is no flag --"
                                + entry.getKey()
                                + "; ignored");
            }
        }
        CommandLine again = BeeCommand.agent();
        again.setErr(agent.getErr());
        again.setDefaultValueProvider(this::defaultValue);
        try {
            again.parseArgs(
                    RepeatedFlags.lastOnly(again.getCommandSpec(), arguments)
                            .toArray(String[]::new));
        } catch (ParameterException e) {
            Setting setting = e.getArgSpec() instanceof OptionSpec option ? find(option) : null;
            if (setting == null) {
                throw e;
            }
            throw new CliException(setting.origin() + ": " + e.getMessage(), 2);
        }
        warnings.addAll(IgnoredFlags.used(again.getParseResult()));
        return again.getCommand();
    }

    /** What the operator should know. */
    List<String> warnings() {
        return warnings;
    }

    private @Nullable String defaultValue(ArgSpec argument) {
        Setting setting = argument instanceof OptionSpec option ? find(option) : null;
        return setting == null ? null : setting.value();
    }

    private @Nullable Setting find(OptionSpec option) {
        for (Map<String, Setting> source : List.of(environment, settings)) {
            for (String name : option.names()) {
                Setting setting = name.startsWith("--") ? source.get(name.substring(2)) : null;
                if (setting != null) {
                    return setting;
                }
            }
        }
        return null;
    }

    /** Every flag by its long name with its value in effect. */
    static Map<String, String> values(CommandSpec spec) {
        Map<String, String> values = new TreeMap<>();
        for (OptionSpec option : spec.options()) {
            if (option.hidden() || option.usageHelp()) {
                continue;
            }
            Object value = option.getValue();
            values.put(
                    option.longestName().substring(2),
                    value == null
                            ? ""
                            : value instanceof List<?> list ? text(list) : value.toString());
        }
        return values;
    }
}
