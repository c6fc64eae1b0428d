package beelab.sensor.enrich.runtime;

import beelab.sensor.enrich.PodResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names of containers from Docker and containerd. Whoever asks is answered from memory; what is not
 * there is looked up on a thread of its own, and the event waits for it as it would for a pod. Also
 * a container that no runtime knows is remembered, for a while: its events must not wait each time.
 */
public final class ContainerNames implements PodResolver, AutoCloseable {
    /** Where runtimes listen on most machines. */
    public static final List<String> USUAL =
            List.of("docker:///run/docker.sock", "containerd:///run/containerd/containerd.sock");

    private static final Logger LOG = LoggerFactory.getLogger(ContainerNames.class);
    private static final int CAPACITY = 4096;
    private static final Duration ASK_AGAIN = Duration.ofSeconds(30);

    private final List<ContainerRuntime> runtimes;
    private final boolean leavePods;
    private final LongSupplier nanoTime;
    private final ExecutorService lookUps =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("container-names").daemon().factory());
    private final Map<String, Answer> answers =
            Collections.synchronizedMap(
                    new LinkedHashMap<>(64, 0.75f, true) {
                        private static final long serialVersionUID = 1L;

                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
                            return size() > CAPACITY;
                        }
                    });
    private volatile String lastProblem = "";

    /**
     * @param pod null when no runtime knows the container, or while it is being asked
     * @param asking whether a runtime is being asked
     */
    private record Answer(@Nullable KnownPod pod, boolean asking, long since) {}

    ContainerNames(List<ContainerRuntime> runtimes, boolean leavePods, LongSupplier nanoTime) {
        this.runtimes = runtimes;
        this.leavePods = leavePods;
        this.nanoTime = nanoTime;
    }

    /**
     * Prepares to ask runtimes; nothing is asked before the first container is seen.
     *
     * @param addresses such as {@code docker:///run/docker.sock}; those without a socket are left
     *     out
     * @param leavePods whether containers of Kubernetes are left to somebody who knows more of them
     * @throws IllegalArgumentException for another kind of address
     */
    public static ContainerNames of(List<String> addresses, boolean leavePods) {
        List<ContainerRuntime> runtimes = new ArrayList<>();
        for (String address : addresses) {
            int colon = address.indexOf("://");
            Path socket = Path.of(colon < 0 ? "" : address.substring(colon + 3));
            String kind = colon < 0 ? "" : address.substring(0, colon);
            if (!kind.equals("docker") && !kind.equals("containerd")) {
                throw new IllegalArgumentException(
                        address
                                + ": expected docker:///SOCKET or containerd:///SOCKET, auto or"
                                + " none");
            }
            if (Files.exists(socket)) {
                runtimes.add(
                        kind.equals("docker")
                                ? new DockerRuntime(socket)
                                : new ContainerdRuntime(socket));
            }
        }
        return new ContainerNames(runtimes, leavePods, System::nanoTime);
    }

    @Override
    public @Nullable KnownPod find(String containerId) {
        Answer answer = answers.get(containerId);
        if (answer != null && answer.pod() != null) {
            return answer.pod();
        }
        if (!runtimes.isEmpty()
                && (answer == null
                        || (!answer.asking()
                                && nanoTime.getAsLong() - answer.since() > ASK_AGAIN.toNanos()))) {
            answers.put(containerId, new Answer(null, true, nanoTime.getAsLong()));
            try {
                lookUps.execute(() -> lookUp(containerId));
            } catch (RejectedExecutionException _) {
                // The agent stops: the event goes out without a name.
            }
        }
        return null;
    }

    @Override
    public boolean mayStillFind(String containerId) {
        Answer answer = answers.get(containerId);
        return !runtimes.isEmpty() && (answer == null || answer.pod() != null || answer.asking());
    }

    private void lookUp(String id) {
        KnownPod found = null;
        for (ContainerRuntime runtime : runtimes) {
            try {
                Optional<KnownPod> told = runtime.find(id);
                if (told.isPresent()) {
                    boolean ofPod = !told.get().pod().namespace().isEmpty();
                    found = ofPod && leavePods ? null : told.get();
                    break;
                }
            } catch (IOException | RuntimeException e) {
                String problem = runtime + ": " + e.getMessage();
                if (!problem.equals(lastProblem)) {
                    lastProblem = problem;
                    LOG.warn("containers have no names, {}", problem);
                }
            }
        }
        answers.put(id, new Answer(found, false, nanoTime.getAsLong()));
    }

    @Override
    public void close() {
        lookUps.shutdownNow();
        runtimes.forEach(ContainerRuntime::close);
    }
}
