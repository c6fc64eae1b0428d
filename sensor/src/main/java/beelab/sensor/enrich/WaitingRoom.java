package beelab.sensor.enrich;

import beelab.sensor.event.Container;
import beelab.sensor.event.Event;
import beelab.sensor.event.EventKind;
import beelab.sensor.event.Pod;
import beelab.sensor.process.Execution;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where events wait for the pod of their process. Kubernetes tells the id of a container a moment
 * after its first process has run. Events of other containers do not wait; the events of one
 * container keep their order. An event that waited too long, or that is pushed out because too many
 * wait, goes out without its pod, but with the field {@code docker} as the mark of it.
 *
 * <p>Belongs to the reader thread.
 */
public final class WaitingRoom {
    /**
     * How long an event waits unless told otherwise. Kubelets report a new container after one to
     * three seconds.
     */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How many events wait at most. */
    public static final int SEATS = 1024;

    private final PodResolver pods;
    private final Consumer<Event> out;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private final Map<String, ArrayDeque<Waiting>> byContainer = new LinkedHashMap<>();
    private int seatsTaken;
    private long admitted;
    private final Map<EventKind, Long> leftWithoutPod = new EnumMap<>(EventKind.class);

    /** An event is made when it leaves: only then its process knows its pod. */
    private record Waiting(Execution execution, Supplier<Event> event, long deadline) {}

    /**
     * @param patience how long an event waits at most
     * @param nanoTime a clock that only runs forward, such as {@code System::nanoTime}
     */
    public WaitingRoom(
            PodResolver pods, Consumer<Event> out, Duration patience, LongSupplier nanoTime) {
        this.pods = pods;
        this.out = out;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /** Sends an event on, at once when everything about its process is known. */
    void send(@Nullable Execution execution, Supplier<Event> event) {
        if (execution == null || execution.containerId().isEmpty()) {
            out.accept(event.get());
            return;
        }
        String container = execution.containerId();
        ArrayDeque<Waiting> queue = byContainer.get(container);
        if (resolve(execution)) {
            if (queue != null) {
                byContainer.remove(container);
                seatsTaken -= queue.size();
                queue.forEach(this::leave);
            }
            out.accept(event.get());
            return;
        }
        if (queue == null && !pods.mayStillFind(container)) {
            out.accept(event.get());
            return;
        }
        if (seatsTaken >= SEATS) {
            pushOutOldest();
        }
        byContainer
                .computeIfAbsent(container, id -> new ArrayDeque<>())
                .add(new Waiting(execution, event, nanoTime.getAsLong() + patience.toNanos()));
        seatsTaken++;
        admitted++;
    }

    /** Lets out whose pod is known by now, or whose time is up; called several times a second. */
    public void tick() {
        if (seatsTaken == 0) {
            return;
        }
        long now = nanoTime.getAsLong();
        for (Iterator<ArrayDeque<Waiting>> queues = byContainer.values().iterator();
                queues.hasNext(); ) {
            ArrayDeque<Waiting> queue = queues.next();
            Execution first = queue.getFirst().execution();
            boolean known = resolve(first) || !pods.mayStillFind(first.containerId());
            while (!queue.isEmpty() && (known || queue.getFirst().deadline() - now <= 0)) {
                seatsTaken--;
                leave(queue.removeFirst());
            }
            if (queue.isEmpty()) {
                queues.remove();
            }
        }
    }

    /** Lets everybody out: the agent stops. */
    public void flush() {
        byContainer.values().forEach(queue -> queue.forEach(this::leave));
        byContainer.clear();
        seatsTaken = 0;
    }

    /** What it has done so far. */
    public Statistics statistics() {
        return new Statistics(seatsTaken, admitted, Map.copyOf(leftWithoutPod));
    }

    /**
     * @param waiting events that wait now
     * @param admitted events that had to wait
     * @param leftWithoutPod events that went out without the pod that they should have had, by kind
     */
    public record Statistics(int waiting, long admitted, Map<EventKind, Long> leftWithoutPod) {}

    private void pushOutOldest() {
        Iterator<ArrayDeque<Waiting>> queues = byContainer.values().iterator();
        ArrayDeque<Waiting> oldest = queues.next();
        seatsTaken--;
        leave(oldest.removeFirst());
        if (oldest.isEmpty()) {
            queues.remove();
        }
    }

    private void leave(Waiting waiting) {
        boolean known = resolve(waiting.execution());
        Event event = waiting.event().get();
        if (!known) {
            leftWithoutPod.merge(event.kind(), 1L, Long::sum);
        }
        out.accept(event);
    }

    /** Gives a process its pod; false when the pod is not known. */
    private boolean resolve(Execution execution) {
        if (execution.pod() != null) {
            return true;
        }
        PodResolver.KnownPod known = pods.find(execution.containerId());
        if (known == null) {
            return false;
        }
        execution.setPod(seenBy(execution, known));
        Execution parent = execution.parent();
        if (parent != null
                && parent.pod() == null
                && parent.containerId().equals(execution.containerId())) {
            parent.setPod(seenBy(parent, known));
        }
        return true;
    }

    private static Pod seenBy(Execution execution, PodResolver.KnownPod known) {
        Container container =
                known.pod()
                        .container()
                        .of(
                                execution.namespacePid() == 0 ? null : execution.namespacePid(),
                                looksLikeProbe(execution, known.probes()));
        return known.pod().in(container);
    }

    private static boolean looksLikeProbe(Execution execution, List<List<String>> probes) {
        if (probes.isEmpty()) {
            return false;
        }
        String binary = execution.asRelative().binary();
        String arguments = execution.asRelative().arguments();
        return probes.stream()
                .anyMatch(probe ->
                        !probe.isEmpty()
                                && (binary.equals(probe.getFirst())
                                        || binary.endsWith("/" + probe.getFirst()))
                                && arguments.equals(
                                        String.join(" ", probe.subList(1, probe.size()))));
    }
}
