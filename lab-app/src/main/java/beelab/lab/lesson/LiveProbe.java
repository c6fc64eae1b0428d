package beelab.lab.lesson;

import beelab.lab.check.ClusterProbe;
import beelab.lab.feed.FeedState;
import beelab.lab.feed.PolicyState;
import beelab.lab.scenario.ClusterCondition;
import beelab.lab.scenario.DaemonSetCondition;
import beelab.lab.scenario.ExecCondition;
import beelab.lab.scenario.PodCondition;
import beelab.lab.scenario.PolicyCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at the real cluster, and at what the feed knows of the sensors. */
final class LiveProbe implements ClusterProbe {

    private static final int EXEC_SECONDS = 15;

    private final Supplier<Optional<KubernetesClient>> client;
    private final Supplier<FeedState> feed;
    private final Supplier<List<PolicyState>> policies;

    LiveProbe(
            Supplier<Optional<KubernetesClient>> client,
            Supplier<FeedState> feed,
            Supplier<List<PolicyState>> policies) {
        this.client = client;
        this.feed = feed;
        this.policies = policies;
    }

    @Override
    public Optional<Instant> loadedSince(String policy) {
        List<PolicyState> states = named(policy);
        return states.isEmpty() || !states.stream().allMatch(PolicyState::isEnabled)
                ? Optional.empty()
                : states.stream().map(PolicyState::since).max(Comparator.naturalOrder());
    }

    @Override
    public Optional<String> blind() {
        FeedState state = feed.get();
        return state.phase() == FeedState.Phase.CONNECTED
                ? Optional.empty()
                : Optional.of(state.message());
    }

    @Override
    public Optional<String> objection(ClusterCondition condition) {
        if (condition instanceof PolicyCondition policy) {
            return policy(policy);
        }
        Optional<KubernetesClient> connected = client.get();
        if (connected.isEmpty()) {
            return Optional.of("there is no cluster yet");
        }
        try {
            return switch (condition) {
                case PodCondition pod -> pod(connected.get(), pod);
                case DaemonSetCondition set -> daemonSet(connected.get(), set);
                case ExecCondition exec -> exec(connected.get(), exec);
                case PolicyCondition policy -> policy(policy);
            };
        } catch (KubernetesClientException e) {
            return Optional.of("the cluster answers: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    private Optional<String> policy(PolicyCondition condition) {
        Optional<String> blind = blind();
        if (blind.isPresent()) {
            return blind;
        }
        List<PolicyState> states =
                named(condition.name()).stream()
                        .filter(state -> state.namespace().equals(condition.namespace()))
                        .toList();
        boolean holds =
                switch (condition.state()) {
                    case ENABLED ->
                            !states.isEmpty() && states.stream().allMatch(PolicyState::isEnabled);
                    case LOAD_ERROR ->
                            !states.isEmpty() && states.stream().allMatch(PolicyState::isRefused);
                    case ABSENT -> states.isEmpty();
                };
        if (holds) {
            return Optional.empty();
        }
        if (states.isEmpty()) {
            return Optional.of("no sensor knows the policy " + condition.name());
        }
        PolicyState state = states.getFirst();
        return Optional.of(
                "the sensor on %s reports it as %s%s"
                        .formatted(
                                state.node(),
                                state.state(),
                                state.error().isEmpty() ? "" : ": " + state.error()));
    }

    private List<PolicyState> named(String name) {
        return policies.get().stream().filter(state -> state.name().equals(name)).toList();
    }

    private static Optional<String> pod(KubernetesClient client, PodCondition condition) {
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

    private static Optional<String> daemonSet(
            KubernetesClient client, DaemonSetCondition condition) {
        DaemonSet set =
                client.apps()
                        .daemonSets()
                        .inNamespace(condition.namespace())
                        .withName(condition.name())
                        .get();
        if (set == null) {
            return Optional.of("there is no such DaemonSet");
        }
        int wanted = orZero(set.getStatus().getDesiredNumberScheduled());
        int ready = orZero(set.getStatus().getNumberReady());
        return wanted > 0 && ready == wanted
                ? Optional.empty()
                : Optional.of("%d of %d pods are Ready".formatted(ready, wanted));
    }

    private static int orZero(@Nullable Integer number) {
        return number == null ? 0 : number;
    }

    private static Optional<String> exec(KubernetesClient client, ExecCondition condition)
            throws InterruptedException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        var pod = client.pods().inNamespace(condition.namespace()).withName(condition.pod());
        var target = condition.container().isEmpty() ? pod : pod.inContainer(condition.container());
        try (ExecWatch watch =
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
}
