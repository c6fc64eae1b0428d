package beelab.sensor.cli;

import beelab.sensor.attach.BaseSensor;
import beelab.sensor.attach.PolicyRegistry;
import beelab.sensor.bpf.BpfException;
import beelab.sensor.compile.KernelFeatures;
import beelab.sensor.compile.PolicyCompiler;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.TracingPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads policies for a moment, as the agent would, and unloads them again. Events that they make in
 * the meantime are thrown away. A running agent is not disturbed: its programs and maps are its
 * own.
 */
final class TrialLoader implements AutoCloseable {
    private static final String DOMAIN = "static";
    private static final int RING_BYTES = 64 * 1024;

    private final @Nullable BaseSensor sensor;
    private final @Nullable PolicyRegistry registry;

    private TrialLoader(@Nullable BaseSensor sensor, @Nullable PolicyRegistry registry) {
        this.sensor = sensor;
        this.registry = registry;
    }

    /** Loads nothing: for plans only. */
    static TrialLoader none() {
        return new TrialLoader(null, null);
    }

    /** A loader for this machine's kernel. */
    static TrialLoader open(KernelFeatures features, PolicyCompiler compiler) {
        try {
            BaseSensor sensor = BaseSensor.open(features.cgroups(), RING_BYTES, record -> {});
            return new TrialLoader(
                    sensor, new PolicyRegistry(sensor, features.cgroups(), compiler::compile));
        } catch (BpfException e) {
            throw new CliException(
                    "nothing can be loaded on this machine: "
                            + e.getMessage()
                            + " (--load needs root; `bee probe` tells what is missing)");
        }
    }

    /** Whether policies are really loaded. */
    boolean loads() {
        return registry != null;
    }

    /** Loads and unloads one policy; the problems are the kernel's. */
    List<PolicyProblem> tryOut(String text, String source, TracingPolicy policy) {
        if (registry == null) {
            return List.of();
        }
        List<PolicyProblem> problems = List.of();
        try {
            registry.add(text, source, DOMAIN);
        } catch (PolicyException e) {
            problems = e.problems();
        }
        boolean known = registry.delete(policy.name(), policy.namespace(), DOMAIN);
        if (!known && problems.isEmpty()) {
            throw new IllegalStateException(policy.name() + " was loaded and cannot be unloaded");
        }
        return problems;
    }

    @Override
    public void close() {
        if (registry != null) {
            registry.close();
        }
        if (sensor != null) {
            sensor.close();
        }
    }
}
