package beelab.sensor.stack;

import beelab.sensor.elf.ElfFile;
import beelab.sensor.elf.ElfSymbols.Symbol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The functions of one program or library, by their offsets in the file. */
final class FileSymbols {
    private static final int BUILD_ID_BYTES = 20;

    private final String name;
    private final List<Function> functions;
    private final long[] starts;

    private record Function(String name, long offset, long size) {}

    private FileSymbols(String name, List<Function> functions) {
        this.name = name;
        this.functions = functions;
        this.starts = functions.stream().mapToLong(Function::offset).toArray();
    }

    /**
     * Reads a file.
     *
     * @param file where it can be opened
     * @param name what events call it
     * @param wanted build id in 40 hexadecimal digits
     * @return empty when the file has another build id, so is not the one that is meant
     * @throws IOException when it is no program or library, or cannot be read
     */
    static Optional<FileSymbols> read(Path file, String name, String wanted) throws IOException {
        try (ElfFile elf = ElfFile.open(file)) {
            byte[] id = elf.buildId().orElse(new byte[0]);
            if (!HexFormat.of().formatHex(Arrays.copyOf(id, BUILD_ID_BYTES)).equals(wanted)) {
                return Optional.empty();
            }
            List<Function> functions = new ArrayList<>();
            for (Symbol symbol : elf.symbols().functions()) {
                OptionalLong offset = elf.codeOffset(symbol.address());
                if (offset.isPresent()) {
                    functions.add(new Function(symbol.name(), offset.getAsLong(), symbol.size()));
                }
            }
            functions.sort(Comparator.comparingLong(Function::offset));
            return Optional.of(new FileSymbols(name, functions));
        }
    }

    /** Path of the file, for people. */
    String name() {
        return name;
    }

    /** The function at an offset in the file; empty text when it has no name. */
    String function(long offset) {
        int found = Arrays.binarySearch(starts, offset);
        int position = found >= 0 ? found : -found - 2;
        if (position < 0) {
            return "";
        }
        Function function = functions.get(position);
        boolean inside = function.size == 0 || offset < function.offset + function.size;
        return inside ? function.name : "";
    }
}
