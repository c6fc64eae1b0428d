package beelab.sensor.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An open program or library: 64-bit, little-endian ELF as the System V ABI describes it. The file
 * may be made by anyone: whatever in it is wrong becomes an {@link ElfException}, and nothing is
 * read beyond its end. Belongs to one thread.
 */
public final class ElfFile implements AutoCloseable {
    private static final long MAGIC = 0x464c457fL;
    private static final int LOAD = 1;
    private static final int EXECUTABLE = 1;
    private static final int HEADER_SIZE = 64;
    private static final int PROGRAM_HEADER_SIZE = 56;
    private static final int SECTION_HEADER_SIZE = 64;
    private static final int MAX_HEADERS = 4096;
    private static final int RET = 0xc3;

    private final Path path;
    private final FileChannel channel;
    private final ElfBytes bytes;
    private final Machine machine;
    private final List<Segment> segments;
    private final List<Section> sections;

    /** Processors that a file may be for. */
    public enum Machine {
        X86_64,
        AARCH64,
        OTHER
    }

    /** A program header. */
    record Segment(long type, long flags, long offset, long address, long size) {
        boolean holds(long at) {
            return at >= address && at - address < size;
        }
    }

    /** A section header. */
    record Section(String name, long type, long address, long offset, long size, int link) {}

    private ElfFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.bytes = new ElfBytes(channel);
        if (bytes.size() < HEADER_SIZE || bytes.u32(0) != MAGIC) {
            throw new ElfException("it is no ELF file");
        }
        if (bytes.u8(4) != 2 || bytes.u8(5) != 1) {
            throw new ElfException("only 64-bit little-endian ELF files are supported");
        }
        this.machine =
                switch (bytes.u16(18)) {
                    case 62 -> Machine.X86_64;
                    case 183 -> Machine.AARCH64;
                    default -> Machine.OTHER;
                };
        this.segments = readSegments();
        this.sections = readSections();
    }

    /**
     * Opens a file.
     *
     * @throws IOException when it cannot be read; an {@link ElfException} when it is not what is
     *     wanted
     */
    public static ElfFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new ElfFile(path, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private List<Segment> readSegments() throws IOException {
        long table = bytes.u64(32);
        int count = checkedCount(bytes.u16(56), "program headers");
        checkedSize(count, bytes.u16(54), PROGRAM_HEADER_SIZE, "program headers");
        List<Segment> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long at = table + (long) i * PROGRAM_HEADER_SIZE;
            found.add(
                    new Segment(
                            bytes.u32(at),
                            bytes.u32(at + 4),
                            bytes.u64(at + 8),
                            bytes.u64(at + 16),
                            bytes.u64(at + 32)));
        }
        return found;
    }

    private List<Section> readSections() throws IOException {
        long table = bytes.u64(40);
        int count = table == 0 ? 0 : checkedCount(bytes.u16(60), "section headers");
        checkedSize(count, bytes.u16(58), SECTION_HEADER_SIZE, "section headers");
        int nameSection = bytes.u16(62);
        List<Section> found = new ArrayList<>();
        if (nameSection >= count) {
            return found;
        }
        long names = bytes.u64(table + (long) nameSection * SECTION_HEADER_SIZE + 24);
        long namesEnd = names + bytes.u64(table + (long) nameSection * SECTION_HEADER_SIZE + 32);
        for (int i = 0; i < count; i++) {
            long at = table + (long) i * SECTION_HEADER_SIZE;
            found.add(
                    new Section(
                            bytes.text(names + bytes.u32(at), namesEnd),
                            bytes.u32(at + 4),
                            bytes.u64(at + 16),
                            bytes.u64(at + 24),
                            bytes.u64(at + 32),
                            (int) bytes.u32(at + 40)));
        }
        return found;
    }

    private static int checkedCount(int count, String what) throws ElfException {
        if (count > MAX_HEADERS) {
            throw new ElfException("it claims to have " + count + " " + what);
        }
        return count;
    }

    private static void checkedSize(int count, int size, int expected, String what)
            throws ElfException {
        if (count > 0 && size != expected) {
            throw new ElfException("its " + what + " have " + size + " bytes, not " + expected);
        }
    }

    public Path path() {
        return path;
    }

    public Machine machine() {
        return machine;
    }

    ElfBytes bytes() {
        return bytes;
    }

    List<Segment> segments() {
        return segments;
    }

    List<Section> sections() {
        return sections;
    }

    /** The names in it that lead to addresses. */
    public ElfSymbols symbols() {
        return new ElfSymbols(this);
    }

    /** File offset of an address in executable memory; empty when no code is loaded there. */
    public OptionalLong codeOffset(long address) {
        for (Segment segment : segments) {
            if (isCode(segment) && segment.holds(address)) {
                return OptionalLong.of(address - segment.address() + segment.offset());
            }
        }
        return OptionalLong.empty();
    }

    /** Address of a file offset in executable memory; empty when it is no code. */
    public OptionalLong codeAddress(long offset) {
        for (Segment segment : segments) {
            if (isCode(segment)
                    && offset >= segment.offset()
                    && offset - segment.offset() < segment.size()) {
                return OptionalLong.of(offset - segment.offset() + segment.address());
            }
        }
        return OptionalLong.empty();
    }

    /** File offset of an address in any memory that is loaded from the file. */
    OptionalLong loadedOffset(long address) {
        for (Segment segment : segments) {
            if (segment.type() == LOAD && segment.holds(address)) {
                return OptionalLong.of(address - segment.address() + segment.offset());
            }
        }
        return OptionalLong.empty();
    }

    private static boolean isCode(Segment segment) {
        return segment.type() == LOAD && (segment.flags() & EXECUTABLE) != 0;
    }

    /**
     * Address of a byte that the processor would execute as a return, in x86-64 code; empty when
     * there is none.
     */
    public OptionalLong returnInstruction() throws IOException {
        for (Segment segment : segments) {
            if (!isCode(segment)) {
                continue;
            }
            for (long i = 0; i < segment.size(); i++) {
                if (bytes.u8(segment.offset() + i) == RET) {
                    return OptionalLong.of(segment.address() + i);
                }
            }
        }
        return OptionalLong.empty();
    }

    /** The build id that the linker wrote; usually 20 bytes. */
    public Optional<byte[]> buildId() throws IOException {
        return ElfNotes.buildId(this);
    }

    /** Static probes of {@code <sys/sdt.h>}, in the order of their notes. */
    public List<StaticProbe> staticProbes() throws IOException {
        return ElfNotes.staticProbes(this);
    }

    /**
     * Digest of the whole file, in lower-case hexadecimal.
     *
     * @param algorithm a name that {@link MessageDigest} knows, such as {@code SHA-256}
     */
    public String digest(String algorithm) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException(e);
        }
        byte[] block = new byte[64 * 1024];
        ByteBuffer buffer = ByteBuffer.wrap(block);
        long at = 0;
        for (int read = channel.read(buffer, at); read > 0; read = channel.read(buffer, at)) {
            digest.update(block, 0, read);
            at += read;
            buffer.clear();
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
