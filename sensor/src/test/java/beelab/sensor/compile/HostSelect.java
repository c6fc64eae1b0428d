package beelab.sensor.compile;

import beelab.sensor.wire.Layouts;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The selector code of bpf/hook/select.bpf.h, compiled for this machine, with its maps as lists.
 */
final class HostSelect implements AutoCloseable {
    /** {@link #select} when no selector matched. */
    static final int NO_MATCH = -1;

    /** {@link #select} when the hook has no selectors. */
    static final int NO_SELECTORS = 0xffff;

    private static final Path LIBRARY = Path.of("..", "bpf", ".output", "libselect.so");
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private final Arena arena = Arena.ofConfined();
    private final SymbolLookup library = SymbolLookup.libraryLookup(LIBRARY, arena);

    HostSelect() {
        call("host_reset");
    }

    void number(int slot, long value) {
        call("host_set_number", slot, value);
    }

    void unreadable(int slot) {
        call("host_set_error", slot, -14);
    }

    void text(int slot, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        call("host_set_text", slot, copy(bytes), bytes.length, bytes.length);
    }

    /** A text that was longer than what was read. */
    void cutText(int slot, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        call("host_set_text", slot, copy(bytes), bytes.length, 0);
    }

    void file(int slot, String path, int flags, int mode) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        call("host_set_file", slot, copy(bytes), bytes.length, flags, mode);
    }

    /** struct sock_payload, as far as filters look at it. */
    void sock(
            int slot,
            int family,
            int protocol,
            int state,
            InetAddress source,
            int sourcePort,
            InetAddress destination,
            int destinationPort) {
        MemorySegment sock = arena.allocate(64, 8);
        sock.set(Layouts.U16, 0, (short) family);
        sock.set(Layouts.U16, 4, (short) protocol);
        sock.set(Layouts.U8, 6, (byte) state);
        sock.set(Layouts.U16, 8, (short) sourcePort);
        sock.set(Layouts.U16, 10, (short) destinationPort);
        sock.asSlice(32, 16).copyFrom(MemorySegment.ofArray(mapped(source)));
        sock.asSlice(48, 16).copyFrom(MemorySegment.ofArray(mapped(destination)));
        call("host_set_sock", slot, sock);
    }

    void executable(String path) {
        executable(FilterField.EXECUTABLE, path);
    }

    /** The path of an executable or a script. */
    void executable(FilterField field, String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        call("host_set_executable", field.code(), copy(bytes), bytes.length, bytes.length);
    }

    void unknownExecutable() {
        call("host_set_executable", FilterField.EXECUTABLE.code(), MemorySegment.NULL, -2, 0);
    }

    /** A number of the process. */
    void process(FilterField field, long value) {
        call("host_set_subject", field.code() - ConfigCodes.FIELD_SUBJECT, value);
    }

    /** Generation 0 is the process, 1 its parent, and so on up to 9. */
    void pid(int generation, int tgid, int namespaceTgid) {
        call("host_set_pid", generation, tgid, namespaceTgid);
    }

    /** Position of the first selector that matches, {@link #NO_MATCH} or {@link #NO_SELECTORS}. */
    int select(ProgramImage image) {
        call("host_clear_sets");
        for (ProgramImage.SetContents set : image.sets()) {
            for (byte[] key : set.keys()) {
                Object added =
                        call(
                                "host_add_key",
                                arena.allocateFrom(set.map()),
                                copy(key),
                                (long) key.length);
                if (!added.equals(0)) {
                    throw new AssertionError("no map " + set.map() + " with such keys");
                }
            }
        }
        for (ProgramImage.ArrayContents array : image.arrays()) {
            ByteArrayOutputStream values = new ByteArrayOutputStream();
            array.values().forEach(values::writeBytes);
            Object set =
                    call(
                            "host_set_array",
                            arena.allocateFrom(array.map()),
                            copy(values.toByteArray()),
                            (long) array.values().size(),
                            (long) array.values().getFirst().length);
            if (!set.equals(0)) {
                throw new AssertionError("no array " + array.map());
            }
        }
        return (int) call("host_select", copy(image.config()));
    }

    @Override
    public void close() {
        call("host_reset");
        arena.close();
    }

    private MemorySegment copy(byte[] bytes) {
        MemorySegment copy = arena.allocate(Math.max(1, bytes.length), 8);
        MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return copy;
    }

    private static byte[] mapped(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 16) {
            return bytes;
        }
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return mapped;
    }

    /** Calls a function that returns int (void ones leave rubbish that nobody reads). */
    private Object call(String function, Object... arguments) {
        MemoryLayout[] types =
                Arrays.stream(arguments).map(HostSelect::typeOf).toArray(MemoryLayout[]::new);
        MethodHandle handle =
                Linker.nativeLinker()
                        .downcallHandle(
                                library.findOrThrow(function), FunctionDescriptor.of(INT, types));
        try {
            return handle.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new AssertionError(function, e);
        }
    }

    private static MemoryLayout typeOf(Object argument) {
        return switch (argument) {
            case Integer _ -> INT;
            case Long _ -> ValueLayout.JAVA_LONG;
            default -> ValueLayout.ADDRESS;
        };
    }
}
