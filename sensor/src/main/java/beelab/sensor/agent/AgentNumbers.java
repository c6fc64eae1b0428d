package beelab.sensor.agent;

import beelab.sensor.attach.BaseSensor;
import beelab.sensor.attach.PolicyRegistry;
import beelab.sensor.bpf.BpfException;
import beelab.sensor.export.grpc.EventService;
import beelab.sensor.export.json.ExportNumbers;
import beelab.sensor.export.json.JsonExport;
import beelab.sensor.metrics.EventMetrics;
import beelab.sensor.metrics.Metric;
import beelab.sensor.metrics.Samples;
import beelab.sensor.wire.KernelCounter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the numbers of all parts when somebody asks. */
record AgentNumbers(
        EventMetrics events,
        EventService service,
        @Nullable JsonExport export,
        BaseSensor sensor,
        KernelReader reader,
        PolicyRegistry policies,
        KubernetesParts kubernetes,
        Requests requests,
        int cacheCapacity) {

    /** Records that the ring buffer had no room for, as metrics call them. */
    private static final Map<KernelCounter, String> NO_ROOM =
            new EnumMap<>(
                    Map.of(
                            KernelCounter.LOST_EXEC, "exec",
                            KernelCounter.LOST_FORK, "fork",
                            KernelCounter.LOST_EXIT, "exit",
                            KernelCounter.LOST_HOOK, "hook",
                            KernelCounter.LOST_CHUNK, "data"));

    void into(Samples samples) {
        samples.put(
                Metric.BUILD_INFO, 1, AgentVersion.get(), System.getProperty("java.version", ""));
        events.into(samples);
        boolean kernelTells = kernel(samples) & PolicyMetrics.into(samples, policies, sensor);
        samples.put(Metric.KERNEL_UNREADABLE, kernelTells ? 0 : 1);
        ring(samples);
        reader(samples);
        outputs(samples);
        requests(samples);
        kubernetes.into(samples);
    }

    private boolean kernel(Samples samples) {
        long[] counters;
        try {
            counters = sensor.counters().read();
            samples.put(Metric.BASE_MEMORY, sensor.kernelMemoryBytes());
            samples.put(Metric.SOCKETS_EVICTED, sensor.trackedSockets().evicted());
        } catch (BpfException _) {
            return false;
        }
        long noRoom = 0;
        for (KernelCounter counter : KernelCounter.values()) {
            long count = counters[counter.ordinal()];
            samples.put(
                    counter.isLoss() ? Metric.KERNEL_LOST : Metric.KERNEL_NOTES,
                    count,
                    lower(counter));
            String kind = NO_ROOM.get(counter);
            if (kind != null) {
                noRoom += count;
                samples.put(Metric.BPF_MISSED, count, kind, "ring_buffer_full");
            }
        }
        samples.put(Metric.RING_LOST, noRoom);
        sensor.mapCapacities()
                .forEach((map, entries) -> samples.put(Metric.MAP_CAPACITY, entries, map));
        return true;
    }

    private void ring(Samples samples) {
        samples.put(Metric.RING_RECEIVED, sensor.ring().records());
        samples.put(Metric.RING_BYTES, sensor.ring().bytes());
        samples.put(Metric.RING_ERRORS, sensor.ring().handlerFailures());
    }

    private void reader(Samples samples) {
        ReaderNumbers numbers = reader.numbers();
        for (int i = 0; i < ReaderNumbers.KINDS.size(); i++) {
            samples.put(Metric.MSG_OP, numbers.records().get(i), ReaderNumbers.KINDS.get(i));
        }
        samples.put(Metric.HANDLER_ERRORS, numbers.malformed(), "", "malformed_record");
        samples.put(Metric.HANDLER_ERRORS, numbers.unattributed(), "hook", "unknown_policy");

        samples.put(Metric.PROCESS_CACHE_SIZE, numbers.cache().size());
        samples.put(Metric.PROCESS_CACHE_CAPACITY, cacheCapacity);
        samples.put(Metric.PROCESS_CACHE_EVICTIONS, numbers.cache().evicted());
        samples.put(Metric.PROCESS_CACHE_MISSES, numbers.cache().unknown(), "get");
        samples.put(Metric.PROCESS_CACHE_MISSED_EXITS, numbers.cache().missedExits());

        samples.put(Metric.EVENT_CACHE_ENTRIES, numbers.waiting().waiting());
        samples.put(Metric.EVENT_CACHE_INSERTS, numbers.waiting().admitted());
        numbers.waiting()
                .leftWithoutPod()
                .forEach((kind, count) ->
                        samples.put(Metric.EVENT_CACHE_FAILURES, count, "pod_info", kind.name()));
    }

    private void outputs(Samples samples) {
        ExportNumbers written = export == null ? ExportNumbers.NONE : export.numbers();
        samples.put(Metric.EXPORTED, written.events());
        samples.put(Metric.EXPORTED_BYTES, written.bytes());
        samples.put(Metric.EXPORTED_LAST, written.last().toEpochMilli() / 1000.0);
        samples.put(Metric.EXPORT_RATE_LIMITED, written.rateLimited());
        samples.put(Metric.EXPORT_DROPPED, written.dropped());
        samples.put(Metric.NOTIFY_OVERFLOWED, service.dropped());
        samples.put(Metric.GRPC_SUBSCRIBERS, service.subscribers());
    }

    private void requests(Samples samples) {
        samples.put(Metric.REQUESTS, requests.done());
        samples.put(Metric.REQUESTS_FAILED, requests.failed());
        samples.put(Metric.REQUESTS_DROPPED, requests.dropped());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
