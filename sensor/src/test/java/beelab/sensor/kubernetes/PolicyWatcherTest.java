package beelab.sensor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import beelab.sensor.policy.PolicyControl;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.PolicyReader;
import beelab.sensor.policy.PolicyStatus;
import beelab.sensor.policy.TracingPolicy;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PolicyWatcherTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final KubernetesMockServer server =
            new KubernetesMockServer(
                    new Context(),
                    new MockWebServer(),
                    new HashMap<>(),
                    new KubernetesMixedDispatcher(new HashMap<>()),
                    false);
    private final Loaded control = new Loaded();
    private KubernetesClient client;
    private PolicyWatcher watcher;

    /** Loads what the reader accepts, as the registry does without a kernel. */
    private static final class Loaded implements PolicyControl {
        private final Map<String, TracingPolicy> policies = new LinkedHashMap<>();
        private final List<String> deleted = new ArrayList<>();

        @Override
        public synchronized PolicyStatus add(String yaml, String source, String domain)
                throws PolicyException {
            TracingPolicy policy = PolicyReader.read(yaml, source);
            String key = policy.namespace() + "/" + policy.name();
            if (policies.containsKey(key)) {
                throw new PolicyException(policy.problem("metadata.name", "is loaded already", ""));
            }
            if (policy.spec().hooks().getFirst().target().equals("sys_none")) {
                throw new PolicyException(
                        new PolicyProblem(
                                source, 1, 9, "spec.kprobes[0].call", "no such call", ""));
            }
            policies.put(key, policy);
            return status(policy);
        }

        @Override
        public synchronized PolicyStatus replace(String yaml, String source, String domain)
                throws PolicyException {
            TracingPolicy policy = PolicyReader.read(yaml, source);
            String key = policy.namespace() + "/" + policy.name();
            TracingPolicy before = policies.remove(key);
            try {
                return add(yaml, source, domain);
            } catch (PolicyException e) {
                if (before != null) {
                    policies.put(key, before);
                }
                throw e;
            }
        }

        @Override
        public void enable(String name, String namespace, String domain) {
            throw new UnsupportedOperationException("the watcher enables nothing");
        }

        @Override
        public void disable(String name, String namespace, String domain) {
            throw new UnsupportedOperationException("the watcher disables nothing");
        }

        @Override
        public void setMode(String name, String namespace, String domain, PolicyStatus.Mode mode) {
            throw new UnsupportedOperationException("the watcher sets no mode");
        }

        private static PolicyStatus status(TracingPolicy policy) {
            return new PolicyStatus(
                    1,
                    policy.name(),
                    policy.namespace(),
                    "k8s",
                    PolicyStatus.State.ENABLED,
                    PolicyStatus.Mode.ENFORCE,
                    "",
                    0,
                    0,
                    List.of(
                            new PolicyStatus.HookStatus(
                                    "kprobes",
                                    0,
                                    policy.spec().hooks().getFirst().target(),
                                    "tracepoint")),
                    PolicyStatus.ActionCounters.ZERO);
        }

        @Override
        public synchronized boolean delete(String name, String namespace, String domain) {
            boolean known = policies.remove(namespace + "/" + name) != null;
            if (known) {
                deleted.add(name);
            }
            return known;
        }

        @Override
        public synchronized List<PolicyStatus> list() {
            return policies.values().stream().map(Loaded::status).toList();
        }

        synchronized List<String> targets() {
            return policies.values().stream()
                    .map(policy -> policy.spec().hooks().getFirst().target())
                    .toList();
        }
    }

    @BeforeEach
    void start() {
        server.init();
        client = server.createClient();
        for (PolicyKind kind : PolicyKind.values()) {
            client.resource(
                            Serialization.unmarshal(
                                    PolicyCrds.yaml(kind), CustomResourceDefinition.class))
                    .create();
        }
        watcher = new PolicyWatcher(client, control, "node-1");
    }

    @AfterEach
    void stop() {
        watcher.close();
        client.close();
        server.destroy();
    }

    private Resource<GenericKubernetesResource> resource(PolicyKind kind, String name) {
        var all = client.genericKubernetesResources(kind.context());
        return kind.namespaced() ? all.inNamespace("shop").withName(name) : all.withName(name);
    }

    private void create(PolicyKind kind, String name, String call) {
        String yaml =
                """
                apiVersion: cilium.io/v1alpha1
                kind: %s
                metadata: {name: %s, generation: 1}
                spec:
                  kprobes:
                  - call: %s
                """
                        .formatted(kind.kind(), name, call);
        GenericKubernetesResource policy =
                Serialization.unmarshal(yaml, GenericKubernetesResource.class);
        var all = client.genericKubernetesResources(kind.context());
        if (kind.namespaced()) {
            all.inNamespace("shop").resource(policy).create();
        } else {
            all.resource(policy).create();
        }
    }

    private void change(PolicyKind kind, String name, String call, long generation) {
        resource(kind, name)
                .edit(policy -> {
                    policy.getMetadata().setGeneration(generation);
                    policy.setAdditionalProperty(
                            "spec", Map.of("kprobes", List.of(Map.of("call", call))));
                    return policy;
                });
    }

    private Object status(PolicyKind kind, String name, Object... path) {
        List<Object> full = new ArrayList<>(List.of("status"));
        full.addAll(List.of(path));
        GenericKubernetesResource there = Objects.requireNonNull(resource(kind, name).get());
        Object value = there.get(full.toArray());
        return value == null ? "" : value;
    }

    private void awaitStatus(PolicyKind kind, String name, String state) {
        await().atMost(SOON).until(() -> status(kind, name, "state").equals(state));
    }

    @Test
    void a_policy_is_loaded_and_its_status_tells_how() {
        watcher.start();
        create(PolicyKind.CLUSTER_WIDE, "observe", "sys_symlinkat");

        awaitStatus(PolicyKind.CLUSTER_WIDE, "observe", "enabled");
        assertThat(control.targets()).containsExactly("sys_symlinkat");
        assertThat(status(PolicyKind.CLUSTER_WIDE, "observe", "nodes", "node-1", "hooks"))
                .isEqualTo(List.of("kprobes[0] sys_symlinkat: tracepoint"));
    }

    @Test
    void a_policy_that_was_there_before_the_agent_is_loaded_too() {
        create(PolicyKind.NAMESPACED, "observe", "sys_symlinkat");
        watcher.start();

        awaitStatus(PolicyKind.NAMESPACED, "observe", "enabled");
        assertThat(control.list().getFirst().namespace()).isEqualTo("shop");
    }

    @Test
    void a_refused_policy_tells_its_error_by_field() {
        watcher.start();
        create(PolicyKind.CLUSTER_WIDE, "wrong", "tcp_connect");

        awaitStatus(PolicyKind.CLUSTER_WIDE, "wrong", "load_error");
        assertThat(status(PolicyKind.CLUSTER_WIDE, "wrong", "error").toString())
                .startsWith("spec.kprobes[0].call: \"tcp_connect\" is not a system call")
                .contains("syscall: false");
    }

    @Test
    void a_changed_policy_replaces_the_old_one() {
        watcher.start();
        create(PolicyKind.CLUSTER_WIDE, "p", "sys_symlinkat");
        awaitStatus(PolicyKind.CLUSTER_WIDE, "p", "enabled");

        change(PolicyKind.CLUSTER_WIDE, "p", "sys_linkat", 2);

        await().atMost(SOON).until(() -> control.targets().equals(List.of("sys_linkat")));
    }

    @Test
    void a_change_that_cannot_be_loaded_leaves_the_old_policy_in_force() {
        watcher.start();
        create(PolicyKind.CLUSTER_WIDE, "p", "sys_symlinkat");
        awaitStatus(PolicyKind.CLUSTER_WIDE, "p", "enabled");

        change(PolicyKind.CLUSTER_WIDE, "p", "sys_none", 2);

        awaitStatus(PolicyKind.CLUSTER_WIDE, "p", "load_error");
        assertThat(status(PolicyKind.CLUSTER_WIDE, "p", "nodes", "node-1", "error").toString())
                .contains("no such call")
                .contains("the version before this change stays loaded");
        assertThat(control.targets()).containsExactly("sys_symlinkat");
    }

    @Test
    void a_deleted_policy_is_unloaded() {
        watcher.start();
        create(PolicyKind.NAMESPACED, "p", "sys_symlinkat");
        awaitStatus(PolicyKind.NAMESPACED, "p", "enabled");

        resource(PolicyKind.NAMESPACED, "p").delete();

        await().atMost(SOON).until(() -> control.targets().isEmpty());
    }

    @Test
    void the_status_that_the_watcher_writes_does_not_make_it_load_again() throws Exception {
        watcher.start();
        create(PolicyKind.CLUSTER_WIDE, "p", "sys_symlinkat");
        awaitStatus(PolicyKind.CLUSTER_WIDE, "p", "enabled");
        Thread.sleep(500);

        assertThat(control.deleted).isEmpty();
    }

    @Test
    void without_an_api_server_the_watcher_starts_and_goes_on_trying() throws Exception {
        server.shutdown();

        watcher.start();
        Thread.sleep(500);

        assertThat(control.targets()).isEmpty();
    }
}
