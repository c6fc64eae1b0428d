package beelab.sensor.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The only place where results of native calls become exceptions. libbpf 1.x returns a negative
 * errno from functions with an int result, and NULL with errno set from functions with a pointer.
 */
final class Native {
    static final StructLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET =
            ERRNO_LAYOUT.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private Native() {}

    interface IntCall {
        int call() throws Throwable;
    }

    interface PointerCall {
        MemorySegment call(MemorySegment errno) throws Throwable;
    }

    interface LongCall {
        long call(MemorySegment errno) throws Throwable;
    }

    interface VoidCall {
        void call() throws Throwable;
    }

    /** The result when it is not negative. */
    static int checked(String doing, IntCall call) throws BpfException {
        LibbpfLog.begin();
        int result = plain(call);
        if (result < 0) {
            throw new BpfException(doing, -result, LibbpfLog.take());
        }
        return result;
    }

    /** The result as it is: for accessors, and where the caller tells errors apart. */
    static int plain(IntCall call) {
        try {
            return call.call();
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static void run(VoidCall call) {
        try {
            call.call();
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The pointer when it is not NULL; its size is 0 until reinterpreted. */
    static MemorySegment pointer(String doing, PointerCall call) throws BpfException {
        LibbpfLog.begin();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO_LAYOUT);
            MemorySegment result = call.call(errno);
            if (result.address() == 0) {
                // errno is stale after success: it may be read only now.
                throw new BpfException(doing, errno(errno), LibbpfLog.take());
            }
            return result;
        } catch (BpfException e) {
            throw e;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The result of a libc function that returns -1 and sets errno. */
    static long system(String doing, LongCall call) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO_LAYOUT);
            long result = call.call(errno);
            if (result < 0) {
                throw new BpfException(doing, errno(errno), "");
            }
            return result;
        } catch (BpfException e) {
            throw e;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static int errno(MemorySegment state) {
        return state.get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
    }

    /** Java text of a C string that libbpf owns; empty for NULL. */
    static String string(MemorySegment pointer) {
        return pointer.address() == 0 ? "" : pointer.reinterpret(Long.MAX_VALUE).getString(0);
    }
}
