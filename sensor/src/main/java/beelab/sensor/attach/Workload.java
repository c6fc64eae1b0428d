package beelab.sensor.attach;

import java.util.Map;

/**
 * One container that policies may select.
 *
 * @param containerId full id without the runtime's prefix, such as {@code 4f9c…} (64 characters)
 * @param namespace namespace of its pod
 * @param pod name of its pod
 * @param podLabels labels of its pod
 * @param containerName name in the pod
 * @param imageRepository image without tag and digest, such as {@code docker.io/library/nginx}
 */
public record Workload(
        String containerId,
        String namespace,
        String pod,
        Map<String, String> podLabels,
        String containerName,
        String imageRepository) {
    public Workload {
        podLabels = Map.copyOf(podLabels);
    }
}
