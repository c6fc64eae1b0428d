package beelab.sensor.agent;

import beelab.sensor.attach.BaseSensor;
import beelab.sensor.attach.PolicyRegistry;
import beelab.sensor.bpf.BpfException;
import beelab.sensor.export.grpc.EventService;
import beelab.sensor.export.json.JsonExport;
import beelab.sensor.metrics.Metric;
import beelab.sensor.metrics.Metric.Kind;
import beelab.sensor.pipeline.EventPipeline;
import beelab.sensor.policy.PolicyStatus;
import beelab.sensor.process.ProcessCache;
import beelab.sensor.wire.KernelCounter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the numbers of all parts when somebody asks. */
record AgentNumbers(
        EventPipeline pipeline,
        EventService service,
        @Nullable JsonExport export,
        BaseSensor sensor,
        KernelReader reader,
        PolicyRegistry policies,
        Requests requests) {

    List<Metric> read() {
        List<Metric> all = new ArrayList<>();
        counter(all, "beelab_events_total", "Events that were made.", pipeline.events());
        counter(
                all,
                "beelab_events_lost_total",
                "Events lost before they were made.",
                pipeline.lost());
        counter(
                all,
                "beelab_ringbuf_records_total",
                "Records read from the kernel.",
                sensor.ring().records());
        counter(
                all,
                "beelab_ringbuf_handler_failures_total",
                "Records whose handling failed.",
                sensor.ring().handlerFailures());
        counter(
                all,
                "beelab_ringbuf_malformed_total",
                "Records that could not be decoded.",
                reader.malformed());
        kernel(all);
        counter(
                all,
                "beelab_grpc_events_dropped_total",
                "Events that slow clients lost.",
                service.dropped());
        gauge(all, "beelab_grpc_subscribers", "Clients that read events.", service.subscribers());
        if (export != null) {
            counter(all, "beelab_export_events_total", "Events written.", export.written());
            counter(
                    all,
                    "beelab_export_events_dropped_total",
                    "Events that could not be written.",
                    export.dropped());
        }
        ProcessCache.Statistics cache = reader.cacheStatistics();
        gauge(all, "beelab_process_cache_size", "Processes in the cache.", cache.size());
        counter(
                all,
                "beelab_process_cache_evicted_total",
                "Processes that had to go because the cache was full.",
                cache.evicted());
        counter(
                all,
                "beelab_process_cache_missed_exits_total",
                "Processes whose exit record was missed.",
                cache.missedExits());
        counter(
                all,
                "beelab_process_cache_misses_total",
                "Records of unknown processes.",
                cache.unknown());
        counter(
                all,
                "beelab_requests_total",
                "GetUrl and DnsLookup that were answered.",
                requests.done());
        counter(
                all,
                "beelab_requests_failed_total",
                "GetUrl and DnsLookup without an answer.",
                requests.failed());
        counter(
                all,
                "beelab_requests_dropped_total",
                "GetUrl and DnsLookup not made, because too many waited.",
                requests.dropped());
        policies(all);
        return all;
    }

    private void kernel(List<Metric> all) {
        try {
            long[] counters = sensor.counters().read();
            for (KernelCounter counter : KernelCounter.values()) {
                all.add(
                        new Metric(
                                "beelab_kernel_total",
                                Kind.COUNTER,
                                "What the kernel side lost or cut, by reason.",
                                "reason=\"" + counter.name().toLowerCase(Locale.ROOT) + "\"",
                                counters[counter.ordinal()]));
            }
            counter(
                    all,
                    "beelab_socktrack_evicted_total",
                    "Tracked sockets whose owner was forgotten, because there were too many.",
                    sensor.trackedSockets().evicted());
        } catch (BpfException _) {
            gauge(all, "beelab_kernel_counters_unreadable", "The kernel's counters fail.", 1);
        }
    }

    private void policies(List<Metric> all) {
        Map<PolicyStatus.State, Integer> states = new EnumMap<>(PolicyStatus.State.class);
        List<PolicyStatus> listed = policies.list();
        listed.forEach(policy -> states.merge(policy.state(), 1, Integer::sum));
        PolicyMetrics.add(all, listed);
        for (PolicyStatus.State state : PolicyStatus.State.values()) {
            all.add(
                    new Metric(
                            "beelab_tracingpolicy_loaded",
                            Kind.GAUGE,
                            "Policies by state.",
                            "state=\"" + state.name().toLowerCase(Locale.ROOT) + "\"",
                            states.getOrDefault(state, 0)));
        }
    }

    private static void counter(List<Metric> all, String name, String help, long value) {
        all.add(new Metric(name, Kind.COUNTER, help, "", value));
    }

    private static void gauge(List<Metric> all, String name, String help, long value) {
        all.add(new Metric(name, Kind.GAUGE, help, "", value));
    }
}
