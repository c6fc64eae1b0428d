package beelab.sensor.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A file as numbers and texts at offsets, through a few cached blocks: tables of symbols may be as
 * large as the sensor's heap. Every read is checked against the end of the file.
 */
final class ElfBytes {
    private static final int BLOCK = 64 * 1024;
    private static final int BLOCKS = 8;
    private static final int MAX_TEXT = 4096;

    private final FileChannel channel;
    private final long size;
    private final ByteBuffer[] blocks = new ByteBuffer[BLOCKS];
    private final long[] numbers = new long[BLOCKS];

    ElfBytes(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
        Arrays.fill(numbers, -1);
    }

    long size() {
        return size;
    }

    int u8(long offset) throws IOException {
        return block(offset).get((int) (offset % BLOCK)) & 0xff;
    }

    int u16(long offset) throws IOException {
        return u8(offset) | u8(offset + 1) << 8;
    }

    long u32(long offset) throws IOException {
        int at = (int) (offset % BLOCK);
        if (at <= BLOCK - Integer.BYTES) {
            ByteBuffer block = block(offset);
            if (at + Integer.BYTES <= block.limit()) {
                return block.getInt(at) & 0xffff_ffffL;
            }
        }
        return u16(offset) | (long) u16(offset + 2) << 16;
    }

    long u64(long offset) throws IOException {
        return u32(offset) | u32(offset + Integer.BYTES) << 32;
    }

    byte[] bytes(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) u8(offset + i);
        }
        return bytes;
    }

    /**
     * A text that ends with NUL.
     *
     * @param end offset behind the table that holds it
     */
    String text(long offset, long end) throws IOException {
        byte[] bytes = new byte[64];
        int length = 0;
        for (long at = offset; ; at++) {
            if (at >= end || length == MAX_TEXT) {
                throw new ElfException("a text at offset " + offset + " does not end");
            }
            int next = u8(at);
            if (next == 0) {
                return new String(bytes, 0, length, StandardCharsets.UTF_8);
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * length);
            }
            bytes[length++] = (byte) next;
        }
    }

    private ByteBuffer block(long offset) throws IOException {
        if (offset < 0 || offset >= size) {
            throw new ElfException(
                    "it refers to offset %d, but has %d bytes".formatted(offset, size));
        }
        long number = offset / BLOCK;
        int slot = (int) (number % BLOCKS);
        ByteBuffer block = blocks[slot];
        if (block == null || numbers[slot] != number) {
            block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
            long at = number * BLOCK;
            int read = 0;
            while (block.hasRemaining() && read >= 0) {
                read = channel.read(block, at + block.position());
            }
            block.flip();
            blocks[slot] = block;
            numbers[slot] = number;
        }
        if (offset % BLOCK >= block.limit()) {
            throw new ElfException("it became shorter while it was read");
        }
        return block;
    }
}
