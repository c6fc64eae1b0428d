package beelab.sensor.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.RingHandler;
import beelab.sensor.compile.CgroupHierarchy;
import beelab.sensor.compile.KernelFeatures;
import beelab.sensor.compile.PolicyCompiler;
import beelab.sensor.compile.TracepointFormats;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyStatus;
import beelab.sensor.probe.BtfKernelTypes;
import beelab.sensor.probe.KernelProbe;
import beelab.sensor.wire.KernelEvent;
import beelab.sensor.wire.KernelValue;
import beelab.sensor.wire.MalformedRecordException;
import beelab.sensor.wire.RecordDecoder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The whole native side with the real kernel, and children whose events a test looks at. */
final class LiveSensor implements AutoCloseable {
    static final KernelFeatures KERNEL = KernelProbe.probe();
    static final Duration SOON = Duration.ofSeconds(10);

    private final List<KernelEvent> events = new CopyOnWriteArrayList<>();
    private final BaseSensor base;
    private final PolicyRegistry policies;
    private final BtfKernelTypes types;

    /** With the policies of users: planned for this kernel, and compiled. */
    static LiveSensor ofPolicies() throws BpfException {
        BtfKernelTypes types = new BtfKernelTypes();
        PolicyCompiler compiler =
                new PolicyCompiler(KERNEL, types, TracepointFormats.in(KERNEL.tracefs()));
        return new LiveSensor(compiler::compile, types);
    }

    LiveSensor(PolicyCompilation compilation) throws BpfException {
        this(compilation, new BtfKernelTypes());
    }

    private LiveSensor(PolicyCompilation compilation, BtfKernelTypes types) throws BpfException {
        this.types = types;
        CgroupHierarchy cgroups = KERNEL.cgroups();
        RecordDecoder decoder = new RecordDecoder();
        base =
                BaseSensor.open(
                        cgroups,
                        BaseSensor.DEFAULT_RING_BYTES,
                        new RingHandler() {
                            @Override
                            public void onRecord(MemorySegment record) {
                                try {
                                    KernelEvent event = decoder.decode(record);
                                    if (event != null) {
                                        events.add(event);
                                    }
                                } catch (MalformedRecordException e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                        });
        policies = new PolicyRegistry(base, cgroups, compilation);
        base.start();
    }

    PolicyRegistry policies() {
        return policies;
    }

    /** Loads a policy of that name, given its {@code spec} without indentation. */
    PolicyStatus load(String name, String spec) throws PolicyException {
        String policy =
                """
                apiVersion: cilium.io/v1alpha1
                kind: TracingPolicy
                metadata: {name: %s}
                spec:
                """
                        .formatted(name);
        return policies.add(policy + spec.indent(2), name + ".yaml", "static");
    }

    /**
     * The value at a position of the policy's {@code args}; empty when the record has none there.
     */
    static Optional<KernelValue> value(KernelEvent.HookHit hit, int index) {
        return hit.arguments().stream()
                .filter(argument -> argument.index() == index)
                .map(KernelEvent.HookArgument::value)
                .findFirst();
    }

    BaseSensor base() {
        return base;
    }

    List<KernelEvent> events() {
        return List.copyOf(events);
    }

    /** A child that ended. */
    record Child(int pid, int exitCode) {}

    static Child run(Path directory, String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).as(command[0] + " ended").isTrue();
            return new Child((int) process.pid(), process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    /** The first event of that type for which the condition holds, now or soon. */
    <T extends KernelEvent> T event(Class<T> type, Predicate<T> condition) {
        return await().atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> find(type, condition), found -> !found.isEmpty())
                .getFirst();
    }

    <T extends KernelEvent> List<T> find(Class<T> type, Predicate<T> condition) {
        return events.stream().filter(type::isInstance).map(type::cast).filter(condition).toList();
    }

    /** All events of a child are there once its exit is: the ring keeps their order. */
    void awaitExit(Child child) {
        KernelEvent.Exit ignored =
                event(KernelEvent.Exit.class, exit -> exit.process().tgid() == child.pid());
    }

    /** Hook records of a child that has ended. */
    List<KernelEvent.HookHit> hits(Child child) {
        awaitExit(child);
        return find(KernelEvent.HookHit.class, hit -> hit.process().tgid() == child.pid());
    }

    @Override
    public void close() {
        try {
            assertThat(base.ring().lastFailure()).as("every record was decoded").isEmpty();
        } finally {
            policies.close();
            base.close();
            types.close();
        }
    }
}
