package beelab.lab.lesson;

import beelab.lab.feed.LabPrograms;
import beelab.lab.scenario.ExecCondition;
import beelab.lab.scenario.PodCondition;
import beelab.lab.scenario.WorkloadCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Looks at pods and what makes them. Each answer is an objection, empty when there is none. */
final class WorkloadProbe {

    private static final int EXEC_SECONDS = 15;

    private WorkloadProbe() {}

    static Optional<String> pod(KubernetesClient client, PodCondition condition) {
        Pod pod = client.pods().inNamespace(condition.namespace()).withName(condition.name()).get();
        return switch (condition.state()) {
            case ABSENT -> pod == null ? Optional.empty() : Optional.of("the pod is still there");
            case READY -> {
                if (pod == null) {
                    yield Optional.of("there is no such pod");
                }
                yield Readiness.isPodReady(pod)
                        ? Optional.empty()
                        : Optional.of("the pod is " + pod.getStatus().getPhase());
            }
        };
    }

    static Optional<String> workload(KubernetesClient client, WorkloadCondition condition) {
        return switch (condition.kind()) {
            case DAEMONSET -> {
                DaemonSet set =
                        client.apps()
                                .daemonSets()
                                .inNamespace(condition.namespace())
                                .withName(condition.name())
                                .get();
                yield set == null
                        ? missing(condition)
                        : ready(
                                condition,
                                orZero(set.getStatus().getDesiredNumberScheduled()),
                                orZero(set.getStatus().getNumberReady()));
            }
            case DEPLOYMENT -> {
                Deployment deployment = deployment(client, condition.namespace(), condition.name());
                yield deployment == null
                        ? missing(condition)
                        : ready(
                                condition,
                                orZero(deployment.getSpec().getReplicas()),
                                orZero(deployment.getStatus().getReadyReplicas()));
            }
        };
    }

    private static Optional<String> missing(WorkloadCondition condition) {
        return condition.state() == PodCondition.State.ABSENT
                ? Optional.empty()
                : Optional.of("there is no such " + condition.kind().key());
    }

    private static Optional<String> ready(WorkloadCondition condition, int wanted, int ready) {
        if (condition.state() == PodCondition.State.ABSENT) {
            return Optional.of("the %s is still there".formatted(condition.kind().key()));
        }
        return wanted > 0 && ready == wanted
                ? Optional.empty()
                : Optional.of("%d of %d pods are Ready".formatted(ready, wanted));
    }

    private static int orZero(@Nullable Integer number) {
        return number == null ? 0 : number;
    }

    private static @Nullable Deployment deployment(
            KubernetesClient client, String namespace, String name) {
        return client.apps().deployments().inNamespace(namespace).withName(name).get();
    }

    /**
     * @param programs hears of what is run, so that its events are known for the lab's own
     */
    static Optional<String> exec(
            KubernetesClient client, ExecCondition condition, LabPrograms programs)
            throws InterruptedException {
        String name = condition.name();
        if (condition.deployment()) {
            Deployment deployment = deployment(client, condition.namespace(), name);
            List<Pod> ready =
                    deployment == null
                            ? List.of()
                            : client
                                    .pods()
                                    .inNamespace(condition.namespace())
                                    .withLabelSelector(deployment.getSpec().getSelector())
                                    .list()
                                    .getItems()
                                    .stream()
                                    .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                                    .filter(Readiness::isPodReady)
                                    .toList();
            if (ready.isEmpty()) {
                return Optional.of("no pod of the deployment is Ready");
            }
            name = ready.getFirst().getMetadata().getName();
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        var pod = client.pods().inNamespace(condition.namespace()).withName(name);
        var target = condition.container().isEmpty() ? pod : pod.inContainer(condition.container());
        try (LabPrograms.Running _ =
                        programs.announce(condition.namespace(), name, condition.command());
                ExecWatch watch =
                        target.writingOutput(output)
                                .writingError(output)
                                .exec(condition.command().toArray(String[]::new))) {
            int exit = watch.exitCode().get(EXEC_SECONDS, TimeUnit.SECONDS);
            if (exit == condition.exit()) {
                return Optional.empty();
            }
            String text = output.toString(StandardCharsets.UTF_8).strip();
            return Optional.of(
                    "it exited with %d%s".formatted(exit, text.isEmpty() ? "" : ": " + text));
        } catch (TimeoutException _) {
            return Optional.of("it did not end within %d s".formatted(EXEC_SECONDS));
        } catch (ExecutionException e) {
            return Optional.of("it could not be run: " + e.getMessage());
        }
    }

    /** Addresses of the pods with these labels, in any namespace. */
    static List<String> addresses(KubernetesClient client, String selector) {
        return client.pods().inAnyNamespace().withLabelSelector(selector).list().getItems().stream()
                .map(pod -> pod.getStatus().getPodIP())
                .filter(address -> address != null && !address.isEmpty())
                .toList();
    }
}
