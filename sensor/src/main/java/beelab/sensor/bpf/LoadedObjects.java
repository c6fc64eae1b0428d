package beelab.sensor.bpf;

import beelab.sensor.bpf.BpfProgram.ProgramInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;

/** Programs and maps that are in the kernel now, whoever loaded them. Needs CAP_SYS_ADMIN. */
public final class LoadedObjects {
    private static final Handles C =
            NativeLoader.load(MethodHandles.lookup(), Handles.class, NativeLoader.libbpf());

    // struct bpf_map_info and struct bpf_prog_info of include/uapi/linux/bpf.h
    private static final int MAP_INFO_SIZE = 80;
    private static final int MAP_NAME = 24;
    private static final int PROGRAM_NAME = 64;
    private static final int NAME_BYTES = 16;

    private record Handles(
            @NativeSignature(name = "bpf_prog_get_fd_by_id", returns = int.class, takes = int.class)
                    MethodHandle program,
            @NativeSignature(name = "bpf_map_get_fd_by_id", returns = int.class, takes = int.class)
                    MethodHandle map) {}

    private LoadedObjects() {}

    /**
     * A map.
     *
     * @param type value of {@code enum bpf_map_type}
     * @param memoryBytes what the kernel charges for it
     */
    public record MapInfo(
            int id,
            String name,
            int type,
            int keySize,
            int valueSize,
            int maxEntries,
            long memoryBytes) {}

    /**
     * All programs, by id.
     *
     * @throws BpfException when the kernel does not let this process ask
     */
    public static List<ProgramInfo> programs() throws BpfException {
        List<ProgramInfo> programs = new ArrayList<>();
        for (int id : ObjectIds.programs()) {
            int fd = open(C.program(), id);
            if (fd < 0) {
                continue;
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment info = arena.allocate(KernelCalls.PROG_INFO_SIZE, 8);
                KernelCalls.info(fd, info);
                programs.add(
                        BpfProgram.describe(name(info, PROGRAM_NAME), info, FdInfo.memlock(fd)));
            } finally {
                KernelCalls.close(fd);
            }
        }
        return programs;
    }

    /**
     * All maps, by id.
     *
     * @throws BpfException when the kernel does not let this process ask
     */
    public static List<MapInfo> maps() throws BpfException {
        List<MapInfo> maps = new ArrayList<>();
        for (int id : ObjectIds.maps()) {
            int fd = open(C.map(), id);
            if (fd < 0) {
                continue;
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment info = arena.allocate(MAP_INFO_SIZE, 8);
                KernelCalls.info(fd, info);
                maps.add(
                        new MapInfo(
                                id,
                                name(info, MAP_NAME),
                                info.get(ValueLayout.JAVA_INT, 0),
                                info.get(ValueLayout.JAVA_INT, 8),
                                info.get(ValueLayout.JAVA_INT, 12),
                                info.get(ValueLayout.JAVA_INT, 16),
                                FdInfo.memlock(fd)));
            } finally {
                KernelCalls.close(fd);
            }
        }
        return maps;
    }

    /** Negative for an object that went away since its id was listed. */
    private static int open(MethodHandle byId, int id) {
        return Native.plain(() -> (int) byId.invokeExact(id));
    }

    private static String name(MemorySegment info, int offset) {
        return info.asSlice(offset, NAME_BYTES).getString(0);
    }
}
