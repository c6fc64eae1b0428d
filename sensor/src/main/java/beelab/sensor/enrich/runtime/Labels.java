package beelab.sensor.enrich.runtime;

import beelab.sensor.enrich.PodResolver.KnownPod;
import beelab.sensor.event.Container;
import beelab.sensor.event.Pod;
import java.util.List;
import java.util.Map;

/**
 * What labels of a container say of its pod. Kubelets set them on every container. A container that
 * no kubelet made has no pod: it stands for itself, with its own name and without a namespace.
 */
final class Labels {
    private static final String POD = "io.kubernetes.pod.name";
    private static final String NAMESPACE = "io.kubernetes.pod.namespace";
    private static final String UID = "io.kubernetes.pod.uid";
    private static final String CONTAINER = "io.kubernetes.container.name";

    private Labels() {}

    /** Whether Kubernetes made the container. */
    static boolean ofKubernetes(Map<String, String> labels) {
        return labels.containsKey(POD);
    }

    /** The pod as far as the labels tell it. */
    static KnownPod pod(Container container, Map<String, String> labels) {
        if (!ofKubernetes(labels)) {
            return new KnownPod(
                    new Pod("", container.name(), "", container, labels, "", "", Map.of()),
                    List.of());
        }
        Container named =
                new Container(
                        container.id(),
                        labels.getOrDefault(CONTAINER, container.name()),
                        container.imageId(),
                        container.imageName(),
                        container.startTime(),
                        container.pid(),
                        false,
                        container.privileged());
        return new KnownPod(
                new Pod(
                        labels.getOrDefault(NAMESPACE, ""),
                        labels.getOrDefault(POD, ""),
                        labels.getOrDefault(UID, ""),
                        named,
                        Map.of(),
                        "",
                        "",
                        Map.of()),
                List.of());
    }
}
