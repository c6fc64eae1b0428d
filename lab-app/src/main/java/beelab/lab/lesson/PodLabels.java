package beelab.lab.lesson;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The labels of the pods that a scenario's manifests make. */
final class PodLabels {

    private PodLabels() {}

    /** Values by label, over all pods; what cannot be read is left out, kubectl tells of it. */
    static Map<String, Set<String>> of(Path scenarioFolder) throws IOException {
        Map<String, Set<String>> labels = new TreeMap<>();
        Path folder = scenarioFolder.resolve("manifests");
        if (!Files.isDirectory(folder)) {
            return labels;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().matches(".*\\.ya?ml")).toList()) {
                collect(Files.readString(file), labels);
            }
        }
        return labels;
    }

    private static void collect(String yaml, Map<String, Set<String>> labels) {
        try {
            for (Object document :
                    new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
                Object pod =
                        "Pod".equals(at(document, "kind"))
                                ? document
                                : at(at(document, "spec"), "template");
                if (at(at(pod, "metadata"), "labels") instanceof Map<?, ?> found) {
                    found.forEach((key, value) ->
                            labels.computeIfAbsent(String.valueOf(key), _ -> new TreeSet<>())
                                    .add(String.valueOf(value)));
                }
            }
        } catch (YamlEngineException _) {
            // Left out.
        }
    }

    private static @Nullable Object at(@Nullable Object node, String key) {
        return node instanceof Map<?, ?> map ? map.get(key) : null;
    }
}
