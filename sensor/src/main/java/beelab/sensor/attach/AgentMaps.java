package beelab.sensor.attach;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.BpfMap;
import beelab.sensor.bpf.BpfObject;
import beelab.sensor.bpf.BpfProgram;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The maps that all programs of the agent share. Those that few policies need are made for the
 * first one that does, and go with the last one.
 */
final class AgentMaps {
    /** Any object that declares the maps; its program is not loaded. */
    private static final String HOLDER = "rawtp";

    private final SharedMaps maps;
    private volatile long trackedAtTheEnd;
    private final Map<String, Holder> holders = new ConcurrentHashMap<>();

    private static final class Holder {
        private final BpfObject object;
        private int users;

        Holder(BpfObject object) {
            this.object = object;
        }
    }

    /**
     * @param maps with those that the base sensor has made
     */
    AgentMaps(SharedMaps maps) {
        this.maps = maps;
    }

    /**
     * Makes sure that the maps of these names are there until the answer is closed, which must be
     * after the programs that use them were closed.
     */
    AutoCloseable lease(Set<String> names) throws BpfException {
        Teardown leases = new Teardown();
        try {
            for (String name : names) {
                Holder holder = holders.get(name);
                if (holder == null) {
                    holder = new Holder(create(name));
                    holders.put(name, holder);
                }
                holder.users++;
                leases.add(() -> release(name));
            }
            return leases;
        } catch (BpfException | RuntimeException e) {
            leases.close();
            throw e;
        }
    }

    private BpfObject create(String name) throws BpfException {
        BpfObject object = BpfObject.openResource(HOLDER);
        try {
            for (BpfProgram program : object.programs()) {
                program.setAutoload(false);
            }
            for (BpfMap map : object.maps()) {
                map.setAutocreate(map.name().equals(name));
            }
            object.load();
            maps.takeFrom(object);
            return object;
        } catch (BpfException | RuntimeException e) {
            object.close();
            throw e;
        }
    }

    private void release(String name) {
        Holder holder = holders.get(name);
        if (holder != null && --holder.users == 0) {
            holders.remove(name);
            if (name.equals(PolicyLoader.SOCK_OWNERS)) {
                trackedAtTheEnd = trackedAtTheEnd + remaining(maps.get(name));
            }
            maps.forget(name);
            holder.object.close();
        }
    }

    private static long remaining(BpfMap map) {
        try {
            return map.keys().size();
        } catch (BpfException unreadable) {
            return 0; // They will be taken for thrown out, which is the safe error.
        }
    }

    /** Sockets that were still tracked when the last policy that did so went. */
    long trackedAtTheEnd() {
        return trackedAtTheEnd;
    }

    /** Before loading: gives the object those of the maps that exist. */
    void lendTo(BpfObject object) throws BpfException {
        maps.lendTo(object);
    }

    /** A map of {@link #lease}; empty when no policy needs it now. */
    Optional<BpfMap> find(String name) {
        return maps.has(name) ? Optional.of(maps.get(name)) : Optional.empty();
    }
}
