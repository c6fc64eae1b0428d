package beelab.sensor.export.grpc;

import beelab.sensor.api.AddTracingPolicyRequest;
import beelab.sensor.api.AddTracingPolicyResponse;
import beelab.sensor.api.ConfigureTracingPolicyRequest;
import beelab.sensor.api.ConfigureTracingPolicyResponse;
import beelab.sensor.api.DeleteTracingPolicyRequest;
import beelab.sensor.api.DeleteTracingPolicyResponse;
import beelab.sensor.api.DisableSensorRequest;
import beelab.sensor.api.DisableSensorResponse;
import beelab.sensor.api.DisableTracingPolicyRequest;
import beelab.sensor.api.DisableTracingPolicyResponse;
import beelab.sensor.api.EnableSensorRequest;
import beelab.sensor.api.EnableSensorResponse;
import beelab.sensor.api.EnableTracingPolicyRequest;
import beelab.sensor.api.EnableTracingPolicyResponse;
import beelab.sensor.api.FineGuidanceSensorsGrpc.FineGuidanceSensorsImplBase;
import beelab.sensor.api.GetDebugRequest;
import beelab.sensor.api.GetDebugResponse;
import beelab.sensor.api.GetEventsRequest;
import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.api.GetHealthStatusRequest;
import beelab.sensor.api.GetHealthStatusResponse;
import beelab.sensor.api.GetInfoRequest;
import beelab.sensor.api.GetInfoResponse;
import beelab.sensor.api.GetVersionRequest;
import beelab.sensor.api.GetVersionResponse;
import beelab.sensor.api.HealthStatus;
import beelab.sensor.api.HealthStatusResult;
import beelab.sensor.api.HealthStatusType;
import beelab.sensor.api.ListDomainsRequest;
import beelab.sensor.api.ListDomainsResponse;
import beelab.sensor.api.ListSensorsRequest;
import beelab.sensor.api.ListSensorsResponse;
import beelab.sensor.api.ListTracingPoliciesRequest;
import beelab.sensor.api.ListTracingPoliciesResponse;
import beelab.sensor.api.RemoveSensorRequest;
import beelab.sensor.api.RemoveSensorResponse;
import beelab.sensor.api.RuntimeHookRequest;
import beelab.sensor.api.RuntimeHookResponse;
import beelab.sensor.api.SetDebugRequest;
import beelab.sensor.api.SetDebugResponse;
import beelab.sensor.api.TracingPolicyMode;
import beelab.sensor.export.EventMapper;
import beelab.sensor.export.FieldFilter;
import beelab.sensor.export.ProtoFilters;
import beelab.sensor.filter.EventFilter;
import beelab.sensor.filter.FilterException;
import beelab.sensor.pipeline.EventPipeline;
import beelab.sensor.pipeline.SinkQueue;
import beelab.sensor.policy.PolicyControl;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The service {@code tetragon.FineGuidanceSensors}. Errors carry the code UNKNOWN and a text, as
 * clients of this contract expect.
 */
public final class EventService extends FineGuidanceSensorsImplBase implements AutoCloseable {
    /** Domain of policies that clients add without naming one. */
    static final String DEFAULT_DOMAIN = "grpc";

    private static final String SENSORS_GO_WITH_POLICIES =
            "sensors come and go with their policies: use the calls for tracing policies";

    private final EventPipeline pipeline;
    private final EventMapper mapper;
    private final PolicyControl policies;
    private final AgentControl agent;
    private final int queueSize;
    private final Clock clock;
    private final ExecutorService sender;
    private final ExecutorService policyControl;
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
    private final LongAdder droppedBefore = new LongAdder();

    /**
     * @param agent answers what is about neither events nor policies
     * @param queueSize how many events may wait for one slow client
     */
    public EventService(
            EventPipeline pipeline,
            EventMapper mapper,
            PolicyControl policies,
            AgentControl agent,
            int queueSize,
            Clock clock) {
        this.pipeline = pipeline;
        this.mapper = mapper;
        this.policies = policies;
        this.agent = agent;
        this.queueSize = queueSize;
        this.clock = clock;
        this.sender = Executors.newSingleThreadExecutor(daemon("grpc-events"));
        this.policyControl = Executors.newSingleThreadExecutor(daemon("grpc-policy"));
    }

    private static ThreadFactory daemon(String name) {
        return Thread.ofPlatform().name(name).daemon().factory();
    }

    @Override
    public void getEvents(GetEventsRequest request, StreamObserver<GetEventsResponse> observer) {
        EventFilter filter;
        List<FieldFilter> fields;
        try {
            filter = ProtoFilters.compile(request.getAllowListList(), request.getDenyListList());
            fields = FieldFilter.compile(request.getFieldFiltersList());
        } catch (FilterException e) {
            observer.onError(failure(e.getMessage()));
            return;
        }
        ServerCallStreamObserver<GetEventsResponse> client =
                (ServerCallStreamObserver<GetEventsResponse>) observer;
        SinkQueue queue = new SinkQueue("gRPC subscriber", queueSize, clock);
        Subscriber subscriber =
                new Subscriber(queue, filter, fields, mapper, client, this::trySend);
        subscribers.add(subscriber);
        EventPipeline.Connection connection = pipeline.connect(subscriber);
        client.setOnReadyHandler(subscriber::wake);
        client.setOnCancelHandler(() -> {
            connection.close();
            if (subscribers.remove(subscriber)) {
                droppedBefore.add(subscriber.dropped());
            }
        });
        EarlyHeaders.send();
    }

    private void trySend(Runnable task) {
        try {
            sender.execute(task);
        } catch (RejectedExecutionException _) {
            // The agent is closing: every stream was ended with a status of its own.
        }
    }

    @Override
    public void addTracingPolicy(
            AddTracingPolicyRequest request, StreamObserver<AddTracingPolicyResponse> observer) {
        String domain = request.getDomain().isEmpty() ? DEFAULT_DOMAIN : request.getDomain();
        control(
                observer,
                () -> {
                    PolicyStatus ignored =
                            request.getReplace()
                                    ? policies.replace(request.getYaml(), "grpc", domain)
                                    : policies.add(request.getYaml(), "grpc", domain);
                    return AddTracingPolicyResponse.getDefaultInstance();
                });
    }

    @Override
    public void deleteTracingPolicy(
            DeleteTracingPolicyRequest request,
            StreamObserver<DeleteTracingPolicyResponse> observer) {
        String domain = request.getDomain().isEmpty() ? DEFAULT_DOMAIN : request.getDomain();
        control(
                observer,
                () -> {
                    if (!policies.delete(request.getName(), request.getNamespace(), domain)) {
                        throw failure(
                                "no tracing policy \""
                                        + request.getName()
                                        + "\" in "
                                        + (request.getNamespace().isEmpty()
                                                ? "the whole cluster"
                                                : "namespace " + request.getNamespace())
                                        + ", domain "
                                        + domain);
                    }
                    return DeleteTracingPolicyResponse.getDefaultInstance();
                });
    }

    @Override
    public void enableTracingPolicy(
            EnableTracingPolicyRequest request,
            StreamObserver<EnableTracingPolicyResponse> observer) {
        control(
                observer,
                () -> {
                    policies.enable(request.getName(), request.getNamespace(), request.getDomain());
                    return EnableTracingPolicyResponse.getDefaultInstance();
                });
    }

    @Override
    public void disableTracingPolicy(
            DisableTracingPolicyRequest request,
            StreamObserver<DisableTracingPolicyResponse> observer) {
        control(
                observer,
                () -> {
                    policies.disable(
                            request.getName(), request.getNamespace(), request.getDomain());
                    return DisableTracingPolicyResponse.getDefaultInstance();
                });
    }

    /** What is set is changed, the mode first; a request that sets nothing is a mistake. */
    @Override
    public void configureTracingPolicy(
            ConfigureTracingPolicyRequest request,
            StreamObserver<ConfigureTracingPolicyResponse> observer) {
        control(
                observer,
                () -> {
                    String name = request.getName();
                    String namespace = request.getNamespace();
                    String domain = request.getDomain();
                    if (!request.hasMode() && !request.hasEnable()) {
                        throw failure("neither mode nor enable is set: nothing to configure");
                    }
                    if (request.hasMode()) {
                        policies.setMode(name, namespace, domain, mode(request.getMode()));
                    }
                    if (request.hasEnable() && request.getEnable()) {
                        policies.enable(name, namespace, domain);
                    } else if (request.hasEnable()) {
                        policies.disable(name, namespace, domain);
                    }
                    return ConfigureTracingPolicyResponse.getDefaultInstance();
                });
    }

    private static PolicyStatus.Mode mode(TracingPolicyMode mode) {
        return switch (mode) {
            case TP_MODE_ENFORCE -> PolicyStatus.Mode.ENFORCE;
            case TP_MODE_MONITOR -> PolicyStatus.Mode.MONITOR;
            case TP_MODE_MONITOR_ONLY -> PolicyStatus.Mode.MONITOR_ONLY;
            case TP_MODE_UNKNOWN, UNRECOGNIZED -> PolicyStatus.Mode.UNKNOWN;
        };
    }

    @Override
    public void listTracingPolicies(
            ListTracingPoliciesRequest request,
            StreamObserver<ListTracingPoliciesResponse> observer) {
        ListTracingPoliciesResponse.Builder response = ListTracingPoliciesResponse.newBuilder();
        policies.list().stream()
                .filter(policy ->
                        request.getDomain().isEmpty()
                                || request.getDomain().equals(policy.domain()))
                .forEach(policy -> response.addPolicies(StatusMapper.map(policy)));
        answer(observer, response.build());
    }

    @Override
    public void listDomains(
            ListDomainsRequest request, StreamObserver<ListDomainsResponse> observer) {
        ListDomainsResponse.Builder response = ListDomainsResponse.newBuilder();
        policies.list().stream()
                .map(policy -> policy.domain())
                .distinct()
                .sorted()
                .forEach(response::addDomains);
        answer(observer, response.build());
    }

    @Override
    public void getVersion(GetVersionRequest request, StreamObserver<GetVersionResponse> observer) {
        answer(
                observer,
                GetVersionResponse.newBuilder().setVersion(agent.facts().version()).build());
    }

    @Override
    public void getInfo(GetInfoRequest request, StreamObserver<GetInfoResponse> observer) {
        answer(observer, AgentCalls.info(agent.facts()));
    }

    @Override
    public void listSensors(
            ListSensorsRequest request, StreamObserver<ListSensorsResponse> observer) {
        answer(observer, AgentCalls.sensors(policies.list()));
    }

    @Override
    public void enableSensor(
            EnableSensorRequest request, StreamObserver<EnableSensorResponse> observer) {
        observer.onError(failure(SENSORS_GO_WITH_POLICIES));
    }

    @Override
    public void disableSensor(
            DisableSensorRequest request, StreamObserver<DisableSensorResponse> observer) {
        observer.onError(failure(SENSORS_GO_WITH_POLICIES));
    }

    @Override
    public void removeSensor(
            RemoveSensorRequest request, StreamObserver<RemoveSensorResponse> observer) {
        observer.onError(failure(SENSORS_GO_WITH_POLICIES));
    }

    @Override
    public void getDebug(GetDebugRequest request, StreamObserver<GetDebugResponse> observer) {
        ask(observer, () -> AgentCalls.debug(request, agent));
    }

    @Override
    public void setDebug(SetDebugRequest request, StreamObserver<SetDebugResponse> observer) {
        ask(observer, () -> AgentCalls.setDebug(request, agent));
    }

    @Override
    public void runtimeHook(
            RuntimeHookRequest request, StreamObserver<RuntimeHookResponse> observer) {
        ask(
                observer,
                () -> {
                    AgentCalls.runtimeHook(request, agent);
                    return RuntimeHookResponse.getDefaultInstance();
                });
    }

    @Override
    public void getHealth(
            GetHealthStatusRequest request, StreamObserver<GetHealthStatusResponse> observer) {
        answer(
                observer,
                GetHealthStatusResponse.newBuilder()
                        .addHealthStatus(
                                HealthStatus.newBuilder()
                                        .setEvent(HealthStatusType.HEALTH_STATUS_TYPE_STATUS)
                                        .setStatus(HealthStatusResult.HEALTH_STATUS_RUNNING)
                                        .setDetails("running"))
                        .build());
    }

    /** Events that slow clients lost, all clients since the start together. */
    public long dropped() {
        return droppedBefore.sum() + subscribers.stream().mapToLong(Subscriber::dropped).sum();
    }

    /** How many clients read events now. */
    public int subscribers() {
        return subscribers.size();
    }

    /** Ends all streams and waits for a policy change that is under way. */
    @Override
    public void close() {
        subscribers.forEach(
                subscriber -> subscriber.end(Status.UNAVAILABLE.withDescription("agent stops")));
        sender.close();
        policyControl.close();
    }

    /** Answers with what the agent says, or with its reason not to. */
    private static <R> void ask(StreamObserver<R> observer, Supplier<R> question) {
        R response;
        try {
            response = question.get();
        } catch (IllegalArgumentException | IllegalStateException e) {
            observer.onError(failure(text(e)));
            return;
        }
        answer(observer, response);
    }

    private interface Change<R> {
        R run() throws PolicyException;
    }

    /** Runs a change of policies on the thread that alone does so, and answers with its outcome. */
    private <R> void control(StreamObserver<R> observer, Change<R> change) {
        try {
            policyControl.execute(() -> {
                R response;
                try {
                    response = change.run();
                } catch (PolicyException | RuntimeException e) {
                    observer.onError(e instanceof StatusRuntimeException ? e : failure(text(e)));
                    return;
                }
                answer(observer, response);
            });
        } catch (RejectedExecutionException _) {
            observer.onError(
                    Status.UNAVAILABLE.withDescription("agent stops").asRuntimeException());
        }
    }

    private static String text(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static <R> void answer(StreamObserver<R> observer, R response) {
        observer.onNext(response);
        observer.onCompleted();
    }

    private static StatusRuntimeException failure(@Nullable String text) {
        return Status.UNKNOWN.withDescription(text).asRuntimeException();
    }
}
