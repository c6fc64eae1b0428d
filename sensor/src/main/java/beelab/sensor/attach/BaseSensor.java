package beelab.sensor.attach;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.BpfLink;
import beelab.sensor.bpf.BpfMap;
import beelab.sensor.bpf.BpfObject;
import beelab.sensor.bpf.BpfProgram;
import beelab.sensor.bpf.RingBuffer;
import beelab.sensor.bpf.RingHandler;
import beelab.sensor.compile.CgroupHierarchy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The programs that are always there: exec, fork and exit of every process, with the ring buffer
 * and the counters that the hooks of policies use as well.
 *
 * <p>{@link #open} loads and attaches; records wait in the ring until {@link #start} lets its
 * thread read them, so that nothing is lost between attaching and the end of {@code ProcessScan}.
 */
public final class BaseSensor implements AutoCloseable {
    /** Default of the ring buffer: some 20,000 exec records. */
    public static final int DEFAULT_RING_BYTES = 4 << 20;

    private static final String CONFIG = ".rodata.config";
    private static final String EVENTS = "events";
    private static final String COUNTERS = "counters";
    private static final String SCRATCH = "scratch";
    private static final List<String> OBJECTS = List.of("exec", "fork", "exit");

    private final Teardown teardown = new Teardown();
    private final List<BpfObject> objects = new ArrayList<>();
    private final List<BpfLink> links = new ArrayList<>();
    private final SharedMaps shared =
            new SharedMaps(
                    Set.of(
                            EVENTS,
                            COUNTERS,
                            SCRATCH,
                            "binaries",
                            "scripts",
                            "origins",
                            "followed_paths",
                            "followed",
                            PolicyLoader.RATE_LIMITS,
                            PolicyLoader.SOCK_OWNERS));
    private final AgentMaps agentMaps = new AgentMaps(shared);
    private final RingBuffer ring;
    private Optional<Pins> pins = Optional.empty();

    private BaseSensor(CgroupHierarchy cgroups, int ringBytes, RingHandler handler)
            throws BpfException {
        try {
            for (String name : OBJECTS) {
                load(name, cgroups, ringBytes);
            }
            ring = teardown.add(new RingBuffer(shared.get(EVENTS), handler));
            for (BpfObject object : objects) {
                for (BpfProgram program : object.programs()) {
                    links.add(teardown.add(program.attach()));
                }
            }
        } catch (BpfException | RuntimeException e) {
            teardown.close();
            throw e;
        }
    }

    /**
     * Loads and attaches the process programs.
     *
     * @param cgroups where the kernel side reads the cgroup of a process
     * @param ringBytes size of the ring buffer: a power of two, at least 4096
     * @param handler receives the records, once {@link #start} was called
     * @throws BpfException when the kernel refuses; nothing stays loaded
     */
    public static BaseSensor open(CgroupHierarchy cgroups, int ringBytes, RingHandler handler)
            throws BpfException {
        if (ringBytes < 4096 || Integer.bitCount(ringBytes) != 1) {
            throw new IllegalArgumentException(
                    "the ring buffer's size must be a power of two, at least 4096, not "
                            + ringBytes);
        }
        return new BaseSensor(cgroups, ringBytes, handler);
    }

    private void load(String name, CgroupHierarchy cgroups, int ringBytes) throws BpfException {
        BpfObject object = teardown.add(BpfObject.openResource(name));
        objects.add(object);
        if (object.findMap(CONFIG).isPresent()) {
            object.setSection(CONFIG, config(cgroups));
        }
        if (!shared.has(EVENTS)) {
            object.map(EVENTS).setMaxEntries(ringBytes);
        }
        BpfMap scratch = object.map(SCRATCH);
        if (!shared.has(SCRATCH)) {
            scratch.setMaxEntries(scratch.maxEntries() * BpfMap.possibleCpus());
        }
        shared.lendTo(object);
        object.load();
        shared.takeFrom(object);
    }

    /** {@code struct base_config} of bpf/include/config.h. */
    private static byte[] config(CgroupHierarchy cgroups) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(cgroups.version() == 2 ? -1 : cgroups.subsysIndex())
                .array();
    }

    /**
     * Keeps enforcing policies that are loaded from now on in the kernel when this process ends,
     * whatever ends it, with these programs. To be called before the {@link PolicyRegistry} is
     * made.
     *
     * @param folder for the names of what is kept; its parent is in a file system {@code bpf}
     * @throws BpfException when there is no such file system
     */
    public void keepIn(Path folder) throws BpfException {
        pins = Optional.of(Pins.create(folder, links));
    }

    /** Where policies are kept; empty when they end with this process. */
    Optional<Pins> pins() {
        return pins;
    }

    /** Lets the thread {@code ring-reader} hand the records over, those that wait first. */
    public void start() {
        ring.start();
    }

    /** The ring's own numbers. */
    public RingBuffer ring() {
        return ring;
    }

    /** What the kernel side lost or cut. */
    public KernelCounters counters() {
        return new KernelCounters(shared.get(COUNTERS));
    }

    /** What became of sockets that policies tracked. */
    public TrackedSockets trackedSockets() {
        return new TrackedSockets(agentMaps, counters());
    }

    /** The loaded programs, with run times where the kernel measures them. */
    public List<PolicyProgram> programs() throws BpfException {
        List<PolicyProgram> programs = new ArrayList<>();
        for (BpfObject object : objects) {
            for (BpfProgram program : object.programs()) {
                programs.add(
                        new PolicyProgram(
                                "__base__",
                                "",
                                "base",
                                program.sectionName(),
                                program.name(),
                                program.info()));
            }
        }
        return programs;
    }

    /** How many entries fit in each map that policies share; of the ring buffer: bytes. */
    public Map<String, Integer> mapCapacities() {
        return shared.capacities();
    }

    /** Memory of programs and maps as the kernel tells it, the ring buffer included. */
    public long kernelMemoryBytes() throws BpfException {
        return programs().stream().mapToLong(each -> each.info().memoryBytes()).sum()
                + shared.memoryBytes();
    }

    /** The maps of these programs. */
    SharedMaps shared() {
        return shared;
    }

    /** The maps that hooks share with these programs. */
    AgentMaps agentMaps() {
        return agentMaps;
    }

    /**
     * Detaches, stops the reader and unloads. Policies must be closed before. When some of them are
     * kept, these programs are too: only the reader stops, and the process is expected to end.
     */
    @Override
    public void close() {
        try {
            if (pins.isPresent()) {
                pins.get().close();
                if (pins.get().isUsed()) {
                    ring.close();
                    return;
                }
            }
        } catch (BpfException e) {
            throw new IllegalStateException(e);
        }
        teardown.close();
    }
}
