package beelab.sensor.enrich.kubernetes;

import beelab.sensor.enrich.PodResolver;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the pods of one node. While the API server cannot be reached it tries again by itself;
 * the pods that were known stay known.
 */
public final class PodWatcher implements PodResolver, AutoCloseable {
    /** How long the containers of a deleted pod stay known: their last events may be late. */
    static final Duration GRACE = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(PodWatcher.class);
    private static final long NO_RESYNC = 0;

    private final KubernetesClient client;
    private final ContainerListener listener;
    private final boolean annotations;
    private final LongSupplier nanoTime;
    private final SharedIndexInformer<Pod> informer;
    private final ConcurrentHashMap<String, KnownPod> byContainer = new ConcurrentHashMap<>();

    // Of the informer's thread only.
    private final Map<String, Set<String>> containersByPod = new HashMap<>();
    private final ArrayDeque<Gone> gone = new ArrayDeque<>();

    private final LongAdder changes = new LongAdder();
    private final LongAdder failures = new LongAdder();

    private record Gone(String containerId, long since) {}

    /** A watcher that does not watch yet. */
    PodWatcher(
            KubernetesClient client,
            String nodeName,
            ContainerListener listener,
            boolean annotations,
            LongSupplier nanoTime) {
        this.client = client;
        this.listener = listener;
        this.annotations = annotations;
        this.nanoTime = nanoTime;
        this.informer =
                client.pods()
                        .inAnyNamespace()
                        .withField("spec.nodeName", nodeName)
                        .runnableInformer(NO_RESYNC);
        informer.addEventHandler(handler());
        informer.exceptionHandler((started, problem) -> {
            failures.increment();
            LOG.warn(
                    "pods of node {} cannot be read, trying again: {}",
                    nodeName,
                    problem.getMessage());
            return true;
        });
    }

    /**
     * Starts to watch in the background.
     *
     * @param nodeName the node's name in Kubernetes
     * @param annotations whether events tell the pods' annotations
     */
    public static PodWatcher start(
            KubernetesClient client,
            String nodeName,
            ContainerListener listener,
            boolean annotations) {
        PodWatcher watcher =
                new PodWatcher(client, nodeName, listener, annotations, System::nanoTime);
        watcher.informer
                .start()
                .whenComplete((_, problem) -> {
                    if (problem == null) {
                        LOG.info(
                                "{} containers of node {} are known",
                                watcher.byContainer.size(),
                                nodeName);
                    }
                });
        return watcher;
    }

    /** What the informer tells comes here, on one thread. */
    ResourceEventHandler<Pod> handler() {
        return new Handler();
    }

    @Override
    public @Nullable KnownPod find(String containerId) {
        return byContainer.get(containerId);
    }

    @Override
    public boolean mayStillFind(String containerId) {
        return true;
    }

    /**
     * Takes note of a container that is about to start, before the pod's status tells of it. The
     * pod is asked for when it is not known yet, which takes a moment: not for the reader thread.
     *
     * @return false when there is no such pod
     */
    public boolean announce(
            String containerId, String name, String image, String namespace, String podName) {
        Pod pod = informer.getIndexer().getByKey(namespace + "/" + podName);
        if (pod == null) {
            pod = client.pods().inNamespace(namespace).withName(podName).get();
        }
        if (pod == null) {
            return false;
        }
        KnownPod known = PodMapper.announced(pod, containerId, name, image, annotations);
        if (byContainer.putIfAbsent(containerId, known) == null) {
            listener.running(containerId, known.pod());
        }
        return true;
    }

    /** Whether the first list of pods has been read. */
    public boolean hasSynced() {
        return informer.hasSynced();
    }

    /** How many containers are known, those of deleted pods included for a while. */
    public int containers() {
        return byContainer.size();
    }

    /** How often the API told of a pod. */
    public long changes() {
        return changes.sum();
    }

    /** How often pods could not be read. */
    public long failures() {
        return failures.sum();
    }

    @Override
    public void close() {
        informer.close();
    }

    private void seen(Pod pod) {
        changes.increment();
        removeLongGone();
        Map<String, KnownPod> now = PodMapper.containers(pod, annotations);
        now.forEach((id, known) -> {
            if (!known.equals(byContainer.put(id, known))) {
                listener.running(id, known.pod());
            }
        });
        Set<String> before =
                containersByPod.put(pod.getMetadata().getUid(), Set.copyOf(now.keySet()));
        if (before != null) {
            before.stream().filter(id -> !now.containsKey(id)).forEach(this::gone);
        }
    }

    private void gone(String containerId) {
        listener.gone(containerId);
        gone.add(new Gone(containerId, nanoTime.getAsLong()));
    }

    private void removeLongGone() {
        long now = nanoTime.getAsLong();
        while (!gone.isEmpty() && now - gone.getFirst().since() > GRACE.toNanos()) {
            byContainer.remove(gone.removeFirst().containerId());
        }
    }

    /** What the informer tells. */
    private final class Handler implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            seen(pod);
        }

        @Override
        public void onUpdate(Pod before, Pod pod) {
            seen(pod);
        }

        @Override
        public void onDelete(Pod pod, boolean finalStateUnknown) {
            changes.increment();
            removeLongGone();
            Set<String> containers = containersByPod.remove(pod.getMetadata().getUid());
            if (containers != null) {
                containers.forEach(PodWatcher.this::gone);
            }
            listener.podGone(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
        }
    }
}
