package beelab.sensor.elf;

import beelab.sensor.elf.ElfFile.Section;
import beelab.sensor.elf.ElfFile.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Notes: small records with an owner, a type and a content.
 *
 * <pre>
 *  0            4              8       12
 *  +------------+--------------+-------+--------------------+--------------------------+
 *  | name bytes | content size | type  | name, padded to 4  | content, padded to 4     |
 *  +------------+--------------+-------+--------------------+--------------------------+
 * </pre>
 */
final class ElfNotes {
    private static final int NOTE_SECTION = 7;
    private static final int NOTE_SEGMENT = 4;
    private static final int BUILD_ID = 3;
    private static final int STATIC_PROBE = 3;
    private static final int MAX_BUILD_ID = 64;
    private static final int MAX_CONTENT = 1 << 20;
    private static final int MAX_NOTES = 100_000;

    private ElfNotes() {}

    /** One note; content from {@code at} to {@code end}. */
    private record Note(String owner, long type, long at, long end) {}

    private interface Visitor {
        /** Whether to go on. */
        boolean visit(Note note) throws IOException;
    }

    static Optional<byte[]> buildId(ElfFile file) throws IOException {
        List<byte[]> found = new ArrayList<>();
        eachNote(
                file,
                note -> {
                    if (note.owner.equals("GNU") && note.type == BUILD_ID) {
                        long length = note.end - note.at;
                        if (length < 1 || length > MAX_BUILD_ID) {
                            throw new ElfException("its build id has " + length + " bytes");
                        }
                        found.add(file.bytes().bytes(note.at, (int) length));
                        return false;
                    }
                    return true;
                });
        return found.stream().findFirst();
    }

    static List<StaticProbe> staticProbes(ElfFile file) throws IOException {
        List<StaticProbe> probes = new ArrayList<>();
        // Where the linker put the section that all addresses in the notes are relative to.
        OptionalLong base =
                file.sections().stream()
                        .filter(s -> s.name().equals(".stapsdt.base"))
                        .mapToLong(Section::address)
                        .findFirst();
        eachNote(
                file,
                note -> {
                    if (note.owner.equals("stapsdt") && note.type == STATIC_PROBE) {
                        probes.add(staticProbe(file, note, base));
                    }
                    return true;
                });
        return probes;
    }

    private static StaticProbe staticProbe(ElfFile file, Note note, OptionalLong base)
            throws IOException {
        ElfBytes bytes = file.bytes();
        long address = bytes.u64(note.at);
        long shift = base.isPresent() ? base.getAsLong() - bytes.u64(note.at + 8) : 0;
        long semaphore = bytes.u64(note.at + 16);
        long text = note.at + 24;
        String provider = bytes.text(text, note.end);
        text += length(provider);
        String name = bytes.text(text, note.end);
        text += length(name);
        String operands = bytes.text(text, note.end).strip();
        long semaphoreOffset = 0;
        if (semaphore != 0) {
            semaphoreOffset =
                    file.loadedOffset(semaphore + shift)
                            .orElseThrow(() ->
                                    new ElfException(
                                            "the semaphore of probe %s:%s is not loaded from the file"
                                                    .formatted(provider, name)));
        }
        return new StaticProbe(
                provider,
                name,
                address + shift,
                semaphoreOffset,
                operands.isEmpty() ? List.of() : StaticProbeOperands.split(operands));
    }

    private static long length(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length + 1L;
    }

    /** Sections first: notes of static probes are not loaded, so that no segment holds them. */
    private static void eachNote(ElfFile file, Visitor visitor) throws IOException {
        boolean hasSections = false;
        for (Section section : file.sections()) {
            if (section.type() == NOTE_SECTION) {
                hasSections = true;
                if (!eachNote(file, section.offset(), section.size(), visitor)) {
                    return;
                }
            }
        }
        if (hasSections) {
            return;
        }
        for (Segment segment : file.segments()) {
            if (segment.type() == NOTE_SEGMENT
                    && !eachNote(file, segment.offset(), segment.size(), visitor)) {
                return;
            }
        }
    }

    private static boolean eachNote(ElfFile file, long start, long size, Visitor visitor)
            throws IOException {
        ElfBytes bytes = file.bytes();
        long end = start + size;
        if (size < 0 || end < start || end > bytes.size()) {
            throw new ElfException("its notes lie behind its end");
        }
        int count = 0;
        for (long at = start; end - at >= 12; ) {
            long nameSize = bytes.u32(at);
            long contentSize = bytes.u32(at + 4);
            long name = at + 12;
            long content = name + aligned(nameSize);
            if (nameSize > 256
                    || contentSize > MAX_CONTENT
                    || content + contentSize > end
                    || ++count > MAX_NOTES) {
                throw new ElfException("a note at offset " + at + " is malformed");
            }
            String owner = nameSize == 0 ? "" : bytes.text(name, name + nameSize);
            if (!visitor.visit(
                    new Note(owner, bytes.u32(at + 8), content, content + contentSize))) {
                return false;
            }
            at = content + aligned(contentSize);
        }
        return true;
    }

    private static long aligned(long size) {
        return (size + 3) & ~3L;
    }
}
