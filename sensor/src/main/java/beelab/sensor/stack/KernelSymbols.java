package beelab.sensor.stack;

import beelab.sensor.event.StackFrame;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The functions of the running kernel, from {@code /proc/kallsyms} (proc(5)): a line each of
 * address in hexadecimal, type, name and, in brackets, module. Names are kept in one block of
 * bytes, since there are more than 100,000 of them.
 */
final class KernelSymbols {
    /**
     * Of no function: a kernel text has no larger gaps, so beyond it the address is someone else's.
     */
    private static final long MAX_FUNCTION = 1 << 20;

    private final long[] addresses;
    private final int[] names;
    private final short[] moduleOf;
    private final byte[] block;
    private final List<String> modules;

    private record Line(long address, String name, String module) {}

    private KernelSymbols(List<Line> lines) {
        this.addresses = new long[lines.size()];
        this.names = new int[lines.size() + 1];
        this.moduleOf = new short[lines.size()];
        this.modules = new ArrayList<>();
        Map<String, Short> numbers = new HashMap<>();
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            addresses[i] = line.address;
            moduleOf[i] =
                    numbers.computeIfAbsent(
                            line.module,
                            module -> {
                                modules.add(module);
                                return (short) (modules.size() - 1);
                            });
            all.append(line.name);
            names[i + 1] = all.length();
        }
        this.block = all.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Reads the symbols.
     *
     * @throws IOException when the file cannot be read, or hides the addresses from this process
     */
    static KernelSymbols read(Path kallsyms) throws IOException {
        List<Line> lines = new ArrayList<>();
        try (BufferedReader in = Files.newBufferedReader(kallsyms, StandardCharsets.ISO_8859_1)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                parse(line, lines);
            }
        }
        if (lines.isEmpty()) {
            throw new IOException(
                    kallsyms
                            + " shows no addresses: they are for CAP_SYSLOG and kptr_restrict < 2");
        }
        lines.sort((a, b) -> Long.compareUnsigned(a.address, b.address));
        return new KernelSymbols(lines);
    }

    private static void parse(String line, List<Line> out) {
        String[] parts = line.split("[ \t]");
        if (parts.length < 3 || "tTwW".indexOf(parts[1].charAt(0)) < 0) {
            return;
        }
        long address = Long.parseUnsignedLong(parts[0], 16);
        if (address != 0) {
            String module =
                    parts.length > 3 && parts[3].startsWith("[")
                            ? parts[3].substring(1, parts[3].length() - 1)
                            : "";
            out.add(new Line(address, parts[2], module));
        }
    }

    /** How many there are. */
    int size() {
        return addresses.length;
    }

    /** Whether the address may lie in a function that these symbols know. */
    boolean covers(long address) {
        int at = find(address);
        return at >= 0 && address - addresses[at] < MAX_FUNCTION;
    }

    /**
     * The function around an address.
     *
     * @param shown whether the frame says the address itself
     */
    StackFrame frame(long address, boolean shown) {
        int at = find(address);
        if (at < 0 || address - addresses[at] >= MAX_FUNCTION) {
            return new StackFrame(shown ? address : 0, 0, "", "");
        }
        return new StackFrame(
                shown ? address : 0,
                address - addresses[at],
                new String(
                        block, names[at], names[at + 1] - names[at], StandardCharsets.ISO_8859_1),
                modules.get(moduleOf[at]));
    }

    /**
     * Position of the last symbol at or below an address, the first of those at the same; or -1.
     */
    private int find(long address) {
        int low = 0;
        int high = addresses.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(addresses[middle], address) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        while (high > 0 && addresses[high - 1] == addresses[high]) {
            high--;
        }
        return high;
    }
}
