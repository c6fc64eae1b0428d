package beelab.sensor.elf;

import beelab.sensor.elf.ElfFile.Section;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Symbols of a file: of its full table when it was not stripped, and of those for dynamic linking.
 */
public final class ElfSymbols {
    private static final int SYMBOL_SIZE = 24;
    private static final int SYMTAB = 2;
    private static final int DYNSYM = 11;

    private final ElfFile file;

    ElfSymbols(ElfFile file) {
        this.file = file;
    }

    /** What a symbol stands for. */
    public enum Kind {
        FUNCTION,
        /** A function that chooses, at start, the one that is really called. */
        INDIRECT_FUNCTION,
        /** A label, or data. */
        OTHER
    }

    /**
     * A defined symbol.
     *
     * @param size in bytes; 0 when not known
     * @param local whether other files of the same program may have another one of that name
     */
    public record Symbol(String name, Kind kind, boolean local, long address, long size) {}

    private interface Visitor {
        void visit(Symbol symbol);
    }

    /** All defined symbols of these names, each address once. */
    public Map<String, List<Symbol>> named(Collection<String> names) throws IOException {
        Set<String> wanted = new HashSet<>(names);
        Map<String, List<Symbol>> found = new HashMap<>();
        each(symbol -> {
            if (wanted.contains(symbol.name())) {
                List<Symbol> same = found.computeIfAbsent(symbol.name(), n -> new ArrayList<>());
                if (same.stream().noneMatch(s -> s.address() == symbol.address())) {
                    same.add(symbol);
                }
            }
        });
        return found;
    }

    /** Address of a symbol that has only one; for operands that name a variable. */
    public OptionalLong address(String name) throws IOException {
        List<Symbol> found = named(List.of(name)).getOrDefault(name, List.of());
        return found.size() == 1
                ? OptionalLong.of(found.getFirst().address())
                : OptionalLong.empty();
    }

    /** All functions, in no order and possibly twice. */
    public List<Symbol> functions() throws IOException {
        List<Symbol> functions = new ArrayList<>();
        each(symbol -> {
            if (symbol.kind() == Kind.FUNCTION) {
                functions.add(symbol);
            }
        });
        return functions;
    }

    /** Whether the file still has its full table of symbols. */
    public boolean isComplete() {
        return file.sections().stream().anyMatch(s -> s.type() == SYMTAB);
    }

    private void each(Visitor visitor) throws IOException {
        for (Section section : file.sections()) {
            if (section.type() == SYMTAB || section.type() == DYNSYM) {
                each(section, visitor);
            }
        }
    }

    private void each(Section table, Visitor visitor) throws IOException {
        if (table.link() < 0 || table.link() >= file.sections().size()) {
            throw new ElfException("the symbols in " + table.name() + " have no names");
        }
        Section names = file.sections().get(table.link());
        long namesEnd = names.offset() + names.size();
        if (table.offset() < 0 || table.size() < 0 || table.size() > file.bytes().size()) {
            throw new ElfException("the table " + table.name() + " is longer than the file");
        }
        long count = table.size() / SYMBOL_SIZE;
        for (long i = 1; i < count; i++) {
            long at = table.offset() + i * SYMBOL_SIZE;
            long name = file.bytes().u32(at);
            int info = file.bytes().u8(at + 4);
            int section = file.bytes().u16(at + 6);
            if (section == 0 || name == 0) {
                continue;
            }
            visitor.visit(
                    new Symbol(
                            file.bytes().text(names.offset() + name, namesEnd),
                            kind(info & 0xf),
                            info >> 4 == 0,
                            file.bytes().u64(at + 8),
                            file.bytes().u64(at + 16)));
        }
    }

    private static Kind kind(int type) {
        return switch (type) {
            case 2 -> Kind.FUNCTION;
            case 10 -> Kind.INDIRECT_FUNCTION;
            default -> Kind.OTHER;
        };
    }
}
