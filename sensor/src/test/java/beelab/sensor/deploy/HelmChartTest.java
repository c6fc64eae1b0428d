package beelab.sensor.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import beelab.sensor.cli.BeeCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The Helm chart and the Kustomize overlays start the same sensor. Rendering needs {@code helm},
 * which neither Debian nor Maven has: it takes a Go of today some minutes to build. Where it is
 * missing these tests say so.
 */
class HelmChartTest {
    private static final Path MODULE = Path.of(System.getProperty("basedir", ""));
    private static final Path CHART = MODULE.resolve("helm");

    @Test
    void everyFlagOfTheChartIsAFlagOfTheAgent() throws Exception {
        String template = Files.readString(CHART.resolve("templates/_helpers.tpl"));
        TreeSet<String> flags = new TreeSet<>();
        Pattern.compile("(?m)^- (--[a-z0-9-]+)")
                .matcher(template)
                .results()
                .map(found -> found.group(1))
                .forEach(flags::add);
        MatchResult table =
                Pattern.compile("dict ([^}]*)}")
                        .matcher(template)
                        .results()
                        .findFirst()
                        .orElseThrow();
        Pattern.compile("\"([a-z0-9-]+)\"")
                .matcher(table.group(1))
                .results()
                .map(found -> "--" + found.group(1))
                .forEach(flags::add);

        assertThat(flags).hasSizeGreaterThan(15).contains("--export-denylist");
        assertThat(BeeCommand.agent().getCommandSpec().optionsMap().keySet()).containsAll(flags);
    }

    @Test
    void theChartRendersTheSameSensorAsTheOverlays() throws Exception {
        for (Map.Entry<String, List<String>> pair :
                Map.of(
                                "least", List.<String>of(),
                                "sys-admin", List.of("beelab.capabilities=sysAdmin"),
                                "sys-admin-cgroup-v1",
                                        List.of(
                                                "beelab.capabilities=sysAdmin",
                                                "beelab.cgroupPath=/sys/fs/cgroup/pids"))
                        .entrySet()) {
            List<Map<String, Object>> chart = rendered(pair.getValue());
            List<Map<String, Object>> overlay =
                    documents(
                            run(
                                    "kubectl",
                                    "kustomize",
                                    MODULE.resolve("deploy/overlays/" + pair.getKey()).toString()));

            assertThat(podSpec(chart)).as(pair.getKey()).isEqualTo(podSpec(overlay));
            assertThat(one(chart, "ClusterRole").get("rules"))
                    .isEqualTo(one(overlay, "ClusterRole").get("rules"));
        }
    }

    @Test
    void withoutTheApiTheSensorMayReadNothing() throws Exception {
        assertThat(rendered(List.of("tetragon.enableK8sAPI=false")))
                .extracting(document -> document.get("kind"))
                .containsExactlyInAnyOrder("ServiceAccount", "DaemonSet");
    }

    /** The metrics' port is off: the overlays do not open it. */
    private static List<Map<String, Object>> rendered(List<String> values) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                helm(),
                                "template",
                                "bee",
                                CHART.toString(),
                                "--namespace",
                                "kube-system",
                                "--set",
                                "tetragon.prometheus.enabled=false"));
        values.forEach(value -> command.addAll(List.of("--set", value)));
        return documents(run(command.toArray(String[]::new)));
    }

    private static String helm() {
        String named = System.getenv("HELM");
        if (named != null) {
            return named;
        }
        for (String folder : System.getenv("PATH").split(":")) {
            Path helm = Path.of(folder, "helm");
            if (Files.isRegularFile(helm) && Files.isExecutable(helm)) {
                return helm.toString();
            }
        }
        return Objects.requireNonNull(
                abort(
                        "no helm on the PATH, and HELM names none: the chart is not rendered; with"
                                + " Go, go install helm.sh/helm/v3/cmd/helm@v3.20.2"));
    }

    /** Volumes in the order of their names: a patch puts what it replaces first. */
    private static Map<String, Object> podSpec(List<Map<String, Object>> documents) {
        Map<String, Object> spec =
                at(at(at(one(documents, "DaemonSet"), "spec"), "template"), "spec");
        List<?> volumes = (List<?>) Objects.requireNonNull(spec.get("volumes"));
        spec.put(
                "volumes",
                volumes.stream()
                        .sorted(Comparator.comparing(v -> (String) ((Map<?, ?>) v).get("name")))
                        .toList());
        return spec;
    }

    private static Map<String, Object> one(List<Map<String, Object>> documents, String kind) {
        return documents.stream().filter(d -> kind.equals(d.get("kind"))).findFirst().orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> at(Map<String, Object> document, String field) {
        return (Map<String, Object>) Objects.requireNonNull(document.get(field), field);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> documents(String yaml) {
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
            documents.add((Map<String, Object>) document);
        }
        return documents;
    }

    private static String run(String... command) throws Exception {
        Path errors = Files.createTempFile("beelab-helm", ".log");
        try {
            Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
            return output;
        } finally {
            Files.delete(errors);
        }
    }
}
