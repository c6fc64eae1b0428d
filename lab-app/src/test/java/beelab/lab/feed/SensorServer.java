package beelab.lab.feed;

import beelab.sensor.api.FineGuidanceSensorsGrpc;
import beelab.sensor.api.GetEventsRequest;
import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.api.GetVersionRequest;
import beelab.sensor.api.GetVersionResponse;
import beelab.sensor.api.ListTracingPoliciesRequest;
import beelab.sensor.api.ListTracingPoliciesResponse;
import beelab.sensor.api.RateLimitInfo;
import beelab.sensor.api.TracingPolicyState;
import beelab.sensor.api.TracingPolicyStatus;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A sensor without a kernel: the real protocol on a real socket, with the events that a test sends.
 */
public final class SensorServer implements AutoCloseable {

    private final CopyOnWriteArrayList<StreamObserver<GetEventsResponse>> clients =
            new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<TracingPolicyStatus> policies = new CopyOnWriteArrayList<>();
    private final AtomicLong ids = new AtomicLong();
    private Server server;
    private final int port;

    /** Listens on a free port of the loopback interface. */
    public SensorServer() throws IOException {
        server = start(0);
        port = server.getPort();
    }

    private Server start(int onPort) throws IOException {
        return NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort))
                .addService(new Service())
                .intercept(new EarlyHeaders())
                .build()
                .start();
    }

    /** One sensor, at this server. */
    public SensorSource source() {
        return () -> List.of(SensorAddress.direct("lab", "127.0.0.1:" + port));
    }

    /** Sends an event to every subscriber. */
    public void send(GetEventsResponse event) {
        clients.forEach(client -> client.onNext(event));
    }

    /** Tells every subscriber that events were lost. */
    public void sendLoss(long count) {
        send(
                GetEventsResponse.newBuilder()
                        .setNodeName("lab")
                        .setRateLimitInfo(
                                RateLimitInfo.newBuilder().setNumberOfDroppedProcessEvents(count))
                        .build());
    }

    /** Lists a policy from now on; replaces one of the same name. */
    public void policy(String name, TracingPolicyState state, String error) {
        withoutPolicy(name);
        policies.add(
                TracingPolicyStatus.newBuilder()
                        .setId(ids.incrementAndGet())
                        .setName(name)
                        .setState(state)
                        .setError(error)
                        .build());
    }

    /** Lists a policy no more. */
    public void withoutPolicy(String name) {
        policies.removeIf(policy -> policy.getName().equals(name));
    }

    /** Dies, as a killed sensor would. */
    public void stop() throws InterruptedException {
        server.shutdownNow().awaitTermination();
        clients.clear();
    }

    /** Comes back on the same port. */
    public void restart() throws IOException {
        server = start(port);
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }

    private final class Service extends FineGuidanceSensorsGrpc.FineGuidanceSensorsImplBase {
        @Override
        public void getEvents(GetEventsRequest request, StreamObserver<GetEventsResponse> client) {
            clients.add(client);
        }

        @Override
        public void getVersion(GetVersionRequest request, StreamObserver<GetVersionResponse> out) {
            out.onNext(GetVersionResponse.newBuilder().setVersion("v0-test").build());
            out.onCompleted();
        }

        @Override
        public void listTracingPolicies(
                ListTracingPoliciesRequest request,
                StreamObserver<ListTracingPoliciesResponse> out) {
            out.onNext(ListTracingPoliciesResponse.newBuilder().addAllPolicies(policies).build());
            out.onCompleted();
        }
    }

    /** Sends the headers of a stream as soon as its handler has subscribed, as our sensor does. */
    private static final class EarlyHeaders implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            Once<Q, R> once = new Once<>(call);
            ServerCall.Listener<Q> listener = next.startCall(once, headers);
            return new io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener<>(
                    listener) {
                @Override
                public void onHalfClose() {
                    super.onHalfClose(); // runs the handler
                    once.sendHeaders(new Metadata());
                }
            };
        }

        private static final class Once<Q, R> extends SimpleForwardingServerCall<Q, R> {
            private boolean sent;

            Once(ServerCall<Q, R> call) {
                super(call);
            }

            @Override
            public synchronized void sendHeaders(Metadata headers) {
                if (!sent) {
                    sent = true;
                    super.sendHeaders(headers);
                }
            }
        }
    }
}
