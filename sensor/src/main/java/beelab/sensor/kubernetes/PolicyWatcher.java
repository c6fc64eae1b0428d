package beelab.sensor.kubernetes;

import beelab.sensor.kubernetes.PolicyStatusWriter.NodeState;
import beelab.sensor.policy.PolicyControl;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the policies that the cluster holds as custom resources, follows their changes, and writes
 * what became of them into their status.
 *
 * <p>An API server that cannot be reached, or does not have the definitions yet, is asked again and
 * again; loaded policies stay loaded meanwhile. All work is done by the thread {@code
 * policy-watcher}, so that the informers are never held up.
 */
public final class PolicyWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyWatcher.class);
    private static final String DOMAIN = "k8s";
    private static final String SOURCE = "kubernetes";
    private static final long NO_RESYNC = 0;
    private static final long FIRST_RETRY_SECONDS = 2;
    private static final long LAST_RETRY_SECONDS = 60;

    private final KubernetesClient client;
    private final PolicyControl control;
    private final PolicyStatusWriter status;
    private final Map<PolicyKind, SharedIndexInformer<GenericKubernetesResource>> informers =
            new EnumMap<>(PolicyKind.class);

    /** What was done last for each policy; belongs to the thread policy-watcher. */
    private final Map<Key, Applied> applied = new HashMap<>();

    private final ScheduledThreadPoolExecutor worker =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name("policy-watcher").daemon().factory());

    private final LongAdder changes = new LongAdder();
    private final LongAdder failures = new LongAdder();

    private record Key(PolicyKind kind, String namespace, String name) {
        static Key of(PolicyKind kind, GenericKubernetesResource resource) {
            String namespace = resource.getMetadata().getNamespace();
            return new Key(
                    kind,
                    kind.namespaced() && namespace != null ? namespace : "",
                    resource.getMetadata().getName());
        }

        @Override
        public String toString() {
            return kind.kind() + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
        }
    }

    /**
     * @param loaded text of the version that is loaded; null when none is
     */
    private record Applied(String uid, long generation, NodeState state, @Nullable String loaded) {}

    /**
     * A watcher that does nothing before {@link #start}.
     *
     * @param client stays the caller's
     * @param node name of this node, for the status
     */
    public PolicyWatcher(KubernetesClient client, PolicyControl control, String node) {
        this.client = client;
        this.control = control;
        this.status = new PolicyStatusWriter(client, node);
        worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Begins to watch. Returns at once, whether or not the API server can be reached. */
    public void start() {
        for (PolicyKind kind : PolicyKind.values()) {
            SharedIndexInformer<GenericKubernetesResource> informer =
                    client.genericKubernetesResources(kind.context())
                            .inAnyNamespace()
                            .runnableInformer(NO_RESYNC);
            informer.addEventHandler(handler(kind));
            informer.exceptionHandler((started, problem) -> {
                failures.increment();
                LOG.warn("cannot watch {}, trying again: {}", kind.plural(), reason(problem));
                return true;
            });
            informers.put(kind, informer);
            informer.start()
                    .whenComplete((ignored, problem) -> {
                        if (problem != null) {
                            LOG.error("{} are not watched: {}", kind.plural(), reason(problem));
                        }
                    });
        }
    }

    private ResourceEventHandler<GenericKubernetesResource> handler(PolicyKind kind) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(GenericKubernetesResource resource) {
                changes.increment();
                later(Key.of(kind, resource), 0, FIRST_RETRY_SECONDS);
            }

            @Override
            public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
                changes.increment();
                later(Key.of(kind, now), 0, FIRST_RETRY_SECONDS);
            }

            @Override
            public void onDelete(GenericKubernetesResource resource, boolean finalStateUnknown) {
                changes.increment();
                later(Key.of(kind, resource), 0, FIRST_RETRY_SECONDS);
            }
        };
    }

    private void later(Key key, long delaySeconds, long retrySeconds) {
        try {
            worker.schedule(() -> reconcile(key, retrySeconds), delaySeconds, TimeUnit.SECONDS);
        } catch (RejectedExecutionException closed) {
            LOG.debug("{} changed while the agent goes down", key);
        }
    }

    /** Makes the kernel agree with what the cluster holds now, whatever happened in between. */
    private void reconcile(Key key, long retrySeconds) {
        try {
            GenericKubernetesResource resource = current(key);
            if (resource == null) {
                remove(key);
                return;
            }
            String uid = resource.getMetadata().getUid();
            long generation =
                    Objects.requireNonNullElse(resource.getMetadata().getGeneration(), 0L);
            Applied before = applied.get(key);
            boolean known =
                    before != null
                            && Objects.equals(before.uid, uid)
                            && before.generation == generation;
            Applied now =
                    before != null && known
                            ? before
                            : apply(key, resource, uid, generation, before);
            applied.put(key, now);
            if (status.isWritten(resource, now.state)) {
                status.refresh(key.kind, key.namespace, key.name, resource);
            } else {
                status.write(key.kind, key.namespace, key.name, now.state);
            }
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                LOG.warn("status of {} cannot be written, trying again: {}", key, reason(e));
                later(key, retrySeconds, Math.min(LAST_RETRY_SECONDS, 2 * retrySeconds));
            }
        } catch (RuntimeException e) {
            LOG.error("{} could not be handled", key, e);
        }
    }

    private @Nullable GenericKubernetesResource current(Key key) {
        SharedIndexInformer<GenericKubernetesResource> informer = informers.get(key.kind);
        String at = key.namespace.isEmpty() ? key.name : key.namespace + "/" + key.name;
        return informer == null ? null : informer.getIndexer().getByKey(at);
    }

    private void remove(Key key) {
        if (applied.remove(key) != null && control.delete(key.name, key.namespace, DOMAIN)) {
            LOG.info("{} is unloaded: it was deleted from the cluster", key);
        }
    }

    /** Loads a new or changed policy. A change that cannot be loaded leaves the old one loaded. */
    private Applied apply(
            Key key,
            GenericKubernetesResource resource,
            String uid,
            long generation,
            @Nullable Applied before) {
        String text = text(key, resource);
        String loaded = before == null ? null : before.loaded;
        try {
            PolicyStatus now = control.replace(text, SOURCE, DOMAIN);
            return new Applied(uid, generation, state(now, generation), text);
        } catch (PolicyException e) {
            String error = problems(e);
            if (loaded != null) {
                error += "\nthe version before this change stays loaded";
            }
            return new Applied(
                    uid,
                    generation,
                    new NodeState("load_error", error, generation, List.of()),
                    loaded);
        }
    }

    /** The resource as the document that its author wrote: without what the API server adds. */
    private String text(Key key, GenericKubernetesResource resource) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", key.name);
        if (!key.namespace.isEmpty()) {
            metadata.put("namespace", key.namespace);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", PolicyKind.GROUP + "/" + PolicyKind.VERSION);
        document.put("kind", key.kind.kind());
        document.put("metadata", metadata);
        Object spec = resource.getAdditionalProperties().get("spec");
        if (spec != null) {
            document.put("spec", spec);
        }
        return client.getKubernetesSerialization().asJson(document);
    }

    private static NodeState state(PolicyStatus now, long generation) {
        List<String> hooks = new ArrayList<>();
        for (PolicyStatus.HookStatus hook : now.hooks()) {
            hooks.add(
                    hook.section()
                            + "["
                            + hook.index()
                            + "] "
                            + hook.function()
                            + ": "
                            + hook.mechanism());
        }
        return new NodeState(
                now.state().name().toLowerCase(Locale.ROOT), now.error(), generation, hooks);
    }

    /**
     * Lines and columns are those of our own text: only the fields mean something to the author.
     */
    private static String problems(PolicyException e) {
        return e.problems().stream()
                .map(p ->
                        (p.path().isEmpty() ? "" : p.path() + ": ")
                                + p.message()
                                + (p.hint().isEmpty() ? "" : " (" + p.hint() + ")"))
                .collect(Collectors.joining("\n"));
    }

    private static String reason(Throwable problem) {
        Throwable cause = problem;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    }

    /** How often the API told of a policy. */
    public long changes() {
        return changes.sum();
    }

    /** How often policies could not be read. */
    public long failures() {
        return failures.sum();
    }

    /** Stops watching. Policies stay loaded; whoever closes the control unloads them. */
    @Override
    public void close() {
        informers.values().forEach(SharedIndexInformer::stop);
        worker.shutdown();
        try {
            if (!worker.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("policy-watcher is still at work and is left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
