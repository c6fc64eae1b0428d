package beelab.sensor.compile;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the keys of the maps that one program's filters look at. Sets are numbered from 1. */
final class SetBuilder {
    private static final int BITS_OF_SET = 32;

    private static final int ADDRESS_BYTES = 16;
    private static final String NUMBERS = "number_sets";
    private static final String TEXTS = "text_sets";
    private static final String AFFIXES = "affix_sets";
    private static final String ADDRESSES = "address_sets";
    private static final List<String> MAPS = List.of(NUMBERS, TEXTS, AFFIXES, ADDRESSES);

    private final Set<String> known = new HashSet<>();
    private final Map<String, List<byte[]>> maps = new LinkedHashMap<>();
    private int last;

    /** A number that no set of this program has yet. */
    int newSet() {
        return ++last;
    }

    void addNumber(int set, long value) {
        add(
                NUMBERS,
                StructWriter.of(ConfigLayouts.NUMBER_KEY)
                        .put("set", set)
                        .put("value", value)
                        .bytes());
    }

    /**
     * All numbers of a range, as the few blocks whose numbers have the same first bits. They are
     * looked up like addresses; signed numbers are moved so that the lowest one is 0.
     */
    void addRange(int set, FilterTest.Range range, boolean signed) {
        long bias = signed ? Long.MIN_VALUE : 0;
        long first = range.first() ^ bias;
        long last = range.last() ^ bias;
        while (true) {
            // The largest block that begins at first and does not reach beyond last.
            int free = first == 0 ? Long.SIZE : Long.numberOfTrailingZeros(first);
            while (free > 0 && Long.compareUnsigned(first | lowBits(free), last) > 0) {
                free--;
            }
            byte[] address = ByteBuffer.allocate(ADDRESS_BYTES).putLong(0).putLong(first).array();
            addBlock(set, address, 8 * ADDRESS_BYTES - free);
            long end = first | lowBits(free);
            if (end == last) {
                return;
            }
            first = end + 1;
        }
    }

    private static long lowBits(int count) {
        return count == Long.SIZE ? -1 : (1L << count) - 1;
    }

    void addText(int set, byte[] bytes) {
        add(
                TEXTS,
                StructWriter.of(ConfigLayouts.TEXT_KEY)
                        .put("set", set)
                        .put("length", bytes.length)
                        .put("text", bytes)
                        .bytes());
    }

    void addPrefix(int set, byte[] text) {
        addAffix(set, text);
    }

    /** Stored reversed, so that the kernel side can look for a prefix. */
    void addSuffix(int set, byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        addAffix(set, reversed);
    }

    /** IPv4 as ::ffff:a.b.c.d; bits behind the prefix are cleared. */
    void addNetwork(int set, FilterTest.Network network) {
        InetAddress address = network.address();
        byte[] bytes = new byte[16];
        int bits = network.prefixLength();
        int width = address instanceof Inet4Address ? 32 : 128;
        if (bits < 0 || bits > width) {
            throw new IllegalArgumentException(
                    "prefix length " + bits + " of " + address.getHostAddress());
        }
        if (address instanceof Inet4Address) {
            bytes[10] = (byte) 0xff;
            bytes[11] = (byte) 0xff;
            System.arraycopy(address.getAddress(), 0, bytes, 12, 4);
            bits += 96;
        } else {
            System.arraycopy(address.getAddress(), 0, bytes, 0, 16);
        }
        for (int bit = bits; bit < 128; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        addBlock(set, bytes, bits);
    }

    private void addBlock(int set, byte[] address, int bits) {
        add(
                ADDRESSES,
                StructWriter.of(ConfigLayouts.ADDRESS_KEY)
                        .put("prefix_bits", BITS_OF_SET + bits)
                        .put("set", set)
                        .put("address", address)
                        .bytes());
    }

    /** Also the maps that have no key, for programs that cannot tell which ones they need. */
    List<ProgramImage.SetContents> allContents() {
        MAPS.forEach(map -> maps.computeIfAbsent(map, _ -> new ArrayList<>()));
        return contents();
    }

    List<ProgramImage.SetContents> contents() {
        return maps.entrySet().stream()
                .map(e -> new ProgramImage.SetContents(e.getKey(), e.getValue()))
                .toList();
    }

    private void addAffix(int set, byte[] text) {
        add(
                AFFIXES,
                StructWriter.of(ConfigLayouts.AFFIX_KEY)
                        .put("prefix_bits", BITS_OF_SET + 8 * text.length)
                        .put("set", set)
                        .put("text", text)
                        .bytes());
    }

    private void add(String map, byte[] key) {
        if (known.add(map + Arrays.toString(key))) {
            maps.computeIfAbsent(map, _ -> new ArrayList<>()).add(key);
        }
    }
}
