package beelab.sensor.attach;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.BpfLink;
import beelab.sensor.bpf.BpfMap;
import beelab.sensor.bpf.BpfObject;
import beelab.sensor.bpf.BpfProgram;
import beelab.sensor.compile.AttachPoint;
import beelab.sensor.compile.CompiledHook;
import beelab.sensor.compile.CompiledPolicy;
import beelab.sensor.compile.CompiledProgram;
import beelab.sensor.compile.CounterRows;
import beelab.sensor.compile.HookConfigEncoder;
import beelab.sensor.compile.Placement;
import beelab.sensor.compile.ProgramImage;
import beelab.sensor.wire.PolicyCounter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings a compiled policy into the kernel: opens, specialises and loads every program, fills the
 * maps, and only then attaches, so that no program runs with half of its sets. All or nothing:
 * whatever fails, what was loaded before is closed again.
 */
final class PolicyLoader {
    static final String CGROUPS = "policy_cgroups";
    static final String COUNTERS = "policy_counters";
    static final String STATE = "policy_state";
    static final String RATE_LIMITS = "rate_limits";
    static final String SOCK_OWNERS = "sock_owners";
    static final String PENDING = "pending";

    /** What no single policy pays for. */
    static final Set<String> AGENT_MAPS =
            Set.of(
                    "events",
                    "counters",
                    "scratch",
                    "binaries",
                    "scripts",
                    "origins",
                    "followed_paths",
                    "followed",
                    RATE_LIMITS,
                    SOCK_OWNERS,
                    "chain",
                    "chain_next");

    private static final String NOTIFICATIONS = "notifications";
    private static final String SYSCALL_SITES = "syscall_sites";
    private static final String TABLES = "tables";
    private static final String FILTERS = "filter_list";
    private static final String CONFIG = ".rodata.config";
    private static final String USER_CONFIG = ".rodata.user";
    private static final int MONITOR = 1;
    private static final int EACCES = 13;

    /** Maps that a program may do without: the verifier deletes the code that names them. */
    private static final Set<String> OPTIONAL =
            Set.of(
                    "number_sets",
                    "text_sets",
                    "affix_sets",
                    "address_sets",
                    CGROUPS,
                    PENDING,
                    NOTIFICATIONS,
                    SYSCALL_SITES,
                    TABLES,
                    FILTERS,
                    "chain",
                    "chain_next",
                    RATE_LIMITS,
                    SOCK_OWNERS);

    private static final byte[] PRESENT = {1};

    private final AgentMaps agentMaps;
    private final HookConfigEncoder encoder;
    private final MappingWatch mappings;
    private final FollowedSets followed;
    private final Chains chains = new Chains();
    private final Optional<Pins> pins;

    /**
     * @param pins where enforcing policies are kept beyond this process; empty for nowhere
     */
    PolicyLoader(
            Optional<Pins> pins,
            AgentMaps agentMaps,
            HookConfigEncoder encoder,
            FollowedSets followed,
            MappingWatch mappings) {
        this.pins = pins;
        this.mappings = mappings;
        this.agentMaps = agentMaps;
        this.encoder = encoder;
        this.followed = followed;
    }

    /**
     * A hook that the kernel refused.
     *
     * @see #getMessage the kernel's reason, with the verifier's last lines
     */
    static final class RefusedHook extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient CompiledHook hook;
        private final transient BpfException reason;

        RefusedHook(CompiledHook hook, BpfException reason) {
            super(reason.getMessage(), reason);
            this.hook = hook;
            this.reason = reason;
        }

        CompiledHook hook() {
            return hook;
        }

        BpfException reason() {
            return reason;
        }
    }

    /** One program between loading and attaching. */
    private record Loaded(
            CompiledHook hook, BpfProgram program, Placed placed, Optional<Chains.Seat> seat) {
        boolean enforces() {
            return hook.section() == CompiledHook.Section.ENFORCERS;
        }
    }

    /**
     * Points that one object is loaded for.
     *
     * @param crowded whether the one point is shared with other programs by a chain
     * @param sites whether the attachments tell hooks apart; a chain has one attachment for all
     * @param firstSite the hook of the first point, counted from the one that has the program
     */
    private record Placed(
            List<AttachPoint> points, boolean crowded, boolean sites, int firstSite) {}

    /** One object for all points with room; one for each that is typed or crowded. */
    private List<Placed> place(CompiledProgram program) {
        boolean sites = program.sites() instanceof CompiledProgram.Sites.ByAttachPoint;
        List<AttachPoint> points = program.attachPoints();
        boolean alone =
                points.stream()
                        .allMatch(p ->
                                AttachPoints.room(p) != AttachPoints.Room.TRAMPOLINE
                                        && !chains.isCrowded(p));
        if (alone) {
            return List.of(new Placed(points, false, sites, 0));
        }
        List<Placed> placed = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            boolean crowded = chains.isCrowded(points.get(i));
            placed.add(
                    new Placed(List.of(points.get(i)), crowded, sites && !crowded, sites ? i : 0));
        }
        return placed;
    }

    /**
     * Loads and attaches.
     *
     * @param key by which the policy is kept beyond this process; empty when it need not be
     * @param cgroups the workloads that exist, by the set of the map of cgroups
     * @param monitor whether enforcement is only counted
     * @param before the version of the policy that it replaces, which decides until all programs of
     *     the new one are attached, and must be closed afterwards; null for none
     */
    LoadedPolicy load(
            CompiledPolicy policy,
            Optional<PolicyKey> key,
            Map<Integer, Set<Long>> cgroups,
            boolean monitor,
            @Nullable LoadedPolicy before)
            throws RefusedHook {
        Teardown teardown = new Teardown();
        try {
            return load(policy, key, cgroups, monitor, before, teardown);
        } catch (RefusedHook | RuntimeException e) {
            teardown.close();
            throw e;
        }
    }

    private LoadedPolicy load(
            CompiledPolicy policy,
            Optional<PolicyKey> key,
            Map<Integer, Set<Long>> cgroups,
            boolean monitor,
            @Nullable LoadedPolicy before,
            Teardown teardown)
            throws RefusedHook {
        SharedMaps policyMaps = new SharedMaps(Set.of(CGROUPS, COUNTERS, STATE, NOTIFICATIONS));
        follow(policy, teardown);
        List<BpfObject> objects = new ArrayList<>();
        List<Loaded> loaded = new ArrayList<>();
        for (int i = 0; i < policy.hooks().size(); i++) {
            CompiledHook hook = policy.hooks().get(i);
            SharedMaps hookMaps = new SharedMaps(Set.of(PENDING));
            try {
                for (int j = 0; j < hook.programs().size(); j++) {
                    for (Placed placed : place(hook.programs().get(j))) {
                        Optional<Chains.Seat> seat =
                                placed.crowded()
                                        ? Optional.of(
                                                teardown.add(
                                                        chains.seat(placed.points().getFirst())))
                                        : Optional.empty();
                        ProgramImage image =
                                encoder.encode(
                                        policy,
                                        i,
                                        j,
                                        new Placement(
                                                seat.map(Chains.Seat::slot).orElse(0),
                                                placed.sites(),
                                                placed.firstSite()));
                        BpfObject object = teardown.add(BpfObject.openResource(image.object()));
                        objects.add(object);
                        BpfProgram program = object.program(image.program());
                        for (BpfProgram other : object.programs()) {
                            other.setAutoload(other.name().equals(image.program()));
                        }
                        AttachPoints.aim(program, placed.points().getFirst());
                        teardown.add(agentMaps.lease(image.agentMaps()));
                        agentMaps.lendTo(object);
                        policyMaps.lendTo(object);
                        hookMaps.lendTo(object);
                        if (!policyMaps.has(COUNTERS)) {
                            object.map(COUNTERS)
                                    .setMaxEntries(
                                            new CounterRows(policy).total()
                                                    * PolicyCounter.values().length);
                        }
                        if (seat.isPresent()) {
                            seat.get().lendTo(object);
                        }
                        if (before != null && before.hasPrograms() && !policyMaps.has(STATE)) {
                            object.map(STATE).reuse(before.stateMap());
                        }
                        prepare(object, image);
                        object.load();
                        policyMaps.takeFrom(object);
                        hookMaps.takeFrom(object);
                        fill(object, image);
                        loaded.add(new Loaded(hook, program, placed, seat));
                    }
                }
            } catch (BpfException e) {
                throw new RefusedHook(hook, e);
            }
        }
        // A policy that only asks for mappings has no programs, and so no maps.
        if (!objects.isEmpty()) {
            settle(policy, cgroups, policyMaps);
        }
        watchMappings(policy, teardown);
        // Of two kprobes the later one runs first: enforcers must wait until selectors have spoken.
        loaded.sort(Comparator.comparing(program -> !program.enforces()));
        boolean takesOver = before != null && before.hasPrograms();
        if (!takesOver && !objects.isEmpty()) {
            decide(policy, monitor, policyMaps);
        }
        List<BpfLink> links = new ArrayList<>();
        for (Loaded program : loaded) {
            try {
                if (program.seat().isPresent()) {
                    program.seat().get().occupy(program.program());
                    continue;
                }
                int site = program.placed().firstSite();
                for (AttachPoint point : program.placed().points()) {
                    int cookie = program.placed().sites() ? site++ : 0;
                    links.add(teardown.add(chains.attach(program.program(), point, cookie)).link());
                }
            } catch (BpfException e) {
                throw new RefusedHook(program.hook(), e);
            }
        }
        String pinned = "";
        if (pins.isPresent() && key.isPresent() && !objects.isEmpty()) {
            pin(policy, pins.get(), key.get(), links, loaded, teardown);
            pinned = pins.get().folder(key.get()).toString();
        }
        if (takesOver && !objects.isEmpty()) {
            decide(policy, monitor, policyMaps);
        }
        List<LoadedPolicy.HookProgram> programs =
                loaded.stream()
                        .map(each -> new LoadedPolicy.HookProgram(each.hook(), each.program()))
                        .toList();
        return new LoadedPolicy(policy, objects, programs, policyMaps, pinned, teardown);
    }

    /** Added last, the names go first when the policy is unloaded. */
    private static void pin(
            CompiledPolicy policy,
            Pins pins,
            PolicyKey key,
            List<BpfLink> links,
            List<Loaded> loaded,
            Teardown teardown)
            throws RefusedHook {
        Set<Chain> shared =
                loaded.stream()
                        .flatMap(program -> program.seat().stream())
                        .map(Chains.Seat::chain)
                        .collect(Collectors.toSet());
        try {
            AutoCloseable ignored = teardown.add(pins.pin(key, policy.id(), links, shared));
        } catch (BpfException e) {
            throw new RefusedHook(policy.hooks().getFirst(), e);
        }
    }

    private void watchMappings(CompiledPolicy policy, Teardown teardown) throws RefusedHook {
        for (CompiledHook hook : policy.hooks()) {
            if (hook.section() == CompiledHook.Section.LOADER) {
                try {
                    AutoCloseable ignored = teardown.add(mappings.start());
                } catch (BpfException e) {
                    throw new RefusedHook(hook, e);
                }
            }
        }
    }

    /** Before the first program runs, so that no descendant is missed. */
    private void follow(CompiledPolicy policy, Teardown teardown) throws RefusedHook {
        for (CompiledHook hook : policy.hooks()) {
            for (String kind : hook.hostNamespaces()) {
                if (!encoder.machine().hostNamespaces().containsKey(kind)) {
                    throw new RefusedHook(
                            hook,
                            new BpfException(
                                    "tell the " + kind + " namespace of the host: /proc/1/ns",
                                    EACCES,
                                    ""));
                }
            }
            for (Set<String> executables : hook.follows()) {
                try {
                    teardown.add(followed.acquire(executables));
                } catch (BpfException e) {
                    throw new RefusedHook(hook, e);
                }
            }
        }
    }

    /** What must be known before loading. */
    private static void prepare(BpfObject object, ProgramImage image) throws BpfException {
        object.setSection(CONFIG, image.config());
        if (image.userConfig().length > 0) {
            object.setSection(USER_CONFIG, image.userConfig());
        }
        Map<String, Integer> sizes = new HashMap<>();
        // A map that is needed must have room for something.
        image.sets().forEach(set -> sizes.put(set.map(), Math.max(1, set.keys().size())));
        image.arrays().forEach(array -> sizes.put(array.map(), array.values().size()));
        for (BpfMap map : object.maps()) {
            String name = map.name();
            boolean needed =
                    sizes.containsKey(name)
                            || name.equals(CGROUPS) && image.usesCgroups()
                            || name.equals(NOTIFICATIONS) && image.usesNotifications()
                            || name.equals(SYSCALL_SITES) && !image.syscallSites().isEmpty()
                            || name.equals(PENDING) && image.pendingValueSize() > 0
                            || image.agentMaps().contains(name);
            if (OPTIONAL.contains(name) && !needed && map.fd() < 0) {
                map.setAutocreate(false);
            } else if (sizes.containsKey(name)) {
                map.setMaxEntries(sizes.get(name));
                if (name.equals(TABLES)) {
                    map.setValueSize(tableBytes(image));
                }
            } else if (name.equals(PENDING) && map.fd() < 0) {
                map.setValueSize(image.pendingValueSize());
            }
        }
    }

    private static int tableBytes(ProgramImage image) {
        return image.arrays().stream()
                .filter(array -> array.map().equals(TABLES))
                .mapToInt(array -> array.values().getFirst().length)
                .sum();
    }

    private static void fill(BpfObject object, ProgramImage image) throws BpfException {
        for (ProgramImage.SetContents set : image.sets()) {
            BpfMap map = object.map(set.map());
            for (byte[] key : set.keys()) {
                map.update(key, PRESENT);
            }
        }
        for (ProgramImage.ArrayContents array : image.arrays()) {
            BpfMap map = object.map(array.map());
            for (int i = 0; i < array.values().size(); i++) {
                map.update(number(i), array.values().get(i));
            }
        }
        for (Map.Entry<Integer, Integer> hook : image.syscallSites().entrySet()) {
            object.map(SYSCALL_SITES).update(number(hook.getKey()), number(hook.getValue()));
        }
    }

    /** Workloads, before the first program runs. */
    private static void settle(
            CompiledPolicy policy, Map<Integer, Set<Long>> cgroups, SharedMaps maps)
            throws RefusedHook {
        try {
            for (Map.Entry<Integer, Set<Long>> set : cgroups.entrySet()) {
                for (long cgroup : set.getValue()) {
                    LoadedPolicy.list(maps, set.getKey(), cgroup, true);
                }
            }
        } catch (BpfException e) {
            throw new RefusedHook(policy.hooks().getFirst(), e);
        }
    }

    /** Makes this version the one that decides. */
    private static void decide(CompiledPolicy policy, boolean monitor, SharedMaps maps)
            throws RefusedHook {
        try {
            maps.get(STATE).update(number(0), state(monitor, policy.id()));
        } catch (BpfException e) {
            throw new RefusedHook(policy.hooks().getFirst(), e);
        }
    }

    /** {@code struct policy_state}. */
    static byte[] state(boolean monitor, int current) {
        return ByteBuffer.allocate(2 * Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(monitor ? MONITOR : 0)
                .putInt(current)
                .array();
    }

    static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }
}
