package beelab.sensor.event;

import java.util.Map;

/**
 * The Kubernetes pod of a process.
 *
 * @param workload name of the object that owns the pod, such as a Deployment's; the pod's own name
 *     when nothing owns it
 * @param workloadKind kind of that object
 */
public record Pod(
        String namespace,
        String name,
        String uid,
        Container container,
        Map<String, String> labels,
        String workload,
        String workloadKind,
        Map<String, String> annotations) {
    public Pod {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** The same pod as a process in one of its containers sees it. */
    public Pod in(Container itsContainer) {
        return new Pod(
                namespace, name, uid, itsContainer, labels, workload, workloadKind, annotations);
    }
}
