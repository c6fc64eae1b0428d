package beelab.sensor.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Bytes as the kernel side writes them, and bytes as it never should. */
class RecordDecoderTest {
    private static final ProcessId PROCESS = new ProcessId(4321, 99_000_000_001L);

    /** A record under construction; size is filled in at the end. */
    private static final class Record {
        private final ByteBuffer bytes = ByteBuffer.allocate(8192).order(ByteOrder.nativeOrder());

        Record(int kind, int flags) {
            bytes.putShort((short) kind).putShort((short) flags).putInt(0).putLong(5_000);
            bytes.putInt(PROCESS.tgid()).putInt(4322).putLong(PROCESS.startNanos());
        }

        Record i32(long... values) {
            Arrays.stream(values).forEach(v -> bytes.putInt((int) v));
            return this;
        }

        Record i64(long... values) {
            Arrays.stream(values).forEach(bytes::putLong);
            return this;
        }

        Record i16(int... values) {
            Arrays.stream(values).forEach(v -> bytes.putShort((short) v));
            return this;
        }

        Record i8(int... values) {
            Arrays.stream(values).forEach(v -> bytes.put((byte) v));
            return this;
        }

        Record text(String text) {
            bytes.put(text.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        Record align() {
            bytes.position((bytes.position() + 7) / 8 * 8);
            return this;
        }

        byte[] bytes() {
            bytes.putInt(4, bytes.position());
            return Arrays.copyOf(bytes.array(), bytes.position());
        }
    }

    /** Decodes a record that stands for itself, as all do but pieces of large buffers. */
    private KernelEvent whole(byte[] record) throws MalformedRecordException {
        return java.util.Objects.requireNonNull(decode(record));
    }

    private static @Nullable KernelEvent decode(byte[] bytes) throws MalformedRecordException {
        return new RecordDecoder().decode(MemorySegment.ofArray(bytes));
    }

    private static byte[] exec() {
        Record record = new Record(1, 1 | 4).i64(77).i32(1, 0xffff_ffffL);
        record.i32(1000, 1001, 0, 0, 0, 0, 0, 0, 5, 0).i64(-1, 3, 0);
        record.i32(1, 2, 3, 4, 5, 6, 7, 8, 9, 10).i64(555, 666).i32(1, 42);
        record.i32(2, 2, 11, 11, -2, 0, 5, 5, 11, 40);
        return record.text("ln").text("/usr/bin/ln").text("docke").text("ln\0-s\0b c\0x").bytes();
    }

    private static byte[] hook() {
        Record record = new Record(4, 2).i32(7).i16(1, 0xffff).i8(3, 0, 6, 0).i32(0);
        record.i8(2, 5).i16(0).i32(3, 3, 0).text("abc").align();
        record.i8(0, 1).i16(0).i32(8, 0, 0).i64(-100);
        record.i8(1, 0).i16(0).i32(-14, 0, 0);
        record.i8(3, 6).i16(0).i32(2, 5000, 0).i8(1, 2).align();
        record.i8(4, 7).i16(0).i32(16 + 4, 0, 0).i32(0, 0100644).i64(12).text("/etc").align();
        return record.i8(255, 1).i16(0).i32(8, 0, 0).i64(-1).bytes();
    }

    @Test
    void forkNamesTheChildAndItsParent() throws MalformedRecordException {
        byte[] bytes = new Record(2, 1).i64(88).i64(999).i32(17, 3).bytes();
        assertThat(decode(bytes))
                .isEqualTo(
                        new KernelEvent.Fork(
                                PROCESS, 4322, 5_000, new ProcessId(17, 88), 999, 3, true));
    }

    @Test
    void exitCodeIsSplitAsWaitDoes() throws MalformedRecordException {
        KernelEvent.Exit killed = (KernelEvent.Exit) whole(new Record(3, 0).i32(137, 0).bytes());
        assertThat(killed.signal()).isEqualTo(9);
        assertThat(killed.status()).isZero();
        KernelEvent.Exit failed = (KernelEvent.Exit) whole(new Record(3, 0).i32(1 << 8, 0).bytes());
        assertThat(failed.signal()).isZero();
        assertThat(failed.status()).isEqualTo(1);
    }

    @Test
    void execTextsFollowEachOther() throws MalformedRecordException {
        KernelEvent.Exec exec = (KernelEvent.Exec) whole(exec());
        assertThat(exec.filename()).isEqualTo(KernelText.of("ln"));
        assertThat(exec.executable()).isEqualTo(KernelText.of("/usr/bin/ln"));
        assertThat(exec.workingDirectory()).isEqualTo(new KernelText("", false, 2));
        assertThat(exec.cgroupName()).isEqualTo(KernelText.of("docke"));
        assertThat(exec.arguments().values()).containsExactly("ln", "-s", "b c", "x");
        assertThat(exec.arguments().cut()).isTrue();
        assertThat(exec.parent()).isEqualTo(new ProcessId(1, 77));
        assertThat(exec.loginUid()).isEqualTo(4294967295L);
        assertThat(exec.credentials().uid()).isEqualTo(1000);
        assertThat(exec.credentials().permitted()).isEqualTo(-1);
        assertThat(exec.namespaces().user()).isEqualTo(10);
        assertThat(exec.cgroupId()).isEqualTo(555);
        assertThat(exec.inode()).isEqualTo(666);
        assertThat(exec.namespacePid()).isEqualTo(42);
        assertThat(exec.flags()).isEqualTo(new KernelEvent.ExecFlags(true, false, false, false));
    }

    @Test
    void hookArgumentsKeepTheirPlaces() throws MalformedRecordException {
        KernelEvent.HookHit hit = (KernelEvent.HookHit) whole(hook());
        assertThat(hit.policyId()).isEqualTo(7);
        assertThat(hit.hookId()).isEqualTo(1);
        assertThat(hit.selector()).isEqualTo(OptionalInt.empty());
        assertThat(hit.action()).isEqualTo(HookAction.SIGKILL);
        assertThat(hit.enforcement()).isEqualTo(new Enforcement.Done());
        assertThat(hit.arguments())
                .containsExactly(
                        new KernelEvent.HookArgument(0, new KernelValue.Int(-100)),
                        new KernelEvent.HookArgument(1, new KernelValue.ReadError(14)),
                        new KernelEvent.HookArgument(2, new KernelValue.Text("abc", false)),
                        new KernelEvent.HookArgument(
                                3, new KernelValue.Bytes(new byte[] {1, 2}, 5000)),
                        new KernelEvent.HookArgument(
                                4,
                                new KernelValue.FileRef(
                                        "/etc", KernelValue.PathFlags.NONE, 0100644, 12)));
        assertThat(hit.returnValue()).isEqualTo(Optional.of(new KernelValue.Int(-1)));
    }

    @Test
    void sockAddressesMappedToIpv6AreIpv4() throws MalformedRecordException {
        Record record = new Record(4, 0).i32(7).i16(0, 0).i8(1, 0, 1, 0).i32(0);
        record.i8(0, 9).i16(0).i32(64, 0, 0).i16(2, 1, 6).i8(2, 0).i16(40000, 443);
        record.i32(1, 2, 0).i64(3).i64(0).i8(0, 0, 0xff, 0xff, 10, 0, 0, 1);
        record.i64(0).i8(0, 0, 0xff, 0xff, 1, 1, 1, 1);
        KernelEvent.HookHit hit = (KernelEvent.HookHit) whole(record.bytes());
        assertThat(hit.selector()).isEqualTo(OptionalInt.of(0));
        assertThat(hit.arguments())
                .extracting(KernelEvent.HookArgument::value)
                .containsExactly(
                        new KernelValue.SockTuple(
                                2,
                                1,
                                6,
                                2,
                                InetAddress.ofLiteral("10.0.0.1"),
                                InetAddress.ofLiteral("1.1.1.1"),
                                40000,
                                443,
                                1,
                                2,
                                3));
    }

    @Test
    void unknownKindsAreRefused() {
        assertThatThrownBy(() -> decode(new Record(9, 0).bytes()))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("unknown kind 9");
    }

    @Test
    void everyCutRecordIsRefused() {
        for (byte[] whole : List.of(exec(), hook())) {
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> decode(cut)).isInstanceOf(MalformedRecordException.class);
                // The same with a size that admits it.
                if (length >= 32) {
                    ByteBuffer.wrap(cut).order(ByteOrder.nativeOrder()).putInt(4, length);
                    assertThatThrownBy(() -> decode(cut))
                            .isInstanceOf(MalformedRecordException.class);
                }
            }
        }
    }

    @Test
    void damagedBytesNeverEscapeTheRecord() {
        Random random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = round % 2 == 0 ? exec() : hook();
            for (int damage = 0; damage < 4; damage++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                // A piece of a large buffer is the only record that is no event.
                assertThat(decode(bytes) == null).isEqualTo(bytes[0] == 5 && bytes[1] == 0);
            } catch (MalformedRecordException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        }
    }

    private static byte[] chunk(int tid, long ktime, int argument, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(48 + bytes.length).order(ByteOrder.nativeOrder());
        out.putShort((short) 5).putShort((short) 0).putInt(48 + bytes.length).putLong(ktime);
        out.putInt(tid).putInt(tid).putLong(1);
        out.putInt(7).putShort((short) 2).put((byte) argument).put((byte) 0);
        out.putInt(4096).putInt(bytes.length);
        out.put(bytes);
        return out.array();
    }

    /** A hook record with one buffer, of which more bytes were sent before. */
    private static byte[] large(int tid, long ktime, String begin, int more) {
        byte[] bytes = begin.getBytes(StandardCharsets.UTF_8);
        int padded = (bytes.length + 7) / 8 * 8;
        ByteBuffer out = ByteBuffer.allocate(48 + 16 + padded).order(ByteOrder.nativeOrder());
        out.putShort((short) 4).putShort((short) 0).putInt(48 + 16 + padded).putLong(ktime);
        out.putInt(tid).putInt(tid).putLong(1);
        out.putInt(7).putShort((short) 2).putShort((short) 0xffff);
        out.put((byte) 1).put((byte) 0).put((byte) 1).put((byte) 0).putInt(0);
        out.put((byte) 3).put((byte) 6).putShort((short) 0);
        out.putInt(bytes.length).putInt(bytes.length + more).putInt(more).put(bytes);
        return out.array();
    }

    @Test
    void piecesOfALargeBufferAreJoinedWithTheirRecord() throws Exception {
        RecordDecoder decoder = new RecordDecoder();
        assertThat(decoder.decode(MemorySegment.ofArray(chunk(9, 500, 3, "lo ")))).isNull();
        assertThat(decoder.decode(MemorySegment.ofArray(chunk(8, 500, 3, "other")))).isNull();
        assertThat(decoder.decode(MemorySegment.ofArray(chunk(9, 500, 3, "world")))).isNull();
        KernelEvent.HookHit hit =
                (KernelEvent.HookHit)
                        decoder.decode(MemorySegment.ofArray(large(9, 500, "hel", 8)));
        assertThat(java.util.Objects.requireNonNull(hit).arguments())
                .containsExactly(
                        new KernelEvent.HookArgument(
                                3,
                                new KernelValue.Bytes(
                                        "hello world".getBytes(StandardCharsets.UTF_8), 11)));
    }

    @Test
    void aBufferWhosePiecesWereLostIsCut() throws Exception {
        KernelEvent.HookHit hit = (KernelEvent.HookHit) whole(large(9, 500, "hel", 8));
        KernelValue.Bytes bytes = (KernelValue.Bytes) hit.arguments().getFirst().value();
        assertThat(bytes.value()).hasSize(3);
        assertThat(bytes.cut()).isTrue();
    }
}
