package beelab.sensor.bpf;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * Gives memory back that C code has freed. To load a program libbpf parses the kernel's BTF: more
 * than 10 MB that the C library keeps for itself once they are free.
 */
public final class FreeMemory {
    private static final Handles C =
            NativeLoader.load(MethodHandles.lookup(), Handles.class, NativeLoader.libc());

    private record Handles(
            @NativeSignature(
                            name = "malloc_trim",
                            returns = int.class,
                            takes = {long.class})
                    MethodHandle mallocTrim) {}

    private FreeMemory() {}

    /**
     * Returns what is free to the kernel (malloc_trim(3)); takes some milliseconds.
     *
     * @return whether there was any
     */
    public static boolean giveBack() {
        return Native.plain(() -> (int) C.mallocTrim().invokeExact(0L)) == 1;
    }
}
