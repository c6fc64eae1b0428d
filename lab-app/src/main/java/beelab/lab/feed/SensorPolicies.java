package beelab.lab.feed;

import beelab.sensor.api.AddTracingPolicyRequest;
import beelab.sensor.api.AddTracingPolicyResponse;
import beelab.sensor.api.DeleteTracingPolicyRequest;
import beelab.sensor.api.DeleteTracingPolicyResponse;
import beelab.sensor.api.FineGuidanceSensorsGrpc;
import beelab.sensor.api.FineGuidanceSensorsGrpc.FineGuidanceSensorsBlockingStub;
import beelab.sensor.api.ListTracingPoliciesRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Changes the policies of one sensor, over gRPC. */
public final class SensorPolicies implements AutoCloseable {
    private static final int MAX_MESSAGE = 16 << 20;
    private static final long SECONDS = 60;

    private final ManagedChannel channel;

    /**
     * A policy and what it costs.
     *
     * @param state state in lower case, such as {@code tp_state_enabled}
     * @param kernelBytes memory of its programs and maps, as the kernel tells it
     */
    public record Loaded(String name, String state, long kernelBytes) {}

    /**
     * Connects.
     *
     * @param target {@code unix:///path} or {@code host:port} on loopback
     */
    public SensorPolicies(String target) {
        this.channel = SensorChannel.open(target, MAX_MESSAGE);
    }

    /**
     * Loads a policy; when this returns it is attached.
     *
     * @throws IOException with the sensor's message when it refuses
     */
    public void add(String yaml) throws IOException {
        try {
            AddTracingPolicyResponse ignored =
                    stub().addTracingPolicy(
                                    AddTracingPolicyRequest.newBuilder().setYaml(yaml).build());
        } catch (StatusRuntimeException e) {
            throw new IOException(e.getStatus().getDescription(), e);
        }
    }

    /**
     * Unloads a policy.
     *
     * @throws IOException with the sensor's message when there is none of that name
     */
    public void delete(String name) throws IOException {
        try {
            DeleteTracingPolicyResponse ignored =
                    stub().deleteTracingPolicy(
                                    DeleteTracingPolicyRequest.newBuilder().setName(name).build());
        } catch (StatusRuntimeException e) {
            throw new IOException(e.getStatus().getDescription(), e);
        }
    }

    /** Every policy of the sensor. */
    public List<Loaded> list() {
        return stub()
                .listTracingPolicies(ListTracingPoliciesRequest.getDefaultInstance())
                .getPoliciesList()
                .stream()
                .map(status ->
                        new Loaded(
                                status.getName(),
                                status.getState().name().toLowerCase(Locale.ROOT),
                                status.getKernelMemoryBytes()))
                .toList();
    }

    private FineGuidanceSensorsBlockingStub stub() {
        return FineGuidanceSensorsGrpc.newBlockingStub(channel)
                .withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
