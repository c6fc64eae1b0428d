package beelab.sensor.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import beelab.sensor.testing.RandomCases;
import beelab.sensor.wire.MappingDecoder.Decoded;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Records as the kernel's perf events write them. */
class MappingDecoderTest {
    private static final int MMAP2 = 10;
    private static final int HAS_BUILD_ID = 1 << 14;

    private static byte[] mapping(int misc, String path) {
        byte[] text = path.getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + 8) / 8 * 8;
        ByteBuffer out = ByteBuffer.allocate(72 + padded + 16).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MMAP2).putShort((short) misc).putShort((short) out.capacity());
        out.putInt(4711).putInt(4712).putLong(0x7000).putLong(0x1000).putLong(0);
        out.put((byte) 20).put(new byte[3]);
        for (int i = 0; i < 20; i++) {
            out.put((byte) (i + 1));
        }
        out.putInt(5).putInt(2).put(text).position(72 + padded);
        out.putInt(4711).putInt(4712).putLong(987_654_321L);
        return out.array();
    }

    private static Decoded decode(byte[] record) throws MalformedRecordException {
        // Native memory, as from the kernel: byte arrays have no alignment for longs.
        try (var arena = java.lang.foreign.Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(record.length, 8);
            copy.copyFrom(MemorySegment.ofArray(record));
            return MappingDecoder.decode(copy);
        }
    }

    @Test
    void readsProcessTimePathAndBuildId() throws Exception {
        Decoded decoded = decode(mapping(HAS_BUILD_ID, "/usr/lib/libc.so.6"));
        assertThat(decoded).isInstanceOf(Decoded.Mapped.class);
        KernelEvent.Mapped event = ((Decoded.Mapped) decoded).event();
        assertThat(event.process().tgid()).isEqualTo(4711);
        assertThat(event.tid()).isEqualTo(4712);
        assertThat(event.ktime()).isEqualTo(987_654_321L);
        assertThat(event.path()).isEqualTo("/usr/lib/libc.so.6");
        assertThat(event.buildId()).hasSize(20).startsWith(1, 2, 3);
    }

    @Test
    void aFileWithoutBuildIdHasNone() throws Exception {
        assertThat(((Decoded.Mapped) decode(mapping(0, "/tmp/x"))).event().buildId()).isEmpty();
    }

    @Test
    void memoryWithoutFileIsNothing() throws Exception {
        assertThat(decode(mapping(0, "[vdso]"))).isEqualTo(new Decoded.Nothing());
        assertThat(decode(mapping(0, "//anon"))).isEqualTo(new Decoded.Nothing());
    }

    @Test
    void lossesAreCounted() throws Exception {
        ByteBuffer out = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(2).putShort((short) 0).putShort((short) 40).putLong(1).putLong(17);
        assertThat(decode(out.array())).isEqualTo(new Decoded.Lost(17));
    }

    @Test
    void damagedRecordsAreMalformedAndNothingElse() {
        byte[] whole = mapping(HAS_BUILD_ID, "/usr/lib/libc.so.6");
        RandomCases.tryOut(
                300,
                random -> {
                    byte[] bytes = java.util.Arrays.copyOf(whole, 8 + random.nextInt(whole.length));
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                    assertThatCode(
                                    () -> {
                                        try {
                                            assertThat(decode(bytes)).isNotNull();
                                        } catch (MalformedRecordException expected) {
                                            assertThat(expected).hasMessageContaining("record");
                                        }
                                    })
                            .doesNotThrowAnyException();
                });
    }
}
