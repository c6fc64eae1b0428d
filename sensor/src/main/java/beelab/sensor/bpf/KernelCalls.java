package beelab.sensor.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** The kernel's interface below libbpf's objects: single programs, maps, links and perf events. */
final class KernelCalls {
    // struct bpf_prog_info, include/uapi/linux/bpf.h
    static final long PROG_INFO_SIZE = 232;
    static final long PROG_ID = 4;
    static final long PROG_JITED_LENGTH = 16;
    static final long PROG_XLATED_LENGTH = 20;
    static final long PROG_RUN_TIME = 192;
    static final long PROG_RUN_COUNT = 200;
    static final long PROG_RECURSION_MISSES = 208;
    static final long PROG_VERIFIED_INSNS = 216;

    private static final Handles C =
            NativeLoader.load(MethodHandles.lookup(), Handles.class, NativeLoader.libbpf());
    private static final LibcHandles LIBC =
            NativeLoader.load(MethodHandles.lookup(), LibcHandles.class, NativeLoader.libc());

    private record Handles(
            @NativeSignature(
                            name = "bpf_obj_get_info_by_fd",
                            returns = int.class,
                            takes = {int.class, MemorySegment.class, MemorySegment.class})
                    MethodHandle info,
            @NativeSignature(
                            name = "bpf_prog_load",
                            returns = int.class,
                            takes = {
                                int.class,
                                MemorySegment.class,
                                MemorySegment.class,
                                MemorySegment.class,
                                long.class,
                                MemorySegment.class
                            })
                    MethodHandle progLoad,
            @NativeSignature(
                            name = "bpf_map_create",
                            returns = int.class,
                            takes = {
                                int.class,
                                MemorySegment.class,
                                int.class,
                                int.class,
                                int.class,
                                MemorySegment.class
                            })
                    MethodHandle mapCreate,
            @NativeSignature(
                            name = "bpf_raw_tracepoint_open",
                            returns = int.class,
                            takes = {MemorySegment.class, int.class})
                    MethodHandle rawTracepointOpen,
            @NativeSignature(
                            name = "bpf_link_create",
                            returns = int.class,
                            takes = {int.class, int.class, int.class, MemorySegment.class})
                    MethodHandle linkCreate) {}

    private record LibcHandles(
            @NativeSignature(
                            name = "memfd_create",
                            returns = int.class,
                            takes = {MemorySegment.class, int.class},
                            errno = true)
                    MethodHandle memfdCreate,
            @NativeSignature(name = "close", returns = int.class, takes = int.class)
                    MethodHandle close,
            @NativeSignature(
                            name = "syscall",
                            returns = long.class,
                            takes = {
                                long.class,
                                MemorySegment.class,
                                int.class,
                                int.class,
                                int.class,
                                long.class
                            },
                            errno = true,
                            variadicFrom = 1)
                    MethodHandle perfEventOpen,
            @NativeSignature(
                            name = "syscall",
                            returns = long.class,
                            takes = {
                                long.class,
                                MemorySegment.class,
                                MemorySegment.class,
                                int.class
                            },
                            errno = true,
                            variadicFrom = 1)
                    MethodHandle lsmListModules) {}

    private KernelCalls() {}

    static void info(int fd, MemorySegment info) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, (int) info.byteSize());
            int ignored =
                    Native.checked(
                            "read BPF info", () -> (int) C.info().invokeExact(fd, info, length));
        }
    }

    /** File descriptor of a loaded program. */
    static int progLoad(
            String doing, int type, MemorySegment instructions, long count, MemorySegment opts)
            throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom("bee_probe");
            // Some helpers are for GPL programs only.
            MemorySegment license = arena.allocateFrom("Dual BSD/GPL");
            return Native.checked(
                    doing,
                    () ->
                            (int)
                                    C.progLoad()
                                            .invokeExact(
                                                    type,
                                                    name,
                                                    license,
                                                    instructions,
                                                    count,
                                                    opts));
        }
    }

    /** File descriptor of a new map. */
    static int mapCreate(String doing, int type, int keySize, int valueSize, int entries)
            throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom("bee_probe");
            return Native.checked(
                    doing,
                    () ->
                            (int)
                                    C.mapCreate()
                                            .invokeExact(
                                                    type,
                                                    name,
                                                    keySize,
                                                    valueSize,
                                                    entries,
                                                    MemorySegment.NULL));
        }
    }

    /** File descriptor of an attachment; {@code name} is NULL for BTF-typed programs. */
    static int rawTracepointOpen(String doing, MemorySegment name, int program)
            throws BpfException {
        return Native.checked(doing, () -> (int) C.rawTracepointOpen().invokeExact(name, program));
    }

    /** File descriptor of a link. */
    static int linkCreate(String doing, int program, int target, int attachType, MemorySegment opts)
            throws BpfException {
        return Native.checked(
                doing, () -> (int) C.linkCreate().invokeExact(program, target, attachType, opts));
    }

    /** File descriptor of a perf event on CPU 0, for all processes. */
    static int perfEventOpen(String doing, MemorySegment attr) throws BpfException {
        long closeOnExec = 8;
        long syscallNumber = System.getProperty("os.arch").equals("amd64") ? 298 : 241;
        return (int)
                Native.system(
                        doing,
                        errno ->
                                (long)
                                        LIBC.perfEventOpen()
                                                .invokeExact(
                                                        errno,
                                                        syscallNumber,
                                                        attr,
                                                        -1,
                                                        0,
                                                        -1,
                                                        closeOnExec));
    }

    /** lsm_list_modules(2), Linux 6.8: ids of the active security modules, in order. */
    static long[] securityModuleIds() throws BpfException {
        long number = 461; // on every architecture
        int room = 64;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ids = arena.allocate(ValueLayout.JAVA_LONG, room);
            MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, room * Long.BYTES);
            long count =
                    Native.system(
                            "list security modules",
                            errno ->
                                    (long)
                                            LIBC.lsmListModules()
                                                    .invokeExact(errno, number, ids, size, 0));
            return ids.asSlice(0, count * Long.BYTES).toArray(ValueLayout.JAVA_LONG);
        }
    }

    /** File descriptor of a file in memory, not passed on to other programs. */
    static int memoryFile(String name) throws BpfException {
        int closeOnExec = 1;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(name);
            return (int)
                    Native.system(
                            "create a file in memory",
                            errno ->
                                    (long)
                                            (int)
                                                    LIBC.memfdCreate()
                                                            .invokeExact(errno, text, closeOnExec));
        }
    }

    static void close(int fd) {
        int ignored = Native.plain(() -> (int) LIBC.close().invokeExact(fd));
    }
}
