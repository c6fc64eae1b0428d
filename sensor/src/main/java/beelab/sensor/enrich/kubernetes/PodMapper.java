package beelab.sensor.enrich.kubernetes;

import beelab.sensor.enrich.PodResolver.KnownPod;
import beelab.sensor.event.Container;
import beelab.sensor.event.Pod;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From a pod of the Kubernetes API to the containers that events name. */
final class PodMapper {
    private static final String TEMPLATE_HASH = "pod-template-hash";

    private PodMapper() {}

    private record Workload(String name, String kind) {}

    /**
     * The containers of a pod that have an id, by it.
     *
     * @param annotations whether to tell the pod's annotations; the contract makes them opt-in
     */
    static Map<String, KnownPod> containers(
            io.fabric8.kubernetes.api.model.Pod pod, boolean annotations) {
        Map<String, KnownPod> known = new LinkedHashMap<>();
        if (pod.getStatus() == null || pod.getMetadata() == null) {
            return known;
        }
        Workload workload = workload(pod);
        Stream.of(
                        pod.getStatus().getInitContainerStatuses(),
                        pod.getStatus().getContainerStatuses(),
                        pod.getStatus().getEphemeralContainerStatuses())
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .forEach(status -> {
                    String id = bareId(status.getContainerID());
                    if (!id.isEmpty()) {
                        known.put(id, container(pod, status, workload, annotations));
                    }
                });
        return known;
    }

    /** A container that is about to start, and that the pod's status does not tell yet. */
    static KnownPod announced(
            io.fabric8.kubernetes.api.model.Pod pod,
            String id,
            String name,
            String image,
            boolean annotations) {
        ContainerStatus status = new ContainerStatus();
        status.setContainerID(id);
        status.setName(name);
        status.setImage(image);
        return container(pod, status, workload(pod), annotations);
    }

    /** {@code 4f1a…} of {@code containerd://4f1a…}. */
    private static String bareId(@Nullable String id) {
        return id == null ? "" : id.substring(id.lastIndexOf('/') + 1);
    }

    private static KnownPod container(
            io.fabric8.kubernetes.api.model.Pod pod,
            ContainerStatus status,
            Workload workload,
            boolean annotations) {
        io.fabric8.kubernetes.api.model.Container spec = spec(pod, text(status.getName()));
        Container container =
                new Container(
                        text(status.getContainerID()),
                        text(status.getName()),
                        text(status.getImageID()),
                        text(status.getImage()),
                        started(status),
                        null,
                        false,
                        spec == null || spec.getSecurityContext() == null
                                ? null
                                : spec.getSecurityContext().getPrivileged());
        var meta = pod.getMetadata();
        return new KnownPod(
                new Pod(
                        text(meta.getNamespace()),
                        text(meta.getName()),
                        text(meta.getUid()),
                        container,
                        meta.getLabels() == null ? Map.of() : meta.getLabels(),
                        workload.name(),
                        workload.kind(),
                        annotations && meta.getAnnotations() != null
                                ? meta.getAnnotations()
                                : Map.of()),
                probes(spec));
    }

    private static io.fabric8.kubernetes.api.model.@Nullable Container spec(
            io.fabric8.kubernetes.api.model.Pod pod, String name) {
        if (pod.getSpec() == null) {
            return null;
        }
        return Stream.of(pod.getSpec().getContainers(), pod.getSpec().getInitContainers())
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .filter(container -> name.equals(container.getName()))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Instant started(ContainerStatus status) {
        String text =
                status.getState() == null || status.getState().getRunning() == null
                        ? null
                        : status.getState().getRunning().getStartedAt();
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException _) {
            return null;
        }
    }

    /**
     * What a person would call the owner: of the ReplicaSets that Deployments make, the Deployment.
     */
    private static Workload workload(io.fabric8.kubernetes.api.model.Pod pod) {
        List<OwnerReference> owners = pod.getMetadata().getOwnerReferences();
        if (owners != null) {
            for (OwnerReference owner : owners) {
                if (Boolean.TRUE.equals(owner.getController())) {
                    String hash =
                            pod.getMetadata().getLabels() == null
                                    ? null
                                    : pod.getMetadata().getLabels().get(TEMPLATE_HASH);
                    if (owner.getKind().equals("ReplicaSet")
                            && hash != null
                            && owner.getName().endsWith("-" + hash)) {
                        int end = owner.getName().length() - hash.length() - 1;
                        return new Workload(owner.getName().substring(0, end), "Deployment");
                    }
                    return new Workload(owner.getName(), owner.getKind());
                }
            }
        }
        return new Workload(text(pod.getMetadata().getName()), "Pod");
    }

    private static List<List<String>> probes(
            io.fabric8.kubernetes.api.model.@Nullable Container spec) {
        List<List<String>> commands = new ArrayList<>();
        if (spec == null) {
            return commands;
        }
        for (Probe probe :
                new @Nullable Probe[] {
                    spec.getLivenessProbe(), spec.getReadinessProbe(), spec.getStartupProbe()
                }) {
            if (probe != null) {
                add(commands, probe.getExec());
            }
        }
        Lifecycle lifecycle = spec.getLifecycle();
        if (lifecycle != null) {
            for (LifecycleHandler handler :
                    new @Nullable LifecycleHandler[] {
                        lifecycle.getPostStart(), lifecycle.getPreStop()
                    }) {
                if (handler != null) {
                    add(commands, handler.getExec());
                }
            }
        }
        return commands;
    }

    private static void add(List<List<String>> commands, @Nullable ExecAction action) {
        if (action != null && action.getCommand() != null && !action.getCommand().isEmpty()) {
            commands.add(List.copyOf(action.getCommand()));
        }
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
