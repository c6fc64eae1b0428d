package beelab.sensor.bpf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Type information of the kernel or of a BPF object. Layouts of {@code struct btf_type} and what
 * follows it are in Documentation/bpf/btf.rst of the kernel.
 *
 * <p>Use by one thread at a time. Where libbpf parses the kernel's BTF for its own relocations it
 * does so for each object: its public interface has no way to lend it this one.
 */
public final class Btf implements AutoCloseable {
    private static final int KIND_INT = 1;
    private static final int KIND_POINTER = 2;
    private static final int KIND_ARRAY = 3;
    private static final int KIND_STRUCT = 4;
    private static final int KIND_UNION = 5;
    private static final int KIND_ENUM = 6;
    private static final int KIND_TYPEDEF = 8;
    private static final int KIND_FUNC = 12;
    private static final int KIND_DATASEC = 15;
    private static final int KIND_ENUM64 = 19;
    private static final int INT_SIGNED = 1;

    private final MemorySegment handle;
    private final boolean owned;
    private final BtfTypes types;
    private boolean closed;

    private Btf(MemorySegment handle, boolean owned) {
        this.handle = handle;
        this.owned = owned;
        this.types = new BtfTypes(handle);
    }

    /** Parses the running kernel's BTF: some 10 MB until closed. */
    public static Btf kernel() throws BpfException {
        return new Btf(BtfCalls.loadVmlinux(), true);
    }

    /**
     * The types of a module, those of this kernel included. It must be closed before this one.
     *
     * @throws BpfException when the module is not loaded or was built without BTF
     */
    public Btf module(String name) throws BpfException {
        return new Btf(BtfCalls.loadModule(name, handle), true);
    }

    static Btf of(MemorySegment borrowed) {
        return new Btf(borrowed, false);
    }

    /** Id of a function; empty when there is none of that name. */
    Optional<Integer> functionId(String name) {
        return find(name, KIND_FUNC);
    }

    /** A function's declaration. */
    public Optional<Function> function(String name) {
        return find(name, KIND_FUNC)
                .map(id -> {
                    int proto = types.reference(id);
                    List<Field> parameters = new ArrayList<>();
                    for (int i = 0; i < types.count(proto); i++) {
                        int type = types.word(proto, i * 2 + 1);
                        parameters.add(
                                new Field(
                                        types.string(types.word(proto, i * 2)),
                                        types.describe(type),
                                        0,
                                        types.size(type)));
                    }
                    return new Function(name, parameters, types.describe(types.reference(proto)));
                });
    }

    /** Whether a struct or union of that name is defined. */
    public boolean hasStruct(String name) {
        return find(name, KIND_STRUCT).or(() -> find(name, KIND_UNION)).isPresent();
    }

    /** Layout of a struct. */
    public Optional<Struct> struct(String name) {
        return find(name, KIND_STRUCT)
                .map(id -> {
                    List<Field> members = new ArrayList<>();
                    for (int i = 0; i < types.count(id); i++) {
                        int type = types.word(id, i * 3 + 1);
                        int offset = types.word(id, i * 3 + 2);
                        members.add(
                                new Field(
                                        types.string(types.word(id, i * 3)),
                                        types.describe(type),
                                        types.hasBitfields(id) ? offset & 0xffffff : offset,
                                        types.size(type)));
                    }
                    return new Struct(name, types.size(id), members);
                });
    }

    /** Value of a member of a (32-bit) enum. */
    public OptionalLong enumValue(String enumName, String member) {
        Optional<Integer> id = find(enumName, KIND_ENUM);
        if (id.isPresent()) {
            for (int i = 0; i < types.count(id.get()); i++) {
                if (types.string(types.word(id.get(), i * 2)).equals(member)) {
                    return OptionalLong.of(types.word(id.get(), i * 2 + 1));
                }
            }
        }
        return OptionalLong.empty();
    }

    /** Members of a (32-bit) enum in order; empty when there is none of that name. */
    public Map<String, Integer> enumMembers(String enumName) {
        Map<String, Integer> members = new LinkedHashMap<>();
        Optional<Integer> id = find(enumName, KIND_ENUM);
        for (int i = 0; id.isPresent() && i < types.count(id.get()); i++) {
            members.put(types.string(types.word(id.get(), i * 2)), types.word(id.get(), i * 2 + 1));
        }
        return members;
    }

    /** Place of a global variable in its section; known once libbpf has opened the object. */
    public Optional<Variable> variable(String section, String name) {
        Optional<Integer> id = find(section, KIND_DATASEC);
        if (id.isPresent()) {
            for (int i = 0; i < types.count(id.get()); i++) {
                if (types.name(types.word(id.get(), i * 3)).equals(name)) {
                    return Optional.of(
                            new Variable(
                                    name,
                                    types.word(id.get(), i * 3 + 1),
                                    types.word(id.get(), i * 3 + 2)));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Number of a type by its name without pointers: {@code struct NAME}, {@code union NAME},
     * {@code enum NAME}, or the bare name of a struct, union, typedef, enum or number.
     */
    public OptionalInt typeId(String name) {
        int space = name.indexOf(' ');
        String tag = space < 0 ? "" : name.substring(0, space);
        String bare = space < 0 ? name : name.substring(space + 1);
        List<Integer> kinds =
                switch (tag) {
                    case "struct" -> List.of(KIND_STRUCT);
                    case "union" -> List.of(KIND_UNION);
                    case "enum" -> List.of(KIND_ENUM, KIND_ENUM64);
                    case "" -> List.of(KIND_STRUCT, KIND_UNION, KIND_TYPEDEF, KIND_ENUM, KIND_INT);
                    // Numbers have names of several words.
                    default -> List.of(KIND_INT);
                };
        for (int kind : kinds) {
            Optional<Integer> id = find(kind == KIND_INT ? name : bare, kind);
            if (id.isPresent()) {
                return OptionalInt.of(id.get());
            }
        }
        return OptionalInt.empty();
    }

    /** The type as C writes it, typedefs kept, qualifiers left out. */
    public String describe(int id) {
        return types.describe(id);
    }

    /** What a type is, behind typedefs and qualifiers. */
    public Type type(int id) {
        int bare = types.strip(id);
        return switch (types.kind(bare)) {
            case KIND_INT ->
                    new Type.Number(
                            types.size(bare), (types.word(bare, 0) >>> 24 & INT_SIGNED) != 0);
            case KIND_ENUM, KIND_ENUM64 ->
                    new Type.Number(types.size(bare), types.hasBitfields(bare));
            case KIND_POINTER -> new Type.Pointer(types.reference(bare));
            case KIND_ARRAY -> {
                int element = types.word(bare, 0);
                yield new Type.Array(element, types.size(element), types.word(bare, 2));
            }
            case KIND_STRUCT, KIND_UNION ->
                    new Type.Composite(types.name(bare), types.size(bare), members(bare));
            default -> new Type.Other(types.describe(bare));
        };
    }

    private List<Type.Member> members(int id) {
        List<Type.Member> members = new ArrayList<>();
        boolean fields = types.hasBitfields(id);
        for (int i = 0; i < types.count(id); i++) {
            int offset = types.word(id, i * 3 + 2);
            members.add(
                    new Type.Member(
                            types.string(types.word(id, i * 3)),
                            types.word(id, i * 3 + 1),
                            fields ? offset & 0xffffff : offset,
                            fields ? offset >>> 24 : 0));
        }
        return members;
    }

    /** What a type is; numbers of other types are those of the same BTF. */
    public sealed interface Type {

        /** A number, truth value or enum. */
        record Number(int bytes, boolean signed) implements Type {}

        /** A pointer; 0 is {@code void}. */
        record Pointer(int target) implements Type {}

        /** An array; length 0 for an open one. */
        record Array(int element, int elementBytes, int length) implements Type {}

        /** A struct or union. */
        record Composite(String name, int bytes, List<Member> members) implements Type {}

        /** A function, a forward declaration, void. */
        record Other(String name) implements Type {}

        /**
         * A member.
         *
         * @param bits width of a bit field, 0 when it is none
         */
        record Member(String name, int type, int bitOffset, int bits) {}
    }

    private Optional<Integer> find(String name, int kind) {
        if (closed) {
            throw new IllegalStateException("this BTF is closed");
        }
        int id = BtfCalls.find(handle, name, kind);
        return id > 0 ? Optional.of(id) : Optional.empty();
    }

    @Override
    public void close() {
        if (owned && !closed) {
            closed = true;
            BtfCalls.free(handle);
        }
    }

    /**
     * A function.
     *
     * @param name its name
     * @param parameters in order; their {@code bitOffset} means nothing
     * @param returnType C type, {@code void} included
     */
    public record Function(String name, List<Field> parameters, String returnType) {}

    /**
     * A struct.
     *
     * @param name its tag
     * @param size bytes
     * @param members in order
     */
    public record Struct(String name, int size, List<Field> members) {}

    /**
     * A member or a parameter.
     *
     * @param name empty for anonymous members
     * @param type C type without qualifiers, such as {@code struct path *}, {@code char[16]}
     * @param bitOffset bits from the start of the struct
     * @param size bytes of the type; 0 when it has none
     */
    public record Field(String name, String type, int bitOffset, int size) {}

    /**
     * A global variable.
     *
     * @param name C name
     * @param offset bytes from the start of its section
     * @param size bytes
     */
    public record Variable(String name, int offset, int size) {}

    /** Reads the words of {@code struct btf_type}. */
    private record BtfTypes(MemorySegment btf) {
        private static final long INFO = 4;
        private static final long SIZE_OR_TYPE = 8;
        private static final long REST = 12;

        int count(int id) {
            return info(id) & 0xffff;
        }

        int reference(int id) {
            return get(id, SIZE_OR_TYPE);
        }

        boolean hasBitfields(int id) {
            return info(id) < 0;
        }

        /** 32-bit word number {@code index} of what follows the type. */
        int word(int id, int index) {
            return get(id, REST + 4L * index);
        }

        int kind(int id) {
            return id == 0 ? 0 : info(id) >>> 24 & 0x1f;
        }

        /** Behind typedefs, const, volatile, restrict and type tags. */
        int strip(int id) {
            int bare = id;
            while (true) {
                switch (kind(bare)) {
                    case KIND_TYPEDEF, 9, 10, 11, 18 -> bare = reference(bare);
                    default -> {
                        return bare;
                    }
                }
            }
        }

        String name(int id) {
            return id == 0 ? "void" : string(get(id, 0));
        }

        String string(int offset) {
            return BtfCalls.name(btf, offset);
        }

        int size(int id) {
            return id == 0 ? 0 : BtfCalls.size(btf, id);
        }

        /** The type as C writes it, without const, volatile and the like. */
        String describe(int id) {
            if (id == 0) {
                return "void";
            }
            int kind = info(id) >>> 24 & 0x1f;
            return switch (kind) {
                case 2 -> pointer(describe(reference(id)));
                case 3 -> describe(word(id, 0)) + "[" + word(id, 2) + "]";
                case KIND_STRUCT -> "struct " + name(id);
                case KIND_UNION -> "union " + name(id);
                case KIND_ENUM, 19 -> "enum " + name(id);
                case 7 -> (info(id) < 0 ? "union " : "struct ") + name(id);
                case 9, 10, 11, 18 -> describe(reference(id)); // volatile const restrict tag
                case 13 -> "function";
                default -> name(id);
            };
        }

        private static String pointer(String target) {
            return target.endsWith("*") ? target + "*" : target + " *";
        }

        private int info(int id) {
            return get(id, INFO);
        }

        private int get(int id, long offset) {
            return BtfCalls.type(btf, id).get(ValueLayout.JAVA_INT, offset);
        }
    }
}
