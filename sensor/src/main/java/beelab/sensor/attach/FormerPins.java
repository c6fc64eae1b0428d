package beelab.sensor.attach;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.BpfFs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Policies that agents which are gone left in the kernel: they enforce, and report to nobody.
 *
 * <p>Belongs to the thread {@code policy-control}.
 */
final class FormerPins implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FormerPins.class);

    private final List<Agent> agents = new ArrayList<>();

    /** Policies that the start has replaced. They go when it has succeeded as a whole. */
    private final Set<PolicyKey> replaced = new HashSet<>();

    private boolean started;

    private record Agent(Path folder, BpfFs.Lock lock, Set<PolicyKey> policies) {}

    /** Nothing was left. */
    FormerPins() {
        this.started = true;
    }

    /**
     * What was left below a folder, which is this agent's from now on. Folders of agents that live
     * are not touched.
     */
    FormerPins(Path root) throws BpfException {
        try {
            for (Path folder : PinFolder.agents(root)) {
                Optional<BpfFs.Lock> lock = BpfFs.lock(folder);
                if (lock.isPresent()) {
                    Set<PolicyKey> policies = new LinkedHashSet<>(PinFolder.policies(folder));
                    agents.add(new Agent(folder, lock.get(), policies));
                    LOG.info("an agent before left {} in {}", policies, folder);
                } else {
                    LOG.debug("{} belongs to an agent that is running", folder);
                }
            }
        } catch (IOException e) {
            close();
            throw PinFolder.refused("read " + root, e);
        } catch (BpfException e) {
            close();
            throw e;
        }
    }

    /** A policy, and where it is. */
    record Left(PolicyKey key, Path folder) {}

    /** Every policy that is there still. */
    List<Left> left() {
        return agents.stream()
                .flatMap(agent ->
                        agent.policies().stream()
                                .filter(key -> !replaced.contains(key))
                                .map(key -> new Left(key, PinFolder.of(agent.folder(), key))))
                .toList();
    }

    /** The policy is in the kernel anew: what was left of it may go. */
    void replaced(PolicyKey key) {
        if (started) {
            boolean ignored = release(key);
        } else {
            boolean ignored = replaced.add(key);
        }
    }

    /**
     * Detaches a policy.
     *
     * @return whether there was one
     */
    boolean release(PolicyKey key) {
        boolean found = false;
        for (Agent agent : List.copyOf(agents)) {
            if (agent.policies().remove(key)) {
                found = true;
                releaseAt(PinFolder.of(agent.folder(), key));
            }
            if (agent.policies().isEmpty()) {
                release(agent);
            }
        }
        return found;
    }

    /**
     * The agent has started, with its own policies in place.
     *
     * @param all whether policies go that it did not replace
     */
    void settle(boolean all) {
        started = true;
        for (PolicyKey key : replaced) {
            boolean ignored = release(key);
        }
        replaced.clear();
        if (all) {
            List.copyOf(agents).forEach(this::release);
        }
        for (Left left : left()) {
            LOG.warn(
                    "policy {} of an agent before goes on enforcing and reports nothing, until a"
                            + " policy of that name is loaded, or it is deleted",
                    left.key());
        }
    }

    private void release(Agent agent) {
        agents.remove(agent);
        releaseAt(agent.folder());
        agent.lock().close();
    }

    private static void releaseAt(Path folder) {
        try {
            PinFolder.delete(folder);
            LOG.info("released {}", folder);
        } catch (BpfException e) {
            LOG.error("not released, delete it by hand: {}", e.getMessage());
        }
    }

    /** What is left stays, for an agent after this one. */
    @Override
    public void close() {
        agents.forEach(agent -> agent.lock().close());
        agents.clear();
    }
}
