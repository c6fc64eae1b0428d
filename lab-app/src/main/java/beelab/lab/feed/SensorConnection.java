package beelab.lab.feed;

import beelab.sensor.api.FineGuidanceSensorsGrpc;
import beelab.sensor.api.GetEventsRequest;
import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.api.GetVersionRequest;
import beelab.sensor.api.ListTracingPoliciesRequest;
import beelab.sensor.api.ThrottleType;
import beelab.sensor.api.TracingPolicyStatus;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One sensor: its stream of events and its list of policies. Not reusable after it was lost or
 * closed.
 */
final class SensorConnection implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SensorConnection.class.getName());
    private static final Duration CALL = Duration.ofSeconds(5);
    private static final int MAX_MESSAGE_BYTES = 10 << 20;

    private final SensorAddress address;
    private final EventBuffer buffer;
    private final ManagedChannel channel;
    private final CountDownLatch headers = new CountDownLatch(1);
    private final Consumer<String> onLost;
    private volatile boolean closed;

    /**
     * @param onLost called once, on a gRPC thread, with the reason when the stream ends before
     *     {@link #close()}
     */
    SensorConnection(SensorAddress address, EventBuffer buffer, Consumer<String> onLost) {
        this.address = address;
        this.buffer = buffer;
        this.onLost = onLost;
        this.channel = SensorChannel.open(address.target(), MAX_MESSAGE_BYTES);
    }

    String node() {
        return address.node();
    }

    /**
     * Subscribes to all events and waits until the sensor says that it will miss none from now on.
     * Our sensor says so by sending its headers at once; another one that does not gets a second.
     *
     * @return version of the sensor
     * @throws io.grpc.StatusRuntimeException when it cannot be reached
     */
    String open() throws InterruptedException {
        String version = stub().getVersion(GetVersionRequest.getDefaultInstance()).getVersion();
        ClientCall<GetEventsRequest, GetEventsResponse> call =
                channel.newCall(
                        FineGuidanceSensorsGrpc.getGetEventsMethod(),
                        CallOptions.DEFAULT.withWaitForReady());
        call.start(new Stream(call), new Metadata());
        call.request(1);
        call.sendMessage(GetEventsRequest.getDefaultInstance());
        call.halfClose();
        if (!headers.await(1, TimeUnit.SECONDS)) {
            LOG.log(Level.DEBUG, "{0} sends no early headers", address.target());
        }
        return version;
    }

    /** The sensor's policies at this moment. */
    List<PolicyState> policies(Instant now) {
        return stub()
                .listTracingPolicies(ListTracingPoliciesRequest.getDefaultInstance())
                .getPoliciesList()
                .stream()
                .map(status -> policy(status, now))
                .toList();
    }

    private PolicyState policy(TracingPolicyStatus status, Instant now) {
        return new PolicyState(
                address.node(),
                status.getId(),
                status.getName(),
                status.getNamespace(),
                lower(status.getState().name(), "TP_STATE_"),
                lower(status.getMode().name(), "TP_MODE_"),
                status.getError(),
                now);
    }

    private static String lower(String name, String prefix) {
        return name.startsWith(prefix)
                ? name.substring(prefix.length()).toLowerCase(Locale.ROOT)
                : name;
    }

    private FineGuidanceSensorsGrpc.FineGuidanceSensorsBlockingStub stub() {
        return FineGuidanceSensorsGrpc.newBlockingStub(channel)
                .withDeadlineAfter(CALL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void take(GetEventsResponse event) {
        switch (event.getEventCase()) {
            case RATE_LIMIT_INFO -> {
                long count = event.getRateLimitInfo().getNumberOfDroppedProcessEvents();
                buffer.lost(
                        Loss.Where.SENSOR,
                        count,
                        "The sensor on %s lost %d events.".formatted(address.node(), count));
            }
            case PROCESS_THROTTLE -> {
                if (event.getProcessThrottle().getType() == ThrottleType.THROTTLE_START) {
                    buffer.lost(
                            Loss.Where.SENSOR,
                            0,
                            "The sensor on %s throttles events of cgroup %s."
                                    .formatted(
                                            address.node(),
                                            event.getProcessThrottle().getCgroup()));
                }
            }
            case PROCESS_EXEC,
                    PROCESS_EXIT,
                    PROCESS_KPROBE,
                    PROCESS_TRACEPOINT,
                    PROCESS_LSM,
                    PROCESS_LOADER,
                    PROCESS_UPROBE,
                    PROCESS_USDT,
                    TEST,
                    EVENT_NOT_SET ->
                    RowMapper.row(event, Instant.now()).ifPresent(buffer::add);
        }
    }

    @Override
    public void close() {
        closed = true;
        channel.shutdownNow();
        try {
            address.forward().close();
        } catch (Exception e) {
            LOG.log(Level.DEBUG, "closing the way to {0}: {1}", address.target(), e.getMessage());
        }
    }

    /** Takes events one by one: the next is asked for when the last one is in the buffer. */
    private final class Stream extends ClientCall.Listener<GetEventsResponse> {
        private final ClientCall<GetEventsRequest, GetEventsResponse> call;

        Stream(ClientCall<GetEventsRequest, GetEventsResponse> call) {
            this.call = call;
        }

        @Override
        public void onHeaders(Metadata metadata) {
            headers.countDown();
        }

        @Override
        public void onMessage(GetEventsResponse event) {
            headers.countDown();
            try {
                take(event);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "an event could not be taken", e);
                buffer.lost(Loss.Where.BUFFER, 1, "An event could not be understood: " + e);
            }
            call.request(1);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            headers.countDown();
            if (!closed) {
                String why = status.getDescription();
                onLost.accept(why == null ? status.getCode().name() : why);
            }
        }
    }
}
