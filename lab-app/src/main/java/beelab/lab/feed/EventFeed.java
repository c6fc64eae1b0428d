package beelab.lab.feed;

import beelab.lab.feed.FeedState.Phase;
import io.grpc.StatusRuntimeException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps the event buffer filled: connects to every sensor, follows their events, looks at their
 * policies three times a second, and connects again when a connection is lost. What may have been
 * missed meanwhile is noted in the buffer.
 *
 * <p>One thread, {@code sensor-feed}, owns the connections; events are added on gRPC's threads.
 */
public final class EventFeed implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(EventFeed.class.getName());
    private static final Duration POLICY_INTERVAL = Duration.ofMillis(300);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final SensorSource source;
    private final EventBuffer buffer;
    private final Listener listener;
    private final Thread thread;
    private final List<SensorConnection> connections = new ArrayList<>();
    private final BlockingQueue<String> lost = new LinkedBlockingQueue<>();
    private final Map<String, PolicyState> known = new HashMap<>();

    private volatile boolean closed;
    private volatile FeedState state = FeedState.IDLE;
    private volatile List<PolicyState> policies = List.of();
    private volatile String sensorVersion = "";

    /** Hears of changes on the feed's thread. */
    public interface Listener {
        /** The connection has another state. */
        void state(FeedState state);

        /** A policy appeared, changed or went. */
        void policies(List<PolicyState> policies);
    }

    /** Starts to connect at once. */
    public EventFeed(SensorSource source, EventBuffer buffer, Listener listener) {
        this.source = source;
        this.buffer = buffer;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("sensor-feed").daemon().start(this::run);
    }

    /** Whether events arrive. */
    public FeedState state() {
        return state;
    }

    /** What the sensors said last about their policies, ordered by node and id. */
    public List<PolicyState> policies() {
        return policies;
    }

    /** Version of the sensor connected last; empty before. */
    public String sensorVersion() {
        return sensorVersion;
    }

    private void run() {
        boolean again = false;
        Instant gap = Instant.now();
        try {
            while (!closed) {
                change(
                        again ? Phase.RECONNECTING : Phase.CONNECTING,
                        again ? state.message() : "Connecting to the sensor.");
                if (!connect()) {
                    TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
                    continue;
                }
                if (again) {
                    gap(gap, Instant.now());
                }
                change(
                        Phase.CONNECTED,
                        connections.size() == 1
                                ? "Events arrive from node %s."
                                        .formatted(connections.getFirst().node())
                                : "Events arrive from %d nodes.".formatted(connections.size()));
                String why = follow();
                gap = Instant.now();
                again = true;
                disconnect();
                if (!closed) {
                    buffer.lost(
                            Loss.Where.CONNECTION, 0, "The connection to a sensor broke: " + why);
                    change(Phase.RECONNECTING, "The connection to the sensor broke: " + why);
                }
            }
        } catch (InterruptedException _) {
            // close() was called.
        } finally {
            disconnect();
            publish(List.of());
            change(Phase.IDLE, "Not connected to a sensor.");
        }
    }

    private void gap(Instant from, Instant to) {
        buffer.lost(
                Loss.Where.CONNECTION,
                0,
                "No connection to a sensor for %d ms."
                        .formatted(Duration.between(from, to).toMillis()));
    }

    private boolean connect() throws InterruptedException {
        try {
            List<SensorAddress> addresses = source.find();
            lost.clear();
            for (SensorAddress address : addresses) {
                connections.add(
                        new SensorConnection(
                                address, buffer, why -> lost.add(address.node() + ": " + why)));
            }
            for (SensorConnection connection : connections) {
                sensorVersion = connection.open();
            }
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.log(Level.DEBUG, "no sensor", e);
            disconnect();
            change(state.phase(), "No sensor can be reached: " + reason(e));
            return false;
        }
    }

    /** Looks at the policies until a connection is lost; returns why. */
    private String follow() throws InterruptedException {
        while (true) {
            try {
                Instant now = Instant.now();
                List<PolicyState> found = new ArrayList<>();
                for (SensorConnection connection : connections) {
                    found.addAll(connection.policies(now));
                }
                publish(found);
            } catch (StatusRuntimeException e) {
                return reason(e);
            }
            String why = lost.poll(POLICY_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            if (why != null) {
                return why;
            }
        }
    }

    /** Keeps for each policy the moment when it was first seen in its present state. */
    private void publish(List<PolicyState> found) {
        Map<String, PolicyState> next = new HashMap<>();
        List<PolicyState> merged = new ArrayList<>();
        for (PolicyState policy : found) {
            String key = policy.node() + "/" + policy.id() + "/" + policy.state();
            PolicyState kept = known.getOrDefault(key, policy);
            PolicyState current = kept.error().equals(policy.error()) ? kept : policy;
            next.put(key, current);
            merged.add(current);
        }
        known.clear();
        known.putAll(next);
        if (!merged.equals(policies)) {
            policies = List.copyOf(merged);
            tell(l -> l.policies(policies));
        }
    }

    private void change(Phase phase, String message) {
        FeedState next = new FeedState(phase, connections.size(), message);
        if (!next.equals(state)) {
            state = next;
            tell(l -> l.state(next));
        }
    }

    private void tell(Consumer<Listener> call) {
        try {
            call.accept(listener);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a listener of the feed failed", e);
        }
    }

    private void disconnect() {
        connections.forEach(SensorConnection::close);
        connections.clear();
    }

    private static String reason(Exception e) {
        if (e instanceof StatusRuntimeException status) {
            String description = status.getStatus().getDescription();
            return description == null ? status.getStatus().getCode().name() : description;
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Closes every connection and waits for the feed's thread to end. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
