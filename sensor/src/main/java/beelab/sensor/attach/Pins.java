package beelab.sensor.attach;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.BpfFs;
import beelab.sensor.bpf.BpfLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The names by which enforcement outlives this agent, in a {@link PinFolder} of its own. A named
 * link keeps its program, and a program its maps. With the first policy the links of the base
 * sensor are named too, because selectors ask what its programs know of processes.
 *
 * <p>Belongs to the thread {@code policy-control}.
 */
final class Pins implements AutoCloseable {
    private final Path folder;
    private final BpfFs.Lock lock;
    private final List<BpfLink> base;
    private final Map<Chain, Integer> chains = new HashMap<>();
    private int policies;
    private int lastChain;

    private Pins(Path folder, BpfFs.Lock lock, List<BpfLink> base) {
        this.folder = folder;
        this.lock = lock;
        this.base = List.copyOf(base);
    }

    /**
     * Makes a folder below that one.
     *
     * @param base links that are pinned along with the first policy
     * @throws BpfException when it is not in a file system {@code bpf}
     */
    static Pins create(Path root, List<BpfLink> base) throws BpfException {
        try {
            Path parent = root.getParent();
            if (parent == null || !BpfFs.holds(parent)) {
                throw new BpfException(
                        root + " is not in a file system bpf: " + BpfFs.HOW_TO_MOUNT);
            }
            Path ignored = Files.createDirectories(root);
            Path folder = PinFolder.create(root);
            BpfFs.Lock lock =
                    BpfFs.lock(folder)
                            .orElseThrow(() -> new BpfException(folder + " is locked already"));
            return new Pins(folder, lock, base);
        } catch (IOException e) {
            throw PinFolder.refused("make a folder below " + root, e);
        }
    }

    /**
     * Names the links of a policy.
     *
     * @param chains those that some of its programs share
     * @return takes the names away when closed, which must happen before the links are closed
     */
    AutoCloseable pin(PolicyKey key, int id, List<BpfLink> links, Collection<Chain> chains)
            throws BpfException {
        Teardown names = new Teardown();
        try {
            AutoCloseable ignoredBase = names.add(pinBase());
            for (Chain chain : chains) {
                AutoCloseable ignored = names.add(pin(chain));
            }
            Path policy = folder(key);
            Path version = policy.resolve(Integer.toString(id));
            AutoCloseable ignored = names.add(() -> release(policy, version));
            Path made = Files.createDirectories(version);
            for (int i = 0; i < links.size(); i++) {
                links.get(i).pin(made.resolve(Integer.toString(i)));
            }
            return names;
        } catch (IOException e) {
            names.close();
            throw PinFolder.refused("pin policy " + key, e);
        } catch (BpfException | RuntimeException e) {
            names.close();
            throw e;
        }
    }

    private static void release(Path policy, Path version) throws BpfException, IOException {
        PinFolder.delete(version);
        try (var others = Files.list(policy)) {
            if (others.findAny().isPresent()) {
                return; // the version that takes its place
            }
        }
        PinFolder.delete(policy);
    }

    private AutoCloseable pinBase() throws BpfException {
        Path names = folder.resolve("base");
        if (policies++ == 0) {
            try {
                Path made = Files.createDirectory(names);
                for (int i = 0; i < base.size(); i++) {
                    base.get(i).pin(made.resolve(Integer.toString(i)));
                }
            } catch (IOException e) {
                policies--;
                throw PinFolder.refused("pin the base sensor", e);
            } catch (BpfException e) {
                policies--;
                PinFolder.delete(names);
                throw e;
            }
        }
        return () -> {
            if (--policies == 0) {
                PinFolder.delete(names);
            }
        };
    }

    private AutoCloseable pin(Chain chain) throws BpfException {
        if (chains.merge(chain, 1, Integer::sum) == 1) {
            try {
                chain.pin(folder.resolve("chain-" + ++lastChain));
            } catch (BpfException e) {
                chains.remove(chain);
                chain.unpin();
                throw e;
            }
        }
        return () -> {
            if (chains.merge(chain, -1, Integer::sum) == 0) {
                chains.remove(chain);
                chain.unpin();
            }
        };
    }

    /** Where the names of a policy are. */
    Path folder(PolicyKey key) {
        return PinFolder.of(folder, key);
    }

    /** Whether something is to be left when the agent ends. */
    boolean isUsed() {
        return policies > 0;
    }

    /** Gives the lock back, and deletes the folder when nothing is named in it. */
    @Override
    public void close() throws BpfException {
        try {
            if (!isUsed()) {
                PinFolder.delete(folder);
            }
        } finally {
            lock.close();
        }
    }
}
