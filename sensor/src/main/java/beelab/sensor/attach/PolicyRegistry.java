package beelab.sensor.attach;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.FreeMemory;
import beelab.sensor.compile.CgroupHierarchy;
import beelab.sensor.compile.CompiledPolicy;
import beelab.sensor.compile.HookConfigEncoder;
import beelab.sensor.compile.Machine;
import beelab.sensor.policy.PolicyControl;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyStatus;
import beelab.sensor.process.ProcessScan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * All policies of the agent. Its thread {@code policy-control} is the only one that changes the
 * kernel; callers wait for it. Close it before the {@link BaseSensor}.
 */
public final class PolicyRegistry implements PolicyControl, WorkloadControl, AutoCloseable {
    private final PolicyTable table;
    private final MappingWatch mappings = new MappingWatch();
    private final ExecutorService control =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("policy-control").daemon().factory());

    /** Also of policies that are gone: their last records may still wait in the ring buffer. */
    private final Map<Integer, CompiledPolicy> compiledById = new ConcurrentHashMap<>();

    /**
     * A registry without policies.
     *
     * @param sensor whose maps the policies share
     * @param cgroups the hierarchy that the sensor was opened with
     * @param compilation plans policies for this kernel
     */
    public PolicyRegistry(
            BaseSensor sensor, CgroupHierarchy cgroups, PolicyCompilation compilation) {
        int subsystem = cgroups.version() == 2 ? -1 : cgroups.subsysIndex();
        FollowedSets followed = new FollowedSets(sensor.shared());
        Machine machine =
                new Machine(
                        subsystem,
                        own(),
                        HostNamespaces.read(Path.of("/proc")),
                        followed::numberOf);
        PolicyLoader loader =
                new PolicyLoader(
                        sensor.pins(),
                        sensor.agentMaps(),
                        new HookConfigEncoder(machine),
                        followed,
                        mappings);
        Workloads workloads = new Workloads(new CgroupIndex(cgroups, System::nanoTime));
        this.table = new PolicyTable(loader, compilation, workloads, compiledById);
    }

    /** The agent's own reads and writes would otherwise make events that make reads and writes. */
    private static Machine.Skipped own() {
        return new Machine.Skipped(
                (int) ProcessHandle.current().pid(), (int) ProcessScan.ownTick());
    }

    /**
     * Looks for policies that agents before this one left in the kernel. Each of them stays there
     * until one of its name is loaded, or it is deleted; they are listed with state UNKNOWN.
     *
     * @param folder as of {@link BaseSensor#keepIn}; may be missing
     */
    public void findFormer(Path folder) throws BpfException {
        Optional<BpfException> refused =
                await(() -> {
                    try {
                        table.findFormer(folder);
                        return Optional.<BpfException>empty();
                    } catch (BpfException e) {
                        return Optional.of(e);
                    }
                });
        if (refused.isPresent()) {
            throw refused.get();
        }
    }

    /**
     * To be called once, when all policies of the start are loaded: only now those that they
     * replaced are released, so that a start that fails weakens nothing.
     *
     * @param all whether those go too that nothing replaced
     */
    public void settleFormer(boolean all) {
        boolean ignored =
                await(() -> {
                    table.settleFormer(all);
                    return true;
                });
    }

    /** Unloads every policy of this agent, also those that {@link #close} would leave. */
    public void deleteAll() {
        boolean ignored =
                await(() -> {
                    table.deleteAll();
                    return true;
                });
    }

    /** Tells where to learn this node's labels; policies that are added later ask there. */
    public void setNodeLabels(NodeLabels labels) {
        later(() -> table.setNodeLabels(labels));
    }

    /** What policies with {@code loader: true} see. */
    public MappingWatch mappings() {
        return mappings;
    }

    @Override
    public PolicyStatus add(String yaml, String source, String domain) throws PolicyException {
        return change(() -> table.add(yaml, source, domain));
    }

    @Override
    public PolicyStatus replace(String yaml, String source, String domain) throws PolicyException {
        return change(() -> table.replace(yaml, source, domain));
    }

    @Override
    public void enable(String name, String namespace, String domain) throws PolicyException {
        boolean ignored =
                change(() -> {
                    table.enable(name, namespace, domain);
                    return true;
                });
    }

    @Override
    public void disable(String name, String namespace, String domain) throws PolicyException {
        boolean ignored =
                change(() -> {
                    table.disable(name, namespace, domain);
                    return true;
                });
    }

    @Override
    public void setMode(String name, String namespace, String domain, PolicyStatus.Mode mode)
            throws PolicyException {
        boolean ignored =
                change(() -> {
                    table.setMode(name, namespace, domain, mode);
                    return true;
                });
    }

    private <T> T change(Callable<T> work) throws PolicyException {
        try {
            return control.submit(
                            () -> {
                                try {
                                    return work.call();
                                } finally {
                                    FreeMemory.giveBack();
                                }
                            })
                    .get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PolicyException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public boolean delete(String name, String namespace, String domain) {
        return await(() -> table.delete(new PolicyKey(domain, namespace, name)));
    }

    @Override
    public List<PolicyStatus> list() {
        return await(table::list);
    }

    /** The programs of all loaded policies, with run times where the kernel measures them. */
    public Programs programs() {
        return await(table::programs);
    }

    /**
     * @param unreadable policies whose programs the kernel did not tell
     */
    public record Programs(List<PolicyProgram> programs, int unreadable) {
        public Programs {
            programs = List.copyOf(programs);
        }
    }

    /** What the id of a record stands for; also for a policy that was deleted since. */
    public Optional<CompiledPolicy> compiled(int policyId) {
        return Optional.ofNullable(compiledById.get(policyId));
    }

    @Override
    public void containerRunning(Workload workload) {
        later(() -> table.containerRunning(workload));
    }

    @Override
    public void containerGone(String containerId) {
        later(() -> table.containerGone(containerId));
    }

    @Override
    public void cgroupSeen(String cgroupName, long cgroupId) {
        String containerId = CgroupIndex.containerId(cgroupName);
        if (!containerId.isEmpty() && table.isNews(containerId, cgroupId)) {
            later(() -> table.cgroupSeen(containerId, cgroupId));
        }
    }

    private void later(Runnable work) {
        try {
            control.execute(work);
        } catch (RejectedExecutionException closed) {
            // The agent is going down: nothing is selected any more.
            return;
        }
    }

    private <T> T await(Callable<T> work) {
        try {
            return control.submit(work).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for policy-control", e);
    }

    /**
     * Unloads every policy and ends the thread. Policies that are kept (see {@link
     * BaseSensor#keepIn}) stay as they are.
     */
    @Override
    public void close() {
        if (!control.isShutdown()) {
            await(() -> {
                table.close();
                return true;
            });
            control.close();
        }
    }
}
