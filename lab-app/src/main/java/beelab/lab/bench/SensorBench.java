package beelab.lab.bench;

import beelab.lab.bench.Load.Kind;
import beelab.lab.feed.SensorPolicies;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the sensor costs in the kernel, and the same of bpftrace printing the same two strings, in
 * turns of one run. Times are the kernel's own run-time statistics of the programs, divided by the
 * number of events; they hold the clock reads of the statistics (some 20 ns) on both sides.
 */
final class SensorBench {
    private static final int ROUNDS = 7;
    private static final int EVENTS = 10_000;
    private static final int CONNECTIONS = 2_000;
    private static final int LOADS = 15;
    private static final int MANY = 200;

    private final HostSensor sensor;
    private final SensorPolicies policies;
    private final Load load;
    private final Path folder;
    private final Set<Integer> baseSensor;
    private final Consumer<String> problem;

    /**
     * A bench on a running sensor without policies.
     *
     * @param folder writable, for the load's files
     * @param problem is told why a figure is missing
     */
    SensorBench(HostSensor sensor, SensorPolicies policies, Path folder, Consumer<String> problem)
            throws IOException, InterruptedException {
        this.sensor = sensor;
        this.policies = policies;
        this.folder = folder;
        this.problem = problem;
        this.load = Load.compile(folder);
        this.baseSensor = Set.copyOf(ProgramTimes.of(sensor.pid()).byId().keySet());
    }

    /** The cost of emitted and of rejected events of one kind. */
    List<PairedCost> cost(Kind kind) throws IOException, InterruptedException {
        List<Double> oursEmitted = new ArrayList<>();
        List<Double> oursRejected = new ArrayList<>();
        List<Double> theirsEmitted = new ArrayList<>();
        List<Double> theirsRejected = new ArrayList<>();
        String missing = "";
        for (int round = 0; round < ROUNDS; round++) {
            policies.add(Load.resource(kind.policy + ".yaml"));
            try {
                measure(kind, sensor.pid(), baseSensor, oursEmitted, oursRejected);
            } finally {
                policies.delete("bench-" + kind.policy);
            }
            try (Bpftrace other = Bpftrace.start(folder, Load.resource(kind.policy + ".bt"))) {
                measure(kind, other.pid(), Set.of(), theirsEmitted, theirsRejected);
            } catch (NoSuchFileException ended) {
                missing = "bpftrace ended by itself";
            } catch (IOException failed) {
                missing = String.valueOf(failed.getMessage());
            }
        }
        if (theirsEmitted.size() < ROUNDS) {
            problem.accept(
                    "%s: only %d of %d rounds of bpftrace: %s"
                            .formatted(kind.policy, theirsEmitted.size(), ROUNDS, missing));
        }
        return List.of(
                new PairedCost(kind.policy, true, oursEmitted, theirsEmitted),
                new PairedCost(kind.policy, false, oursRejected, theirsRejected));
    }

    /**
     * Runs the load twice. Programs may run for other calls too, of this load and of the machine;
     * those are rejected, and what a rejection costs is known from the run that has no others.
     */
    private void measure(
            Kind kind, long pid, Set<Integer> without, List<Double> emitted, List<Double> rejected)
            throws IOException, InterruptedException {
        int count = kind == Kind.TCP ? CONNECTIONS : EVENTS;
        load.run(kind, count / 10, kind.rejected);
        ProgramTimes.Run none = during(kind, count, kind.rejected, pid, without);
        double rejection = (double) none.nanos() / Math.max(1, none.count());
        ProgramTimes.Run all = during(kind, count, kind.matches, pid, without);
        if (all.count() < count) {
            throw new IOException(
                    "of %d calls the programs saw only %d".formatted(count, all.count()));
        }
        // A program that runs several times for a rejected call is counted for the whole call.
        rejected.add(Math.max(rejection, (double) none.nanos() / Math.max(count, none.count())));
        emitted.add((all.nanos() - (all.count() - count) * rejection) / count);
    }

    private ProgramTimes.Run during(
            Kind kind, int count, String name, long pid, Set<Integer> without)
            throws IOException, InterruptedException {
        ProgramTimes.Run before = ProgramTimes.of(pid).sumWithout(without);
        load.run(kind, count, name);
        return ProgramTimes.of(pid).sumWithout(without).minus(before);
    }

    /** Kernel memory of each kind's policy, in bytes. */
    long memory(Kind kind) throws IOException {
        policies.add(Load.resource(kind.policy + ".yaml"));
        try {
            return policies.list().stream()
                    .filter(policy -> policy.name().equals("bench-" + kind.policy))
                    .findFirst()
                    .orElseThrow()
                    .kernelBytes();
        } finally {
            policies.delete("bench-" + kind.policy);
        }
    }

    /** Milliseconds from the request to load the policy to the answer that it is attached. */
    List<Double> loadTimes(Kind kind) throws IOException {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < LOADS; i++) {
            long began = System.nanoTime();
            policies.add(Load.resource(kind.policy + ".yaml"));
            times.add((System.nanoTime() - began) / 1e6);
            policies.delete("bench-" + kind.policy);
        }
        return times;
    }

    /**
     * Many policies at once, all on the same function.
     *
     * @param loaded how many were loaded
     * @param seconds how long that took
     * @param bytes kernel memory of all of them
     * @param refusal why the next one was refused; empty when all were loaded
     */
    record Many(int loaded, double seconds, long bytes, String refusal) {}

    /** Loads 200 of them, or as many as go. */
    Many many() throws IOException {
        String yaml = Load.resource("symlink.yaml");
        int loaded = 0;
        String refusal = "";
        long began = System.nanoTime();
        try {
            while (loaded < MANY && refusal.isEmpty()) {
                try {
                    policies.add(yaml.replace("bench-symlink", "bench-many-" + loaded));
                    loaded++;
                } catch (IOException e) {
                    refusal = String.valueOf(e.getMessage());
                }
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            long bytes =
                    policies.list().stream()
                            .filter(policy -> policy.state().endsWith("enabled"))
                            .mapToLong(SensorPolicies.Loaded::kernelBytes)
                            .sum();
            return new Many(loaded, seconds, bytes, refusal);
        } finally {
            for (int i = 0; i < loaded; i++) {
                policies.delete("bench-many-" + i);
            }
        }
    }
}
