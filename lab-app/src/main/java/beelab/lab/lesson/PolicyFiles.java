package beelab.lab.lesson;

import beelab.lab.guide.Block;
import beelab.lab.scenario.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The policies of a scenario's folder. */
final class PolicyFiles {

    private PolicyFiles() {}

    /** Every policy file, in alphabetical order; none when there is no such folder. */
    static List<Path> in(Path scenarioFolder) throws IOException {
        Path folder = scenarioFolder.resolve("policies");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.ya?ml")).sorted().toList();
        }
    }

    /** Their {@code metadata.name}s; what cannot be read is noted as a problem. */
    static Set<String> names(Path scenarioFolder, Problems problems) {
        Set<String> names = new LinkedHashSet<>();
        try {
            for (Path file : in(scenarioFolder)) {
                String name = name(file, problems);
                if (!name.isEmpty() && !names.add(name)) {
                    problems.add(file, "another file holds a policy '" + name + "' too", "");
                }
            }
        } catch (IOException e) {
            problems.add(scenarioFolder.resolve("policies"), "cannot be read: " + e, "");
        }
        return names;
    }

    /**
     * Name of the policy that a block applies or deletes; empty when it is about something else.
     */
    static String of(Block.Typed block, Path scenarioFolder) {
        String file =
                switch (block) {
                    case Block.Apply apply -> apply.file();
                    case Block.Delete delete -> delete.file();
                    case Block.Run _ -> "";
                };
        return file.startsWith("policies/")
                ? name(scenarioFolder.resolve(file), new Problems())
                : "";
    }

    /** {@code metadata.name} of the policy in a file; empty, with a problem, when there is none. */
    static String name(Path file, Problems problems) {
        try {
            Object document =
                    new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
            if (document instanceof Map<?, ?> map
                    && map.get("metadata") instanceof Map<?, ?> metadata
                    && metadata.get("name") instanceof String name) {
                return name;
            }
            problems.add(file, "holds no policy with a metadata.name", "");
        } catch (YamlEngineException e) {
            problems.add(file, "not valid YAML: " + e, "");
        } catch (IOException e) {
            problems.add(file, "cannot be read: " + e.getMessage(), "check its permissions");
        }
        return "";
    }
}
