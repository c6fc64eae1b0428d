package beelab.lab.lesson;

import beelab.lab.cluster.LabCluster;
import beelab.lab.feed.PolicyState;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a reader of a result must know to trust it, and to run it again. */
final class Facts {

    private Facts() {}

    static Map<String, String> of(LabCluster cluster, Observation observation) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("cluster", cluster.kind().id());
        facts.put("sensor", observation.sensorVersion());
        facts.put("feed", observation.feedState().message());
        facts.put("rows evicted", Long.toString(observation.buffer().evicted()));
        facts.put("java", Runtime.version().toString());
        try {
            KubernetesClient client = cluster.client();
            facts.put("kubernetes", client.getKubernetesVersion().getGitVersion());
            for (Node node : client.nodes().list().getItems()) {
                var info = node.getStatus().getNodeInfo();
                facts.put(
                        "node " + node.getMetadata().getName(),
                        "Linux %s, %s, %s"
                                .formatted(
                                        info.getKernelVersion(),
                                        info.getArchitecture(),
                                        info.getContainerRuntimeVersion()));
            }
        } catch (KubernetesClientException | IllegalStateException e) {
            facts.put("kubernetes", "does not answer: " + e.getMessage());
        }
        for (PolicyState policy : observation.policies()) {
            facts.put("policy left loaded on " + policy.node(), policy.name());
        }
        return facts;
    }
}
