package beelab.sensor.bpf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file system {@code bpf}: a link or map that has a name there stays in the kernel without any
 * process that holds it, until the name is deleted.
 */
public final class BpfFs {
    /** Where it is on most machines. */
    public static final Path ROOT = Path.of("/sys/fs/bpf");

    /** What a user must do when there is none. */
    public static final String HOW_TO_MOUNT =
            "mount it as root: mount -t bpf bpf /sys/fs/bpf; in a container, mount the host's"
                    + " /sys/fs/bpf at the same place";

    private static final String TYPE = "bpf";
    // include/uapi/asm-generic/fcntl.h; the flags of open(2) are the same on x86-64 and arm64
    private static final int READ_CLOSE_ON_EXEC = 0x80000;
    private static final int EXCLUSIVE_WITHOUT_WAITING = 2 | 4;
    private static final int EWOULDBLOCK = 11;

    private static final Handles C =
            NativeLoader.load(MethodHandles.lookup(), Handles.class, NativeLoader.libbpf());
    private static final LibcHandles LIBC =
            NativeLoader.load(MethodHandles.lookup(), LibcHandles.class, NativeLoader.libc());

    private record Handles(
            @NativeSignature(
                            name = "bpf_obj_pin",
                            returns = int.class,
                            takes = {int.class, MemorySegment.class})
                    MethodHandle pin) {}

    private record LibcHandles(
            @NativeSignature(
                            name = "open",
                            returns = int.class,
                            takes = {MemorySegment.class, int.class},
                            errno = true)
                    MethodHandle open,
            @NativeSignature(
                            name = "flock",
                            returns = int.class,
                            takes = {int.class, int.class},
                            errno = true)
                    MethodHandle flock) {}

    private BpfFs() {}

    /** Whether a path that exists is in such a file system. */
    public static boolean holds(Path path) {
        try {
            return Files.getFileStore(path).type().equals(TYPE);
        } catch (IOException unknown) {
            return false;
        }
    }

    static void pin(String what, int fd, Path name) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(name.toString());
            int ignored =
                    Native.checked(
                            "pin " + what + " at " + name,
                            () -> (int) C.pin().invokeExact(fd, text));
        }
    }

    /**
     * The lock of a folder, which the kernel gives back when the process ends, however it ends.
     * Closing gives it back too.
     *
     * @return nothing when another process, or this one, has it
     * @throws BpfException when the folder cannot be opened
     */
    public static Optional<Lock> lock(Path folder) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(folder.toString());
            int fd =
                    (int)
                            Native.system(
                                    "open " + folder,
                                    errno ->
                                            (long)
                                                    (int)
                                                            LIBC.open()
                                                                    .invokeExact(
                                                                            errno,
                                                                            text,
                                                                            READ_CLOSE_ON_EXEC));
            try {
                long ignored =
                        Native.system(
                                "lock " + folder,
                                errno ->
                                        (long)
                                                (int)
                                                        LIBC.flock()
                                                                .invokeExact(
                                                                        errno,
                                                                        fd,
                                                                        EXCLUSIVE_WITHOUT_WAITING));
                return Optional.of(new Lock(fd));
            } catch (BpfException e) {
                KernelCalls.close(fd);
                if (e.errno() == EWOULDBLOCK) {
                    return Optional.empty();
                }
                throw e;
            }
        }
    }

    /** A folder that this process has for itself. */
    public static final class Lock implements AutoCloseable {
        private final int descriptor;
        private boolean closed;

        private Lock(int descriptor) {
            this.descriptor = descriptor;
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                KernelCalls.close(descriptor);
            }
        }
    }
}
