package beelab.sensor.metrics;

import beelab.sensor.event.Argument;
import beelab.sensor.event.Event;
import beelab.sensor.event.Pod;
import beelab.sensor.event.Process;
import beelab.sensor.pipeline.EventSink;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts events as they pass. Any thread may count; a scrape reads meanwhile. */
public final class EventMetrics implements EventSink {
    /** How long the series of a deleted pod stay: its last events, and one more scrape. */
    static final Duration GRACE = Duration.ofMinutes(1);

    /** Combinations of labels of one metric. */
    static final int MAX_SERIES = 10_000;

    private static final int NAMESPACE_FROM_END = 5;
    private static final int POD_FROM_END = 3;
    private static final List<String> SYSCALL_PREFIXES = List.of("__x64_sys_", "__ia32_sys_");

    private final String node;
    private final LabelFilter filter;
    private final boolean perEvent;
    private final LongSupplier nanoTime;
    private final Series events;
    private final Series policyEvents;
    private final Series syscalls;
    private final ConcurrentHashMap<String, LongAdder> lost = new ConcurrentHashMap<>();
    private final LongAdder unknownProcesses = new LongAdder();
    private final ArrayDeque<Gone> gone = new ArrayDeque<>();

    private record Gone(String namespace, String pod, long since) {}

    /**
     * @param perEvent whether events are counted by type and process; losses always are
     * @param nanoTime a clock that only runs forward
     */
    public EventMetrics(String node, LabelFilter filter, boolean perEvent, LongSupplier nanoTime) {
        this(node, filter, perEvent, MAX_SERIES, nanoTime);
    }

    EventMetrics(
            String node,
            LabelFilter filter,
            boolean perEvent,
            int maxSeries,
            LongSupplier nanoTime) {
        this.node = node;
        this.filter = filter;
        this.perEvent = perEvent;
        this.nanoTime = nanoTime;
        this.events = new Series(Metric.EVENTS, maxSeries);
        this.policyEvents = new Series(Metric.POLICY_EVENTS, maxSeries);
        this.syscalls = new Series(Metric.SYSCALLS, maxSeries);
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.Loss loss) {
            lost.computeIfAbsent(loss.cause(), _ -> new LongAdder()).add(loss.dropped());
        }
        Process process = event instanceof Event.OfProcess caused ? caused.process() : null;
        if (process != null && !process.known()) {
            unknownProcesses.increment();
        }
        if (!perEvent) {
            return;
        }
        String type = event.kind().name();
        events.increment(labels(process, type), coarse(type));
        if (event instanceof Event.OfPolicy ofPolicy) {
            String policy = ofPolicy.hit().policyName();
            String hook = hook(ofPolicy);
            policyEvents.increment(labels(process, policy, hook), coarse(policy, hook));
        }
        String syscall = syscall(event);
        if (!syscall.isEmpty()) {
            syscalls.increment(labels(process, syscall), coarse(syscall));
        }
    }

    /** A pod was deleted: its series end after a while. */
    public void podGone(String namespace, String pod) {
        synchronized (gone) {
            gone.add(new Gone(namespace, pod, nanoTime.getAsLong()));
        }
    }

    /** Writes all counts. */
    public void into(Samples samples) {
        removeLongGone();
        events.into(samples);
        policyEvents.into(samples);
        syscalls.into(samples);
        samples.put(Metric.EVENTS_MISSING_PROCESS, unknownProcesses.sum());
        lost.forEach((cause, count) -> samples.put(Metric.EVENTS_LOST, count.sum(), cause));
    }

    private void removeLongGone() {
        long now = nanoTime.getAsLong();
        synchronized (gone) {
            while (!gone.isEmpty() && now - gone.getFirst().since() > GRACE.toNanos()) {
                Gone pod = gone.removeFirst();
                List.of(events, policyEvents, syscalls)
                        .forEach(series -> series.removeIf(labels -> isOf(pod, labels)));
            }
        }
    }

    private static boolean isOf(Gone pod, List<String> labels) {
        return labels.get(labels.size() - POD_FROM_END).equals(pod.pod())
                && (labels.get(labels.size() - NAMESPACE_FROM_END).equals(pod.namespace())
                        || labels.get(labels.size() - NAMESPACE_FROM_END).isEmpty());
    }

    private List<String> labels(@Nullable Process process, String first) {
        Pod pod = process == null ? null : process.pod();
        return List.of(first, namespace(pod), workload(pod), pod(pod), binary(process), node);
    }

    private List<String> labels(@Nullable Process process, String first, String second) {
        Pod pod = process == null ? null : process.pod();
        return List.of(
                first, second, namespace(pod), workload(pod), pod(pod), binary(process), node);
    }

    private String namespace(@Nullable Pod pod) {
        return pod == null ? "" : filter.namespace(pod.namespace());
    }

    private String workload(@Nullable Pod pod) {
        return pod == null ? "" : filter.workload(pod.workload());
    }

    private String pod(@Nullable Pod pod) {
        return pod == null ? "" : filter.pod(pod.name());
    }

    private String binary(@Nullable Process process) {
        return process == null ? "" : filter.binary(process.binary());
    }

    private List<String> coarse(String first) {
        return List.of(first, "", "", "", "", node);
    }

    private List<String> coarse(String first, String second) {
        return List.of(first, second, "", "", "", "", node);
    }

    /** As Tetragon writes it: the kind of hook, and the function. */
    private static String hook(Event.OfPolicy event) {
        return switch (event) {
            case Event.Kprobe kprobe -> "kprobe:" + kprobe.functionName();
            case Event.Tracepoint point -> "tracepoint:" + point.subsystem() + "/" + point.event();
            case Event.Lsm lsm -> "lsm:" + lsm.functionName();
            case Event.Uprobe uprobe -> "uprobe:" + uprobe.path() + "/" + uprobe.symbol();
            case Event.Usdt usdt ->
                    "usdt:" + usdt.path() + "/" + usdt.provider() + "/" + usdt.name();
        };
    }

    /** Name of the call, whose hook is on the call itself or on the entry of all calls. */
    private static String syscall(Event event) {
        return switch (event) {
            case Event.Kprobe kprobe ->
                    SYSCALL_PREFIXES.stream()
                            .filter(kprobe.functionName()::startsWith)
                            .map(prefix -> kprobe.functionName().substring(prefix.length()))
                            .findFirst()
                            .orElse("");
            case Event.Tracepoint point when point.subsystem().equals("raw_syscalls") ->
                    point.hit().args().stream()
                            .filter(Argument.Syscall.class::isInstance)
                            .map(Argument.Syscall.class::cast)
                            .map(call -> call.abi() + "/" + call.id())
                            .findFirst()
                            .orElse("");
            case Event.Tracepoint point
                    when point.subsystem().equals("syscalls")
                            && point.event().startsWith("sys_enter_") ->
                    point.event().substring("sys_enter_".length());
            case Event.Tracepoint _,
                    Event.Exec _,
                    Event.Exit _,
                    Event.Lsm _,
                    Event.Uprobe _,
                    Event.Usdt _,
                    Event.Loader _,
                    Event.Throttle _,
                    Event.Loss _ ->
                    "";
        };
    }
}
