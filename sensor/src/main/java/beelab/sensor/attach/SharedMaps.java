package beelab.sensor.attach;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.BpfMap;
import beelab.sensor.bpf.BpfObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Maps that several objects have in common: the first object creates them, the others are given the
 * same ones by name.
 */
final class SharedMaps {
    private final Set<String> names;
    private final Map<String, BpfMap> maps = new ConcurrentHashMap<>();

    SharedMaps(Set<String> names) {
        this.names = names;
    }

    /** Before loading: replaces the object's maps by those that exist already. */
    void lendTo(BpfObject object) throws BpfException {
        for (BpfMap map : object.maps()) {
            BpfMap shared = maps.get(map.name());
            if (shared != null) {
                map.reuse(shared);
            }
        }
    }

    /** After loading: takes the maps that this object was the first to create. */
    void takeFrom(BpfObject object) {
        for (BpfMap map : object.maps()) {
            if (names.contains(map.name()) && map.fd() >= 0) {
                maps.putIfAbsent(map.name(), map);
            }
        }
    }

    /** A map that an object has created. */
    BpfMap get(String name) {
        BpfMap map = maps.get(name);
        if (map == null) {
            throw new IllegalStateException("no object has created the map " + name);
        }
        return map;
    }

    /** Before the object that made a map is closed. */
    void forget(String name) {
        maps.remove(name);
    }

    /** How many entries fit in each. */
    Map<String, Integer> capacities() {
        Map<String, Integer> capacities = new LinkedHashMap<>();
        maps.forEach((name, map) -> capacities.put(name, map.maxEntries()));
        return capacities;
    }

    boolean has(String name) {
        return maps.containsKey(name);
    }

    /** What the kernel charges for them, in bytes. */
    long memoryBytes() {
        return maps.values().stream().mapToLong(BpfMap::memoryBytes).sum();
    }
}
