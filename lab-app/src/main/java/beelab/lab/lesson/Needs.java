package beelab.lab.lesson;

import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.LabCluster;
import beelab.lab.cluster.host.Command;
import beelab.lab.scenario.Scenario;
import beelab.lab.scenario.Suggestion;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares what a scenario requires of the kernel with what the nodes have. */
final class Needs {

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final Duration PROBE = Duration.ofSeconds(60);
    private static final String ADVICE =
            "`bee probe` says what a kernel can do and why not. Run the exercise where the kernel has"
                    + " it (on a newer machine, or with --cluster existing), or another exercise here.";

    private Needs() {}

    /**
     * Looks at every node's kernel; at features by the sensor's own probe, in its pod.
     *
     * @throws ClusterException when a kernel lacks something
     */
    static void check(Scenario scenario, LabCluster cluster)
            throws ClusterException, InterruptedException {
        Scenario.Requirements requires = scenario.requires();
        try {
            for (Node node : cluster.client().nodes().list().getItems()) {
                String kernel = node.getStatus().getNodeInfo().getKernelVersion();
                Optional<String> lack = kernel(requires.kernel(), kernel);
                if (lack.isPresent()) {
                    throw lacking(scenario, node.getMetadata().getName(), lack.get());
                }
            }
            if (!requires.features().isEmpty()) {
                Map<String, String> absent = new LinkedHashMap<>();
                Map<String, String> present = new LinkedHashMap<>();
                for (JsonNode feature : probe(cluster).path("features")) {
                    (feature.path("available").asBoolean() ? present : absent)
                            .put(
                                    feature.path("feature").asString(""),
                                    feature.path("detail").asString(""));
                }
                for (String wanted : requires.features()) {
                    Optional<String> lack = feature(wanted, present, absent);
                    if (lack.isPresent()) {
                        throw lacking(scenario, "of the sensor", lack.get());
                    }
                }
            }
        } catch (KubernetesClientException e) {
            throw new ClusterException(
                    "The nodes cannot be asked for their kernel: " + e.getMessage(),
                    "See whether the cluster answers: kubectl get nodes",
                    e);
        }
    }

    private static JsonNode probe(LabCluster cluster)
            throws ClusterException, InterruptedException {
        try {
            Command.Result result =
                    Command.of(
                                    "kubectl",
                                    "exec",
                                    "-n",
                                    "kube-system",
                                    "ds/bee",
                                    "-c",
                                    "sensor",
                                    "--",
                                    "bee",
                                    "probe",
                                    "-o",
                                    "json")
                            .with("KUBECONFIG", cluster.kubeconfig().toString())
                            .withTimeout(PROBE)
                            .run();
            int begin = result.output().indexOf('{');
            if (begin >= 0) {
                return JsonMapper.shared().readTree(result.output().substring(begin));
            }
            throw new IOException(result.tail());
        } catch (IOException | JacksonException e) {
            throw new ClusterException(
                    "The sensor cannot be asked what its kernel can do: " + e.getMessage(),
                    "See how it is: kubectl get pods -n kube-system",
                    e);
        }
    }

    /**
     * What is wrong with a kernel's version; empty when it is new enough, or cannot be compared.
     */
    static Optional<String> kernel(String least, String actual) {
        Matcher wanted = VERSION.matcher(least);
        Matcher found = VERSION.matcher(actual);
        if (!wanted.matches() || !found.matches()) {
            return Optional.empty();
        }
        int major =
                Integer.compare(
                        Integer.parseInt(found.group(1)), Integer.parseInt(wanted.group(1)));
        int minor =
                Integer.compare(
                        Integer.parseInt(found.group(2)), Integer.parseInt(wanted.group(2)));
        return major < 0 || (major == 0 && minor < 0)
                ? Optional.of("Linux %s is older than %s".formatted(actual, least))
                : Optional.empty();
    }

    /** What is wrong with a feature; empty when it is there. */
    static Optional<String> feature(
            String wanted, Map<String, String> present, Map<String, String> absent) {
        if (present.containsKey(wanted)) {
            return Optional.empty();
        }
        if (absent.containsKey(wanted)) {
            return Optional.of("there is no %s: %s".formatted(wanted, absent.get(wanted)));
        }
        Map<String, String> all = new LinkedHashMap<>(present);
        all.putAll(absent);
        return Optional.of(
                "bee probe knows no feature '%s' (%s)"
                        .formatted(wanted, Suggestion.hint(wanted, all.keySet())));
    }

    private static ClusterException lacking(Scenario scenario, String node, String lack) {
        return new ClusterException(
                "The exercise %s cannot be done here: on node %s %s."
                        .formatted(scenario.id(), node, lack),
                ADVICE);
    }
}
