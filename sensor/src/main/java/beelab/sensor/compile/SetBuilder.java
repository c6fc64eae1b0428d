package beelab.sensor.compile;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the keys of the maps that one program's filters look at. Sets are numbered from 1. */
final class SetBuilder {
    private static final int BITS_OF_SET = 32;

    private final Map<String, List<byte[]>> maps = new LinkedHashMap<>();
    private int last;

    /** A number that no set of this program has yet. */
    int newSet() {
        return ++last;
    }

    void addNumber(int set, long value) {
        add(
                "number_sets",
                StructWriter.of(ConfigLayouts.NUMBER_KEY)
                        .put("set", set)
                        .put("value", value)
                        .bytes());
    }

    void addText(int set, String text) {
        byte[] bytes = bytesOf(text);
        add(
                "text_sets",
                StructWriter.of(ConfigLayouts.TEXT_KEY)
                        .put("set", set)
                        .put("length", bytes.length)
                        .put("text", bytes)
                        .bytes());
    }

    void addPrefix(int set, String text) {
        addAffix(set, bytesOf(text));
    }

    /** Stored reversed, so that the kernel side can look for a prefix. */
    void addSuffix(int set, String text) {
        byte[] bytes = bytesOf(text);
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
        add(
                "address_sets",
                StructWriter.of(ConfigLayouts.ADDRESS_KEY)
                        .put("prefix_bits", BITS_OF_SET + bits)
                        .put("set", set)
                        .put("address", bytes)
                        .bytes());
    }

    List<ProgramImage.SetContents> contents() {
        return maps.entrySet().stream()
                .map(e -> new ProgramImage.SetContents(e.getKey(), e.getValue()))
                .toList();
    }

    private void addAffix(int set, byte[] text) {
        add(
                "affix_sets",
                StructWriter.of(ConfigLayouts.AFFIX_KEY)
                        .put("prefix_bits", BITS_OF_SET + 8 * text.length)
                        .put("set", set)
                        .put("text", text)
                        .bytes());
    }

    private void add(String map, byte[] key) {
        List<byte[]> keys = maps.computeIfAbsent(map, _ -> new ArrayList<>());
        if (keys.stream().noneMatch(k -> Arrays.equals(k, key))) {
            keys.add(key);
        }
    }

    private static byte[] bytesOf(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > FilterTest.MAX_TEXT) {
            throw new IllegalArgumentException(
                    "text of " + bytes.length + " bytes; at most " + FilterTest.MAX_TEXT);
        }
        return bytes;
    }
}
