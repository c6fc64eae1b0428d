package beelab.sensor.probe;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.Btf;
import beelab.sensor.compile.KernelTypes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The running kernel's types for the planner, from its BTF. Answers are remembered. */
public final class BtfKernelTypes implements KernelTypes, AutoCloseable {
    private final Btf btf;
    private final Map<String, Optional<Signature>> functions = new HashMap<>();

    /** Parses the kernel's BTF. */
    public BtfKernelTypes() throws BpfException {
        this.btf = Btf.kernel();
    }

    @Override
    public synchronized Optional<Signature> function(String name) {
        return functions.computeIfAbsent(name, this::read);
    }

    @Override
    public synchronized boolean hasStruct(String name) {
        return btf.hasStruct(name);
    }

    private Optional<Signature> read(String name) {
        return btf.function(name)
                .map(function ->
                        new Signature(
                                function.name(),
                                function.parameters().stream()
                                        .map(p ->
                                                new Parameter(
                                                        p.name(),
                                                        p.type(),
                                                        p.size(),
                                                        p.type().endsWith("*")))
                                        .toList(),
                                function.returnType()));
    }

    @Override
    public synchronized void close() {
        btf.close();
    }
}
