package beelab.sensor.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Set;
import java.util.TreeSet;

/** The ids of everything that is loaded in the kernel now, by whomever. Needs CAP_SYS_ADMIN. */
public final class ObjectIds {
    private static final Handles C =
            NativeLoader.load(MethodHandles.lookup(), Handles.class, NativeLoader.libbpf());

    private record Handles(
            @NativeSignature(
                            name = "bpf_prog_get_next_id",
                            returns = int.class,
                            takes = {int.class, MemorySegment.class})
                    MethodHandle program,
            @NativeSignature(
                            name = "bpf_map_get_next_id",
                            returns = int.class,
                            takes = {int.class, MemorySegment.class})
                    MethodHandle map,
            @NativeSignature(
                            name = "bpf_link_get_next_id",
                            returns = int.class,
                            takes = {int.class, MemorySegment.class})
                    MethodHandle link) {}

    private ObjectIds() {}

    /**
     * Programs, also those that only their attachment keeps.
     *
     * @throws BpfException when the kernel does not let this process ask
     */
    public static Set<Integer> programs() throws BpfException {
        return all("list programs", C.program());
    }

    /**
     * Maps.
     *
     * @throws BpfException when the kernel does not let this process ask
     */
    public static Set<Integer> maps() throws BpfException {
        return all("list maps", C.map());
    }

    /**
     * Links; older kinds of attachment have none.
     *
     * @throws BpfException when the kernel does not let this process ask
     */
    public static Set<Integer> links() throws BpfException {
        return all("list links", C.link());
    }

    private static Set<Integer> all(String doing, MethodHandle next) throws BpfException {
        Set<Integer> ids = new TreeSet<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment id = arena.allocate(ValueLayout.JAVA_INT);
            int current = 0;
            while (true) {
                int start = current;
                try {
                    int ignored = Native.checked(doing, () -> (int) next.invokeExact(start, id));
                } catch (BpfException e) {
                    if (e.errno() == Errno.ENOENT) {
                        return ids; // the end
                    }
                    throw e;
                }
                current = id.get(ValueLayout.JAVA_INT, 0);
                ids.add(current);
            }
        }
    }
}
