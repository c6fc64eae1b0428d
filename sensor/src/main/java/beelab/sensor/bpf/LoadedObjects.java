package beelab.sensor.bpf;

import beelab.sensor.bpf.BpfProgram.ProgramInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Programs, maps and links in the kernel now, whoever loaded them. Needs CAP_SYS_ADMIN. */
public final class LoadedObjects {
    private static final Handles C =
            NativeLoader.load(MethodHandles.lookup(), Handles.class, NativeLoader.libbpf());

    // struct bpf_map_info and struct bpf_prog_info of include/uapi/linux/bpf.h
    private static final int MAP_INFO_SIZE = 80;
    private static final int MAP_NAME = 24;
    private static final int PROGRAM_LOAD_TIME = 40;
    private static final int PROGRAM_UID = 48;
    private static final int PROGRAM_NAME = 64;
    private static final int LINK_INFO_SIZE = 128;
    private static final int LINK_PROGRAM = 8;
    private static final int NAME_BYTES = 16;

    private record Handles(
            @NativeSignature(name = "bpf_prog_get_fd_by_id", returns = int.class, takes = int.class)
                    MethodHandle program,
            @NativeSignature(name = "bpf_map_get_fd_by_id", returns = int.class, takes = int.class)
                    MethodHandle map,
            @NativeSignature(name = "bpf_link_get_fd_by_id", returns = int.class, takes = int.class)
                    MethodHandle link) {}

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
     * Where a program comes from.
     *
     * @param type value of {@code enum bpf_prog_type}
     * @param loadedNanos when it was loaded, in nanoseconds since boot
     * @param uid user who loaded it, in the number space of the machine
     */
    public record Origin(int id, String name, int type, long loadedNanos, int uid) {}

    /**
     * The origins of all programs, by id.
     *
     * @throws BpfException when the kernel does not let this process ask
     */
    public static List<Origin> origins() throws BpfException {
        List<Origin> origins = new ArrayList<>();
        for (int id : ObjectIds.programs()) {
            int fd = open(C.program(), id);
            if (fd < 0) {
                continue;
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment info = arena.allocate(KernelCalls.PROG_INFO_SIZE, 8);
                KernelCalls.info(fd, info);
                origins.add(
                        new Origin(
                                id,
                                name(info, PROGRAM_NAME),
                                info.get(ValueLayout.JAVA_INT, 0),
                                info.get(ValueLayout.JAVA_LONG, PROGRAM_LOAD_TIME),
                                info.get(ValueLayout.JAVA_INT, PROGRAM_UID)));
            } finally {
                KernelCalls.close(fd);
            }
        }
        return origins;
    }

    /**
     * How many links attach each program, by its id; programs without one are left out. Sockets,
     * perf events and classifiers can hold a program without a link.
     *
     * @throws BpfException when the kernel does not let this process ask
     */
    public static Map<Integer, Integer> linksByProgram() throws BpfException {
        Map<Integer, Integer> links = new HashMap<>();
        for (int id : ObjectIds.links()) {
            int fd = open(C.link(), id);
            if (fd < 0) {
                continue;
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment info = arena.allocate(LINK_INFO_SIZE, 8);
                KernelCalls.info(fd, info);
                links.merge(info.get(ValueLayout.JAVA_INT, LINK_PROGRAM), 1, Integer::sum);
            } finally {
                KernelCalls.close(fd);
            }
        }
        return links;
    }

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
