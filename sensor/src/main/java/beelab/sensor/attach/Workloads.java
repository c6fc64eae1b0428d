package beelab.sensor.attach;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The running containers and their cgroups. Belongs to the thread {@code policy-control}. */
final class Workloads {
    private static final int MAX_SIGHTINGS = 4096;

    private final CgroupIndex cgroups;
    private final Map<String, Workload> byContainer = new HashMap<>();

    /** Written by policy-control only; the ring reader asks whether a sighting is news. */
    private final Map<String, Long> seen = new ConcurrentHashMap<>();

    Workloads(CgroupIndex cgroups) {
        this.cgroups = cgroups;
    }

    void put(Workload workload) {
        byContainer.put(workload.containerId(), workload);
    }

    Optional<Workload> get(String containerId) {
        return Optional.ofNullable(byContainer.get(containerId));
    }

    void remove(String containerId) {
        byContainer.remove(containerId);
        cgroups.forget(containerId);
        seen.remove(containerId);
    }

    Collection<Workload> all() {
        return byContainer.values();
    }

    OptionalLong cgroup(Workload workload) {
        return cgroups.find(workload.containerId());
    }

    void learn(String containerId, long cgroupId) {
        if (seen.size() >= MAX_SIGHTINGS) {
            // Containers that no pod watcher ever told of, and so never told to be gone.
            seen.keySet().removeIf(id -> !byContainer.containsKey(id));
            cgroups.forgetAllBut(byContainer.keySet());
        }
        cgroups.learn(containerId, cgroupId);
        seen.put(containerId, cgroupId);
    }

    /** May be called by any thread. */
    boolean isNews(String containerId, long cgroupId) {
        Long known = seen.get(containerId);
        return known == null || known != cgroupId;
    }

    /** Cgroups of all containers that a filter lists. */
    Set<Long> select(WorkloadFilter filter) {
        Set<Long> listed = new HashSet<>();
        for (Workload workload : byContainer.values()) {
            if (filter.lists(workload)) {
                cgroup(workload).ifPresent(listed::add);
            }
        }
        if (filter.lists(null)) {
            seen.forEach((container, cgroup) -> {
                if (!byContainer.containsKey(container)) {
                    listed.add(cgroup);
                }
            });
        }
        return listed;
    }
}
