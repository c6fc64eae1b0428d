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
