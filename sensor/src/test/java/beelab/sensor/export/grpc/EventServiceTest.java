package beelab.sensor.export.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import beelab.sensor.api.AddTracingPolicyRequest;
import beelab.sensor.api.AggregationOptions;
import beelab.sensor.api.ConfigFlag;
import beelab.sensor.api.CreateContainer;
import beelab.sensor.api.DeleteTracingPolicyRequest;
import beelab.sensor.api.DumpProcessCacheReqArgs;
import beelab.sensor.api.EventType;
import beelab.sensor.api.FieldFilter;
import beelab.sensor.api.Filter;
import beelab.sensor.api.FineGuidanceSensorsGrpc;
import beelab.sensor.api.FineGuidanceSensorsGrpc.FineGuidanceSensorsBlockingStub;
import beelab.sensor.api.GetDebugRequest;
import beelab.sensor.api.GetEventsRequest;
import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.api.GetHealthStatusRequest;
import beelab.sensor.api.GetInfoRequest;
import beelab.sensor.api.GetVersionRequest;
import beelab.sensor.api.ListSensorsRequest;
import beelab.sensor.api.ListTracingPoliciesRequest;
import beelab.sensor.api.LogLevel;
import beelab.sensor.api.RemoveSensorRequest;
import beelab.sensor.api.RuntimeHookRequest;
import beelab.sensor.api.SetDebugRequest;
import beelab.sensor.api.TracingPolicyState;
import beelab.sensor.event.Event;
import beelab.sensor.event.Sample;
import beelab.sensor.export.EventMapper;
import beelab.sensor.pipeline.EventPipeline;
import beelab.sensor.policy.PolicyControl;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.PolicyStatus;
import com.google.protobuf.FieldMask;
import com.google.protobuf.StringValue;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real service over real sockets, with events made by the test. */
class EventServiceTest {
    private static final int QUEUE = 50;

    @TempDir Path folder;

    private final EventPipeline pipeline = new EventPipeline();
    private final Policies policies = new Policies();
    private final FakeAgent agent = new FakeAgent();
    private final MultiThreadIoEventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final EventService service =
            new EventService(
                    pipeline,
                    new EventMapper("node-1", "lab", Map.of()),
                    policies,
                    agent,
                    QUEUE,
                    Clock.systemUTC());
    private final GrpcServer server = new GrpcServer(List.of(service), false);
    private int port;

    /** Policies in memory; one that says "broken" cannot be loaded. */
    private static final class Policies implements PolicyControl {
        private final List<PolicyStatus> loaded = new CopyOnWriteArrayList<>();

        @Override
        public PolicyStatus add(String yaml, String source, String domain) throws PolicyException {
            if (yaml.contains("broken")) {
                throw new PolicyException(
                        new PolicyProblem(source, 3, 5, "spec.kprobes", "is broken", "mend it"));
            }
            PolicyStatus status =
                    new PolicyStatus(
                            loaded.size() + 1L,
                            yaml,
                            "",
                            domain,
                            PolicyStatus.State.ENABLED,
                            PolicyStatus.Mode.ENFORCE,
                            "",
                            0,
                            4096,
                            List.of(
                                    new PolicyStatus.HookStatus(
                                            "kprobes", 0, "sys_symlinkat", "tracepoint x")),
                            new PolicyStatus.ActionCounters(3, 2, 0, 1));
            loaded.add(status);
            return status;
        }

        private final List<String> changes = new CopyOnWriteArrayList<>();

        @Override
        public PolicyStatus replace(String yaml, String source, String domain)
                throws PolicyException {
            changes.add("replace " + yaml);
            loaded.removeIf(p -> p.name().equals(yaml));
            return add(yaml, source, domain);
        }

        @Override
        public void enable(String name, String namespace, String domain) throws PolicyException {
            changes.add("enable " + known(name));
        }

        @Override
        public void disable(String name, String namespace, String domain) throws PolicyException {
            changes.add("disable " + known(name));
        }

        @Override
        public void setMode(String name, String namespace, String domain, PolicyStatus.Mode mode)
                throws PolicyException {
            changes.add("set " + known(name) + " " + mode);
        }

        private String known(String name) throws PolicyException {
            if (loaded.stream().noneMatch(p -> p.name().equals(name))) {
                throw new PolicyException(
                        new PolicyProblem("tracing policy " + name, 0, 0, "", "is unknown", ""));
            }
            return name;
        }

        @Override
        public boolean delete(String name, String namespace, String domain) {
            return loaded.removeIf(p -> p.name().equals(name) && p.domain().equals(domain));
        }

        @Override
        public List<PolicyStatus> list() {
            return List.copyOf(loaded);
        }
    }

    /** A client that takes messages only when told to. */
    private static final class Client
            implements ClientResponseObserver<GetEventsRequest, GetEventsResponse> {
        private final List<GetEventsResponse> received = new CopyOnWriteArrayList<>();
        private @Nullable ClientCallStreamObserver<GetEventsRequest> call;
        private volatile @Nullable Status ended;

        @Override
        public void beforeStart(ClientCallStreamObserver<GetEventsRequest> stream) {
            call = stream;
            stream.disableAutoRequestWithInitial(0);
        }

        void take(int count) {
            java.util.Objects.requireNonNull(call).request(count);
        }

        void leave() {
            java.util.Objects.requireNonNull(call).cancel("enough", null);
        }

        @Override
        public void onNext(GetEventsResponse event) {
            received.add(event);
        }

        @Override
        public void onError(Throwable t) {
            ended = Status.fromThrowable(t);
        }

        @Override
        public void onCompleted() {
            ended = Status.OK;
        }
    }

    @BeforeEach
    void listen() throws IOException {
        port = server.listen(new InetSocketAddress("localhost", 0), null);
    }

    @AfterEach
    void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        server.close();
        service.close();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    private ManagedChannel channel(SocketAddress address) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress(address)
                        .overrideAuthority("localhost")
                        .usePlaintext()
                        .eventLoopGroup(loop)
                        .channelType(
                                address instanceof UnixDomainSocketAddress
                                        ? NioDomainSocketChannel.class
                                        : NioSocketChannel.class,
                                address.getClass())
                        .build();
        channels.add(channel);
        return channel;
    }

    private ManagedChannel tcp() {
        return channel(new InetSocketAddress("localhost", port));
    }

    private FineGuidanceSensorsBlockingStub stub() {
        return FineGuidanceSensorsGrpc.newBlockingStub(tcp())
                .withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    private Client subscribe(GetEventsRequest request) {
        int before = service.subscribers();
        Client client = new Client();
        FineGuidanceSensorsGrpc.newStub(tcp()).getEvents(request, client);
        await().until(() -> service.subscribers() == before + 1 || client.ended != null);
        return client;
    }

    @Test
    void subscriberGetsWhatItAskedForAndNothingElse() {
        Client client =
                subscribe(
                        GetEventsRequest.newBuilder()
                                .addAllowList(
                                        Filter.newBuilder()
                                                .addEventSet(EventType.PROCESS_KPROBE)
                                                .addPodRegex("cloudyuga"))
                                .addDenyList(Filter.newBuilder().addPolicyNames("noise"))
                                .addFieldFilters(
                                        FieldFilter.newBuilder()
                                                .setFields(
                                                        FieldMask.newBuilder()
                                                                .addPaths("function_name")))
                                .build());
        client.take(10);
        Sample.ofEveryKind().forEach(pipeline::accept);
        await().until(() -> client.received.size() == 2);
        GetEventsResponse kprobe = client.received.getFirst();
        assertThat(kprobe.getProcessKprobe().getFunctionName()).isEqualTo("__x64_sys_symlinkat");
        assertThat(kprobe.getProcessKprobe().hasProcess()).isFalse();
        assertThat(kprobe.getNodeName()).isEqualTo("node-1");
        assertThat(client.received.get(1).hasRateLimitInfo()).as("losses always come").isTrue();
    }

    @Test
    void slowClientLosesOnlyItsOwnEventsAndIsToldHowMany() {
        Client slow = subscribe(GetEventsRequest.getDefaultInstance());
        Client quick = subscribe(GetEventsRequest.getDefaultInstance());
        quick.take(Integer.MAX_VALUE);
        int sent = 2000;
        for (int i = 0; i < sent; i++) {
            // Big events fill the socket's buffers, so that the slow client's queue fills too.
            pipeline.accept(Sample.exec(Sample.process(i, "/bin/x", "a".repeat(2000), null)));
            int delivered = i;
            if (i % 20 == 19) {
                await().until(() -> quick.received.size() > delivered);
            }
        }
        await().until(() -> quick.received.size() == sent);
        assertThat(quick.received).noneMatch(GetEventsResponse::hasRateLimitInfo);
        assertThat(service.dropped()).isPositive();
        slow.take(Integer.MAX_VALUE);
        await().until(() -> accountedFor(slow) == sent);
        assertThat(slow.received).anyMatch(GetEventsResponse::hasRateLimitInfo);
        List<Integer> pids =
                slow.received.stream()
                        .filter(GetEventsResponse::hasProcessExec)
                        .map(e -> e.getProcessExec().getProcess().getPid().getValue())
                        .toList();
        assertThat(pids).isSorted().doesNotHaveDuplicates();
    }

    private static long accountedFor(Client client) {
        return client.received.stream()
                .mapToLong(e ->
                        e.hasRateLimitInfo()
                                ? e.getRateLimitInfo().getNumberOfDroppedProcessEvents()
                                : 1)
                .sum();
    }

    @Test
    void headersTellThatTheSubscriptionStands() {
        ManagedChannel channel = tcp();
        var call =
                channel.newCall(
                        FineGuidanceSensorsGrpc.getGetEventsMethod(), io.grpc.CallOptions.DEFAULT);
        java.util.concurrent.CountDownLatch headers = new java.util.concurrent.CountDownLatch(1);
        call.start(
                new io.grpc.ClientCall.Listener<>() {
                    @Override
                    public void onHeaders(io.grpc.Metadata metadata) {
                        headers.countDown();
                    }
                },
                new io.grpc.Metadata());
        call.sendMessage(GetEventsRequest.getDefaultInstance());
        call.halfClose();
        call.request(1);
        await().until(() -> headers.getCount() == 0);
        assertThat(service.subscribers()).isEqualTo(1);
        call.cancel("done", null);
    }

    @Test
    void clientThatLeavesIsForgotten() {
        Client client = subscribe(GetEventsRequest.getDefaultInstance());
        client.leave();
        await().until(() -> service.subscribers() == 0);
        pipeline.accept(Sample.symlink());
    }

    @Test
    void filterThatCannotBeReadIsRefusedWithItsReason() {
        Client client =
                subscribe(
                        GetEventsRequest.newBuilder()
                                .addAllowList(Filter.newBuilder().addBinaryRegex("("))
                                .build());
        await().until(() -> client.ended != null);
        Status status = java.util.Objects.requireNonNull(client.ended);
        assertThat(status.getCode()).isEqualTo(Status.Code.UNKNOWN);
        assertThat(status.getDescription()).contains("binary_regex");
        assertThat(service.subscribers()).isZero();
    }

    @Test
    void policiesAreAddedListedAndDeleted() {
        stub().addTracingPolicy(AddTracingPolicyRequest.newBuilder().setYaml("p1").build());
        var list = stub().listTracingPolicies(ListTracingPoliciesRequest.getDefaultInstance());
        assertThat(list.getPoliciesCount()).isEqualTo(1);
        var policy = list.getPolicies(0);
        assertThat(policy.getName()).isEqualTo("p1");
        assertThat(policy.getDomain()).isEqualTo("grpc");
        assertThat(policy.getState()).isEqualTo(TracingPolicyState.TP_STATE_ENABLED);
        assertThat(policy.getSensorsList()).containsExactly("generic_kprobe");
        assertThat(policy.getStats().getActionCounters().getSignal()).isEqualTo(2);
        assertThat(policy.getHookStatuses(0).getHookDescription())
                .isEqualTo("sys_symlinkat: tracepoint x");
        assertThat(
                        stub().listTracingPolicies(
                                        ListTracingPoliciesRequest.newBuilder()
                                                .setDomain("k8s")
                                                .build())
                                .getPoliciesCount())
                .isZero();
        stub().deleteTracingPolicy(DeleteTracingPolicyRequest.newBuilder().setName("p1").build());
        assertThat(policies.loaded).isEmpty();
    }

    @Test
    void refusedPolicyTellsItsProblemsWithCodeUnknown() {
        assertThatThrownBy(() ->
                        stub().addTracingPolicy(
                                        AddTracingPolicyRequest.newBuilder()
                                                .setYaml("broken")
                                                .build()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> {
                            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNKNOWN);
                            assertThat(e.getStatus().getDescription())
                                    .isEqualTo("grpc:3:5: spec.kprobes: is broken (mend it)");
                        });
        assertThatThrownBy(() ->
                        stub().deleteTracingPolicy(
                                        DeleteTracingPolicyRequest.newBuilder()
                                                .setName("none")
                                                .build()))
                .hasMessageContaining("no tracing policy \"none\"");
    }

    @Test
    void versionAndHealthAreAnswered() {
        assertThat(stub().getVersion(GetVersionRequest.getDefaultInstance()).getVersion())
                .isEqualTo("1.2.3");
        assertThat(
                        stub().getHealth(GetHealthStatusRequest.getDefaultInstance())
                                .getHealthStatus(0)
                                .getDetails())
                .isEqualTo("running");
        HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(tcp());
        assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
                .isEqualTo(ServingStatus.NOT_SERVING);
        server.setReady(true);
        assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
                .isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void agentTellsWhatItIsAndWhatTheKernelCanDo() throws IOException {
        var info = stub().getInfo(GetInfoRequest.getDefaultInstance());
        assertThat(info.getVersion()).isEqualTo("1.2.3");
        assertThat(info.getProbesList())
                .extracting(
                        p -> p.getName() + (p.hasEnabled() ? "=" + p.getEnabled().getValue() : ""))
                .containsExactly("kprobe_multi=false", "lsm=true", "buildid");
        assertThat(info.getConf(0).getKey()).isEqualTo("export-filename");
        assertThat(info.getConf(0).getValue().unpack(StringValue.class).getValue()).isEqualTo("/x");
    }

    @Test
    void sensorsAreListedAndGoWithTheirPolicies() {
        stub().addTracingPolicy(AddTracingPolicyRequest.newBuilder().setYaml("p1").build());
        assertThat(stub().listSensors(ListSensorsRequest.getDefaultInstance()).getSensorsList())
                .extracting(s -> s.getCollection() + "/" + s.getName())
                .containsExactly("__base__/__base__", "p1/generic_kprobe");
        assertThatThrownBy(() -> stub().removeSensor(RemoveSensorRequest.getDefaultInstance()))
                .hasMessageContaining("use the calls for tracing policies");
    }

    @Test
    void logLevelIsReadAndSet() {
        GetDebugRequest ask =
                GetDebugRequest.newBuilder().setFlag(ConfigFlag.CONFIG_FLAG_LOG_LEVEL).build();
        assertThat(stub().getDebug(ask).getLevel()).isEqualTo(LogLevel.LOG_LEVEL_INFO);
        assertThat(
                        stub().setDebug(
                                        SetDebugRequest.newBuilder()
                                                .setLevel(LogLevel.LOG_LEVEL_TRACE)
                                                .build())
                                .getLevel())
                .isEqualTo(LogLevel.LOG_LEVEL_TRACE);
        assertThat(stub().getDebug(ask).getLevel()).isEqualTo(LogLevel.LOG_LEVEL_TRACE);
        assertThatThrownBy(() -> stub().setDebug(SetDebugRequest.getDefaultInstance()))
                .hasMessageContaining("level: expected a log level");
    }

    @Test
    void processCacheIsDumped() {
        var all =
                stub().getDebug(
                                GetDebugRequest.newBuilder()
                                        .setFlag(ConfigFlag.CONFIG_FLAG_DUMP_PROCESS_CACHE)
                                        .build())
                        .getProcesses();
        assertThat(all.getProcessesList())
                .extracting(p -> p.getProcess().getBinary() + " " + p.getRefcnt().getValue())
                .containsExactly("/usr/bin/ln 2", "/bin/bash 0");
        var used =
                stub().getDebug(
                                GetDebugRequest.newBuilder()
                                        .setFlag(ConfigFlag.CONFIG_FLAG_DUMP_PROCESS_CACHE)
                                        .setDump(
                                                DumpProcessCacheReqArgs.newBuilder()
                                                        .setSkipZeroRefcnt(true))
                                        .build())
                        .getProcesses();
        assertThat(used.getProcessesCount()).isEqualTo(1);
    }

    @Test
    void runtimeHookTellsOfAContainerBeforeItStarts() {
        CreateContainer container =
                CreateContainer.newBuilder()
                        .setCgroupsPath("/kubepods/x")
                        .setContainerID("id")
                        .setPodName("p")
                        .setPodNamespace("ns")
                        .putAnnotations("a", "b")
                        .build();
        stub().runtimeHook(RuntimeHookRequest.newBuilder().setCreateContainer(container).build());
        assertThat(agent.created)
                .containsExactly(
                        new AgentControl.NewContainer(
                                "/kubepods/x", "id", "", "", "ns", "p", "", Map.of("a", "b")));
        assertThatThrownBy(() -> stub().runtimeHook(RuntimeHookRequest.getDefaultInstance()))
                .hasMessageContaining("expected createContainer");
    }

    @Test
    void aggregationIsAcceptedAsByTheOriginalWhichAggregatesNothing() {
        Client client =
                subscribe(
                        GetEventsRequest.newBuilder()
                                .setAggregationOptions(
                                        AggregationOptions.newBuilder().setChannelBufferSize(10))
                                .build());
        client.take(10);
        pipeline.accept(Sample.symlink());
        await().until(() -> client.received.size() == 1);
    }

    @Test
    void policyThatIsTooBigIsRefusedAndTheConnectionGoesOn() {
        FineGuidanceSensorsBlockingStub stub = stub();
        AddTracingPolicyRequest big =
                AddTracingPolicyRequest.newBuilder().setYaml("#".repeat(10 << 20)).build();
        assertThatThrownBy(() -> stub.addTracingPolicy(big))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e ->
                                assertThat(e.getStatus().getCode())
                                        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
        assertThat(stub.getVersion(GetVersionRequest.getDefaultInstance()).getVersion())
                .isEqualTo("1.2.3");
        assertThat(policies.loaded).isEmpty();
    }

    @Test
    void unixSocketIsForItsOwnerOnlyAndReplacesADeadOne() throws IOException {
        Path socket = folder.resolve("beelab.sock");
        Files.createFile(socket);
        server.listen(socket);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        FineGuidanceSensorsBlockingStub stub =
                FineGuidanceSensorsGrpc.newBlockingStub(
                        channel(UnixDomainSocketAddress.of(socket)));
        assertThat(stub.getVersion(GetVersionRequest.getDefaultInstance()).getVersion())
                .isEqualTo("1.2.3");
        try (GrpcServer second = new GrpcServer(List.of(service), false)) {
            assertThatThrownBy(() -> second.listen(socket))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another agent listens");
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(socket);
        }
        server.close();
        assertThat(socket).doesNotExist();
    }

    @Test
    void addressesThatOthersCouldReachAreRefused() {
        assertThatThrownBy(() -> server.listen(new InetSocketAddress("0.0.0.0", 0), null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a loopback address");
    }

    @Test
    void stoppingAgentEndsItsStreams() {
        Client client = subscribe(GetEventsRequest.getDefaultInstance());
        client.take(10);
        pipeline.accept(new Event.Loss(Sample.TIME, 1, "x"));
        await().until(() -> client.received.size() == 1);
        service.close();
        await().until(() -> client.ended != null);
        assertThat(java.util.Objects.requireNonNull(client.ended).getDescription())
                .isEqualTo("agent stops");
    }
}
