package beelab.sensor.compile;

import java.util.List;
import java.util.Optional;

/** What the kernel's BTF says of its functions and structs; the planner checks arguments by it. */
public interface KernelTypes {

    /** The function's signature; empty when the kernel's BTF has no such function. */
    Optional<Signature> function(String name);

    /** Whether the BTF defines the struct or union. */
    boolean hasStruct(String name);

    /**
     * A function as C declares it.
     *
     * @param name the function's name
     * @param parameters in order
     * @param returnType C type such as {@code int} or {@code struct file *}
     */
    record Signature(String name, List<Parameter> parameters, String returnType) {
        public Signature {
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * One parameter.
     *
     * @param name its name; may be empty
     * @param type C type without qualifiers, such as {@code struct path *}, {@code unsigned int}
     * @param size bytes of the type, 8 for pointers; 0 when unknown
     * @param pointer whether it is a pointer
     */
    record Parameter(String name, String type, int size, boolean pointer) {}

    /**
     * A type by its name in C without pointers, such as {@code struct sock} or {@code
     * kernel_cap_t}; a bare name may be that of a struct too. Empty when there is none.
     *
     * @param module whose types are looked through as well; empty for the kernel's alone
     */
    default Optional<TypeRef> type(String name, String module) {
        return Optional.empty();
    }

    /** What a type is, behind typedefs and qualifiers. */
    default Shape shape(TypeRef type) {
        return new Shape.Opaque("unknown");
    }

    /** The type as C writes it, typedefs kept, such as {@code kernel_cap_t} or {@code char[16]}. */
    default String describe(TypeRef type) {
        return "unknown";
    }

    /**
     * One type of one source.
     *
     * @param module that defines it; empty for the kernel
     * @param id its number there
     */
    record TypeRef(String module, int id) {}

    /** What a type is, as far as a path of members may lead through it. */
    sealed interface Shape {

        /** A number, a truth value or an enum, of 1 to 16 bytes. */
        record Scalar(int bytes, boolean signed) implements Shape {}

        /** A pointer. */
        record Pointer(TypeRef target) implements Shape {}

        /**
         * An array.
         *
         * @param elementBytes size of one element
         * @param length 0 for one of open length at the end of a structure
         */
        record Array(TypeRef element, int elementBytes, int length) implements Shape {}

        /** A struct or union. */
        record Struct(String name, int bytes, List<Member> members) implements Shape {
            public Struct {
                members = List.copyOf(members);
            }
        }

        /** Nothing that has members: void, a function, a type that is only declared. */
        record Opaque(String name) implements Shape {}
    }

    /**
     * A member of a struct or union.
     *
     * @param name empty for an anonymous struct or union, whose members belong to the outer one
     * @param bitOffset from the beginning of the struct
     * @param bits width of a bit field; 0 when it is none
     */
    record Member(String name, TypeRef type, int bitOffset, int bits) {}

    /** No knowledge: for planning without a kernel, where every function is taken as possible. */
    KernelTypes NONE =
            new KernelTypes() {
                @Override
                public Optional<Signature> function(String name) {
                    return Optional.empty();
                }

                @Override
                public boolean hasStruct(String name) {
                    return false;
                }
            };
}
