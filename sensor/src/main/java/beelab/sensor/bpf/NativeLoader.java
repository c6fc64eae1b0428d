package beelab.sensor.bpf;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills records of method handles by their {@link NativeSignature}s. A library or symbol that is
 * missing is told by name with what to install.
 */
final class NativeLoader {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;

    private NativeLoader() {}

    /** libbpf with the ABI that Debian's package libbpf1 has; libbpf.so alone is in -dev only. */
    static SymbolLookup libbpf() {
        try {
            return SymbolLookup.libraryLookup("libbpf.so.1", Arena.global());
        } catch (IllegalArgumentException missing) {
            throw new UnsatisfiedLinkError(
                    "libbpf.so.1 is not installed (Debian: apt-get install libbpf1): "
                            + missing.getMessage());
        } catch (IllegalCallerException denied) {
            throw new UnsatisfiedLinkError(
                    "native access is denied: start Java with --enable-native-access=ALL-UNNAMED");
        }
    }

    static SymbolLookup libc() {
        return LINKER.defaultLookup();
    }

    /** A record of type {@code type} whose components are the functions they are annotated with. */
    static <R extends Record> R load(
            MethodHandles.Lookup caller, Class<R> type, SymbolLookup library) {
        List<Class<?>> types = new ArrayList<>();
        List<Object> handles = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            NativeSignature signature = component.getAnnotation(NativeSignature.class);
            if (signature == null) {
                throw new IllegalStateException(component + " has no @NativeSignature");
            }
            types.add(component.getType());
            handles.add(handle(signature, library));
        }
        try {
            MethodHandle constructor =
                    caller.findConstructor(
                            type, java.lang.invoke.MethodType.methodType(void.class, types));
            return type.cast(constructor.invokeWithArguments(handles));
        } catch (Throwable impossible) {
            throw new IllegalStateException(type + " cannot be constructed", impossible);
        }
    }

    private static MethodHandle handle(NativeSignature signature, SymbolLookup library) {
        MemorySegment symbol =
                library.find(signature.name())
                        .orElseThrow(() ->
                                new UnsatisfiedLinkError(
                                        signature.name()
                                                + " is not in the library: libbpf 1.1 or newer"
                                                + " is needed"));
        MemoryLayout[] arguments = new MemoryLayout[signature.takes().length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = layout(signature.takes()[i]);
        }
        FunctionDescriptor descriptor =
                signature.returns() == void.class
                        ? FunctionDescriptor.ofVoid(arguments)
                        : FunctionDescriptor.of(layout(signature.returns()), arguments);
        List<Linker.Option> options = new ArrayList<>();
        if (signature.errno()) {
            options.add(Linker.Option.captureCallState("errno"));
        }
        if (signature.variadicFrom() >= 0) {
            options.add(Linker.Option.firstVariadicArg(signature.variadicFrom()));
        }
        return LINKER.downcallHandle(symbol, descriptor, options.toArray(Linker.Option[]::new));
    }

    /** A C function pointer that calls the handle; it lives as long as the arena. */
    static MemorySegment upcall(MethodHandle target, FunctionDescriptor descriptor, Arena arena) {
        return LINKER.upcallStub(target, descriptor, arena);
    }

    private static MemoryLayout layout(Class<?> type) {
        if (type == int.class) {
            return ValueLayout.JAVA_INT;
        } else if (type == long.class) {
            return ValueLayout.JAVA_LONG;
        } else if (type == boolean.class) {
            return ValueLayout.JAVA_BOOLEAN;
        } else if (type == MemorySegment.class) {
            return POINTER;
        }
        throw new IllegalArgumentException("no native layout for " + type);
    }
}
