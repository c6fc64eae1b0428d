package beelab.sensor.probe;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.Btf;
import beelab.sensor.compile.KernelTypes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The running kernel's types for the planner, from its BTF. Answers are remembered. */
public final class BtfKernelTypes implements KernelTypes, AutoCloseable {
    private final Btf btf;
    private final Map<String, Optional<Signature>> functions = new HashMap<>();
    private final Map<String, Btf> modules = new HashMap<>();

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

    @Override
    public synchronized Optional<TypeRef> type(String name, String module) {
        Btf source = source(module);
        if (source == null) {
            return Optional.empty();
        }
        OptionalInt id = source.typeId(name);
        return id.isPresent() ? Optional.of(new TypeRef(module, id.getAsInt())) : Optional.empty();
    }

    @Override
    public synchronized Shape shape(TypeRef type) {
        Btf source = source(type.module());
        if (source == null) {
            return new Shape.Opaque("unknown");
        }
        return switch (source.type(type.id())) {
            case Btf.Type.Number(int bytes, boolean signed) -> new Shape.Scalar(bytes, signed);
            case Btf.Type.Pointer(int target) ->
                    new Shape.Pointer(new TypeRef(type.module(), target));
            case Btf.Type.Array(int element, int bytes, int length) ->
                    new Shape.Array(new TypeRef(type.module(), element), bytes, length);
            case Btf.Type.Composite(String name, int bytes, List<Btf.Type.Member> members) ->
                    new Shape.Struct(
                            name,
                            bytes,
                            members.stream()
                                    .map(m ->
                                            new Member(
                                                    m.name(),
                                                    new TypeRef(type.module(), m.type()),
                                                    m.bitOffset(),
                                                    m.bits()))
                                    .toList());
            case Btf.Type.Other(String name) -> new Shape.Opaque(name);
        };
    }

    @Override
    public synchronized String describe(TypeRef type) {
        Btf source = source(type.module());
        return source == null ? "unknown" : source.describe(type.id());
    }

    /** The kernel's types or a module's; null when the module has none to read. */
    private @Nullable Btf source(String module) {
        if (module.isEmpty()) {
            return btf;
        }
        return modules.computeIfAbsent(
                module,
                name -> {
                    try {
                        return btf.module(name);
                    } catch (BpfException notThere) {
                        return null;
                    }
                });
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
        modules.values().forEach(Btf::close);
        modules.clear();
        btf.close();
    }
}
