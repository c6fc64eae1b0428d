package beelab.lab.lesson;

import beelab.lab.check.ClusterProbe;
import beelab.lab.feed.FeedState;
import beelab.lab.feed.LabPrograms;
import beelab.lab.feed.PolicyState;
import beelab.lab.scenario.ClusterCondition;
import beelab.lab.scenario.ExecCondition;
import beelab.lab.scenario.HttpCondition;
import beelab.lab.scenario.PodCondition;
import beelab.lab.scenario.PolicyCondition;
import beelab.lab.scenario.WorkloadCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Looks at the real cluster, and at what the feed knows of the sensors. */
final class LiveProbe implements ClusterProbe {

    private final Supplier<Optional<KubernetesClient>> client;
    private final IntFunction<InetSocketAddress> nodePort;
    private final Supplier<FeedState> feed;
    private final Supplier<List<PolicyState>> policies;
    private final LabPrograms programs;

    LiveProbe(
            Supplier<Optional<KubernetesClient>> client,
            IntFunction<InetSocketAddress> nodePort,
            Supplier<FeedState> feed,
            Supplier<List<PolicyState>> policies,
            LabPrograms programs) {
        this.client = client;
        this.nodePort = nodePort;
        this.feed = feed;
        this.policies = policies;
        this.programs = programs;
    }

    @Override
    public Optional<Instant> loadedSince(String policy) {
        List<PolicyState> states = named(policy);
        return states.isEmpty() || !states.stream().allMatch(PolicyState::isEnabled)
                ? Optional.empty()
                : states.stream().map(PolicyState::since).max(Comparator.naturalOrder());
    }

    @Override
    public List<String> podAddresses(String selector) {
        try {
            return client.get().map(c -> WorkloadProbe.addresses(c, selector)).orElse(List.of());
        } catch (KubernetesClientException _) {
            return List.of();
        }
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
                case PodCondition pod -> WorkloadProbe.pod(connected.get(), pod);
                case WorkloadCondition workload ->
                        WorkloadProbe.workload(connected.get(), workload);
                case ExecCondition exec -> WorkloadProbe.exec(connected.get(), exec, programs);
                case HttpCondition http -> HttpProbe.objection(nodePort.apply(http.port()), http);
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
}
