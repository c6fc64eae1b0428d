package beelab.sensor.agent;

import beelab.sensor.attach.BaseSensor;
import beelab.sensor.attach.PolicyRegistry;
import beelab.sensor.bpf.BootClock;
import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.FreeMemory;
import beelab.sensor.bpf.RingHandler;
import beelab.sensor.compile.CompiledPolicy;
import beelab.sensor.compile.KernelFeatures;
import beelab.sensor.compile.PolicyCompiler;
import beelab.sensor.compile.TracepointFormats;
import beelab.sensor.enrich.Ancestry;
import beelab.sensor.enrich.Enricher;
import beelab.sensor.enrich.PodResolver;
import beelab.sensor.enrich.WaitingRoom;
import beelab.sensor.export.EventMapper;
import beelab.sensor.export.FieldFilter;
import beelab.sensor.export.ProtoFilters;
import beelab.sensor.export.grpc.EventLogParams;
import beelab.sensor.export.grpc.EventService;
import beelab.sensor.export.grpc.GrpcServer;
import beelab.sensor.export.json.JsonExport;
import beelab.sensor.filter.FilterException;
import beelab.sensor.metrics.EventMetrics;
import beelab.sensor.metrics.LabelFilter;
import beelab.sensor.metrics.MetricsServer;
import beelab.sensor.pipeline.EventPipeline;
import beelab.sensor.policy.PolicyControl;
import beelab.sensor.probe.BtfKernelTypes;
import beelab.sensor.probe.KernelProbe;
import beelab.sensor.process.ProcessCache;
import beelab.sensor.process.ProcessOptions;
import beelab.sensor.process.ProcessScan;
import beelab.sensor.process.UserNames;
import beelab.sensor.stack.Symbolizer;
import beelab.sensor.wire.KernelEvent;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running sensor: everything from the kernel's programs to the sockets, wired together. */
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final Duration AFTER_START = Duration.ofSeconds(4);
    private static final Path SOCKET = Path.of("beelab.sock");
    private static final Path INFO = Path.of("beelab-info.json");

    private final AgentOptions options;
    private final Closing closing = new Closing();
    private final Clock clock = Clock.systemUTC();
    private final EventPipeline pipeline = new EventPipeline();
    private @Nullable PolicyRegistry policies;

    private Agent(AgentOptions options) {
        this.options = options;
    }

    /**
     * Starts a sensor. When this returns, events of all processes are coming and the policies of
     * the command line are loaded.
     *
     * @throws AgentException when it cannot run here; nothing stays behind
     */
    public static Agent start(AgentOptions options) throws AgentException {
        Agent agent = new Agent(options);
        try {
            agent.start();
            return agent;
        } catch (AgentException | RuntimeException e) {
            agent.giveUp();
            throw e;
        } catch (BpfException e) {
            agent.giveUp();
            throw new AgentException(
                    "the kernel refuses the sensor's programs: "
                            + e.getMessage()
                            + " (`bee probe` tells what this kernel can do)",
                    e);
        } catch (IOException | FilterException e) {
            agent.giveUp();
            throw new AgentException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The policies of this agent, for whoever runs it in a program of their own. */
    public PolicyControl policies() {
        return Objects.requireNonNull(policies);
    }

    /** After a start that failed nothing stays, also not what the running agent would leave. */
    private void giveUp() {
        PolicyRegistry registry = policies;
        if (registry != null) {
            registry.deleteAll();
        }
        close();
    }

    private void keep(BaseSensor sensor) throws AgentException {
        try {
            sensor.keepIn(options.pinning().folder());
        } catch (BpfException e) {
            throw new AgentException("--keep-sensors-on-exit: " + e.getMessage(), e);
        }
    }

    /**
     * Stops listening, unloads everything from the kernel but the policies that are to be kept, and
     * writes out what is left.
     */
    @Override
    public void close() {
        closing.close();
    }

    private void start() throws AgentException, BpfException, IOException, FilterException {
        ServerAddress address = ServerAddress.parse(options.server().address());
        KernelFeatures features = KernelProbe.probe();
        EventMapper mapper = new EventMapper(options.nodeName(), options.clusterName(), Map.of());
        JsonExport export = startExport(mapper);
        EventMetrics eventMetrics = startCounting();

        ProcessScan scan = new ProcessScan(options.processes().procfs(), features.cgroups());
        WallClock wallClock = new WallClock();
        Handoff handoff = new Handoff();
        BaseSensor sensor =
                closing.add(
                        BaseSensor.open(
                                features.cgroups(), options.processes().ringBytes(), handoff));
        if (options.pinning().keep()) {
            keep(sensor);
        }
        BtfKernelTypes types = closing.add(new BtfKernelTypes());
        PolicyCompiler compiler =
                new PolicyCompiler(features, types, TracepointFormats.in(features.tracefs()));
        Requests requests =
                closing.add(
                        new Requests(
                                options.policies().network(),
                                options.policies().dnsServer(),
                                this::compiled));
        PolicyRegistry policies =
                closing.add(
                        new PolicyRegistry(
                                sensor,
                                features.cgroups(),
                                (policy, id) -> {
                                    requests.check(policy);
                                    return compiler.compile(policy, id);
                                }));
        this.policies = policies;
        policies.findFormer(options.pinning().folder());

        KubernetesParts kubernetes =
                closing.add(new KubernetesParts(options, policies, eventMetrics::podGone));
        policies.setNodeLabels(kubernetes.nodeLabels());
        PodResolver pods = kubernetes.watchPods();
        List<KernelEvent.Exec> running = scan.read();
        ProcessCache cache = new ProcessCache(processOptions(running), wallClock);
        WaitingRoom waiting =
                new WaitingRoom(
                        pods,
                        pipeline::accept,
                        options.processes().podPatience(),
                        System::nanoTime);
        Enricher enricher =
                new Enricher(
                        cache,
                        waiting,
                        this::compiled,
                        wallClock,
                        new Ancestry(options.processes().ancestors()),
                        new Symbolizer(
                                options.processes().procfs(), options.policies().stackAddresses()));
        enricher.scanned(running);
        LOG.info("{} processes were running before", running.size());

        KernelReader reader =
                new KernelReader(
                        new KernelReader.Parts(
                                enricher,
                                waiting,
                                cache,
                                sensor.counters(),
                                pipeline,
                                wallClock,
                                policies::cgroupSeen,
                                new MappingQueue(policies.mappings(), BootClock::nanosSinceBoot),
                                requests::accept),
                        clock,
                        options.processes().collectEvery());
        handoff.to(reader);
        EventService service =
                closing.add(
                        new EventService(
                                pipeline,
                                mapper,
                                policies,
                                new AgentSelf(options, features, reader, kubernetes, policies),
                                options.server().queueSize(),
                                clock));
        GrpcServer server =
                closing.add(
                        new GrpcServer(
                                List.of(service, new EventLogParams(new ExportLog(export))),
                                options.server().reflection()));
        String listening = listen(server, address);
        if (!options.server().healthAddress().isEmpty()) {
            server.listenForHealth(
                    ServerAddress.tcp("--health-server-address", options.server().healthAddress()));
        }
        sensor.start();

        for (Path policy : options.policies().files()) {
            PolicyFiles.load(policies, policy);
        }
        if (Files.isDirectory(options.policies().folder())) {
            PolicyFiles.loadFolder(policies, options.policies().folder());
        }
        kubernetes.watchPolicies();
        startMetrics(
                new AgentNumbers(
                        eventMetrics,
                        service,
                        export,
                        sensor,
                        reader,
                        policies,
                        kubernetes,
                        requests,
                        options.processes().cacheSize()));
        server.setReady(true);
        FreeMemory.giveBack();
        Thread.ofVirtual().name("after-start").start(Agent::tidy);
        closing.add(
                InfoFile.write(
                        options.server().runtimeFolder().resolve(INFO),
                        listening,
                        options.export().file() == null ? "" : options.export().file().toString()));
        // Last: a start that fails must not have weakened anything.
        policies.settleFormer(options.pinning().release());
        LOG.info(
                "ready: node {}, {}",
                options.nodeName(),
                listening.isEmpty() ? "listening nowhere" : "listening on " + listening);
    }

    /** What a start leaves behind, lists of pods included, is given back once; it is quiet then. */
    private static void tidy() {
        try {
            Thread.sleep(AFTER_START);
        } catch (InterruptedException _) {
            return;
        }
        System.gc();
        FreeMemory.giveBack();
    }

    /** What the id of a record stands for; null when nobody knows it. */
    private @Nullable CompiledPolicy compiled(int policyId) {
        PolicyRegistry registry = policies;
        return registry == null ? null : registry.compiled(policyId).orElse(null);
    }

    private ProcessOptions processOptions(List<KernelEvent.Exec> running) {
        return new ProcessOptions(
                options.nodeName(),
                options.processes().credentials(),
                options.processes().namespaces(),
                HostNamespaces.of(running),
                options.processes().userNames()
                        ? new UserNames(options.processes().procfs().resolve("1/root/etc/passwd"))
                        : null,
                options.processes().redaction()::apply,
                options.processes().cacheSize());
    }

    private @Nullable JsonExport startExport(EventMapper mapper)
            throws IOException, FilterException {
        AgentOptions.Export wanted = options.export();
        Path file = wanted.file();
        if (file == null || wanted.perMinute() == 0) {
            return null;
        }
        JsonExport.Selection selection =
                new JsonExport.Selection(
                        ProtoFilters.compile(wanted.allow(), wanted.deny()),
                        FieldFilter.compile(wanted.fields()),
                        wanted.perMinute(),
                        options.server().queueSize());
        JsonExport export;
        if (file.equals(Path.of("-"))) {
            export =
                    JsonExport.toStream(
                            new FileOutputStream(FileDescriptor.out), selection, mapper, clock);
        } else {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            export = JsonExport.toFile(file, wanted.rotation(), selection, mapper, clock);
        }
        closing.add(export);
        closing.add(pipeline.connect(export));
        return export;
    }

    /** Opens the sockets; the answer is the address for clients on this machine. */
    private String listen(GrpcServer server, ServerAddress address) throws IOException {
        return switch (address) {
            case ServerAddress.None _ -> "";
            case ServerAddress.Unix unix -> {
                server.listen(unix.socket());
                yield "unix://" + unix.socket().toAbsolutePath();
            }
            case ServerAddress.Tcp tcp -> {
                int port = server.listen(tcp.address(), options.server().tls());
                server.listen(options.server().runtimeFolder().resolve(SOCKET));
                yield tcp.address().getHostString() + ":" + port;
            }
        };
    }

    private EventMetrics startCounting() {
        AgentOptions.Metrics metrics = options.server().metrics();
        EventMetrics counting =
                new EventMetrics(
                        options.nodeName(), metrics.labels(), metrics.perEvent(), System::nanoTime);
        if (!metrics.address().isEmpty()) {
            metrics.labels()
                    .unknown()
                    .forEach(name ->
                            LOG.warn(
                                    "--metrics-label-filter: no label {}, it is ignored; there are"
                                            + " {}",
                                    name,
                                    LabelFilter.DEFAULT));
            closing.add(pipeline.connect(counting));
        }
        return counting;
    }

    private void startMetrics(AgentNumbers numbers) throws IOException, AgentException {
        String address = options.server().metrics().address();
        if (!address.isEmpty()) {
            MetricsServer metrics =
                    closing.add(
                            MetricsServer.start(
                                    ServerAddress.tcp("--metrics-server", address), numbers::into));
            LOG.info("metrics on port {}", metrics.port());
        }
    }

    /** Passes records to the reader that is made after the ring buffer. */
    private static final class Handoff implements RingHandler {
        private final AtomicReference<@Nullable KernelReader> reader = new AtomicReference<>();

        void to(KernelReader target) {
            reader.set(target);
        }

        @Override
        public void onRecord(MemorySegment record) {
            KernelReader target = reader.get();
            if (target == null) {
                throw new IllegalStateException("the ring was read before the reader was made");
            }
            target.onRecord(record);
        }

        @Override
        public void onBatchEnd() {
            KernelReader target = reader.get();
            if (target != null) {
                target.onBatchEnd();
            }
        }
    }
}
