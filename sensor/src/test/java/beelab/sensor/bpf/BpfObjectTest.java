package beelab.sensor.bpf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import beelab.sensor.attach.TracefsMounted;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The libbpf binding against the real kernel, by objects of its own. */
@Tag("kernel")
@ExtendWith(TracefsMounted.class)
class BpfObjectTest {

    /** The object with only its sound program, which sees this process. */
    private static BpfObject loadGood(int size) throws Exception {
        BpfObject object = BpfObject.open("trial", TrialObject.elf());
        try {
            object.program("bad").setAutoload(false);
            object.setSection(".rodata.config", bytes((int) ProcessHandle.current().pid(), size));
            object.load();
            return object;
        } catch (BpfException | RuntimeException e) {
            object.close();
            throw e;
        }
    }

    private static byte[] bytes(int... words) {
        ByteBuffer buffer = ByteBuffer.allocate(words.length * 4).order(ByteOrder.nativeOrder());
        for (int word : words) {
            buffer.putInt(word);
        }
        return buffer.array();
    }

    private static long number(byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong();
    }

    /** Makes the system call getppid, once. */
    private static void trigger() throws Exception {
        KernelCallsForTests.getppid();
    }

    @Test
    void aRefusedProgramTellsTheVerifiersWords() throws Exception {
        try (BpfObject object = BpfObject.open("trial", TrialObject.elf())) {
            object.program("good").setAutoload(false);

            assertThatExceptionOfType(BpfException.class)
                    .isThrownBy(object::load)
                    .withMessageStartingWith("load BPF object trial: EACCES")
                    .withMessageContaining("invalid mem access 'scalar'")
                    .satisfies(e -> assertThat(e.errnoName()).isEqualTo("EACCES"));
        }
    }

    @Test
    void bytesThatAreNoObjectAreRefused() {
        assertThatThrownBy(() -> BpfObject.open("rubbish", "no ELF file".getBytes(UTF_8)))
                .isInstanceOf(BpfException.class)
                .hasMessageStartingWith("open BPF object rubbish: ");
    }

    @Test
    void anObjectThatIsNotBuiltIsNamed() {
        assertThatThrownBy(() -> BpfObject.openResource("nonesuch"))
                .hasMessageContaining("/beelab/bpf/nonesuch.bpf.o")
                .hasMessageContaining("make -C bpf");
    }

    @Test
    void aSectionOfAnotherSizeIsRefused() throws Exception {
        try (BpfObject object = BpfObject.open("trial", TrialObject.elf())) {
            assertThatThrownBy(() -> object.setSection(".rodata.config", new byte[4]))
                    .hasMessageContaining("has 8 bytes, not 4");
        }
    }

    @Test
    void mapsAreReadChangedAndWalked() throws Exception {
        try (BpfObject object = loadGood(1)) {
            BpfMap numbers = object.map("numbers");
            assertThat(numbers.lookup(bytes(7))).isEmpty();
            numbers.update(bytes(7), bytes(42, 0));
            numbers.update(bytes(8), bytes(43, 0));
            numbers.update(bytes(8), bytes(44, 0));

            assertThat(number(numbers.lookup(bytes(7)).orElseThrow())).isEqualTo(42);
            assertThat(number(numbers.lookup(bytes(8)).orElseThrow())).isEqualTo(44);
            assertThat(numbers.keys()).containsExactlyInAnyOrder(bytes(7), bytes(8));
            assertThat(numbers.delete(bytes(7))).isTrue();
            assertThat(numbers.delete(bytes(7))).isFalse();
            assertThat(numbers.keys()).containsExactly(bytes(8));
            assertThatThrownBy(() -> numbers.update(bytes(1, 2), bytes(1, 0)))
                    .hasMessageContaining("wants 4 bytes, not 8");
        }
    }

    @Test
    void aFullMapRefusesOneMore() throws Exception {
        try (BpfObject object = loadGood(1)) {
            BpfMap numbers = object.map("numbers");
            for (int i = 0; i < numbers.maxEntries(); i++) {
                numbers.update(bytes(i), bytes(i, 0));
            }
            assertThatThrownBy(() -> numbers.update(bytes(99), bytes(0, 0)))
                    .hasMessageContaining("update map numbers: E2BIG");
        }
    }

    @Test
    void perCpuValuesHaveABlockForEachCpu() throws Exception {
        try (BpfObject object = loadGood(1)) {
            assertThat(object.map("lost").isPerCpu()).isTrue();
            assertThat(object.map("lost").lookup(bytes(0)).orElseThrow())
                    .hasSize(8 * BpfMap.possibleCpus());
        }
    }

    @Test
    void aClosedObjectIsNotTouched() throws Exception {
        BpfObject object = loadGood(1);
        BpfMap numbers = object.map("numbers");
        object.close();
        object.close();

        assertThatThrownBy(() -> numbers.lookup(bytes(1))).hasMessageContaining("is closed");
    }

    @Test
    void theProgramSeesTheSectionAsConstants() throws Exception {
        List<Long> numbers = new CopyOnWriteArrayList<>();
        try (BpfObject object = loadGood(4711);
                RingBuffer ring =
                        new RingBuffer(
                                object.map("events"),
                                record -> {
                                    assertThat(record.byteSize()).isEqualTo(16);
                                    assertThat(record.getString(8)).isEqualTo("beelab");
                                    numbers.add(record.get(ValueLayout.JAVA_LONG, 0));
                                });
                BpfLink link = object.program("good").attach()) {
            assertThat(link.target()).contains("sys_enter_getppid");
            ring.start();
            trigger();

            await().until(() -> !numbers.isEmpty());
            assertThat(numbers).containsExactly(4711L);
            assertThat(ring.handlerFailures()).isZero();
        }
    }

    @Test
    void aHandlerThatThrowsIsCountedAndTheNextRecordArrives() throws Exception {
        List<Long> numbers = new CopyOnWriteArrayList<>();
        try (BpfObject object = loadGood(1);
                RingBuffer ring =
                        new RingBuffer(
                                object.map("events"),
                                record -> {
                                    numbers.add(record.get(ValueLayout.JAVA_LONG, 0));
                                    if (numbers.size() == 1) {
                                        throw new StackOverflowError("on purpose");
                                    }
                                });
                BpfLink link = object.program("good").attach()) {
            assertThat(link).isNotNull();
            ring.start();
            trigger();
            trigger();

            await().until(() -> numbers.size() == 2);
            await().until(() -> ring.records() == 2);
            assertThat(ring.handlerFailures()).isEqualTo(1);
            assertThat(ring.lastFailure().orElseThrow()).hasMessage("on purpose");
        }
    }

    @Test
    void whatTheRingCannotTakeIsCountedByTheProgram() throws Exception {
        CountDownLatch firstRecord = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        // A page of the ring holds 4096 / (8 + 16) records.
        int calls = 1000;
        try (BpfObject object = loadGood(1);
                RingBuffer ring =
                        new RingBuffer(
                                object.map("events"),
                                record -> {
                                    firstRecord.countDown();
                                    awaitQuietly(goOn);
                                });
                BpfLink link = object.program("good").attach()) {
            assertThat(link).isNotNull();
            try {
                ring.start();
                trigger();
                firstRecord.await();
                for (int i = 1; i < calls; i++) {
                    trigger();
                }
            } finally {
                goOn.countDown();
            }

            long lost = 0;
            ByteBuffer perCpu =
                    ByteBuffer.wrap(object.map("lost").lookup(bytes(1)).orElseThrow())
                            .order(ByteOrder.nativeOrder());
            while (perCpu.hasRemaining()) {
                lost += perCpu.getLong();
            }
            assertThat(lost).isBetween(800L, calls - 100L);
            long received = calls - lost;
            await().until(() -> ring.records() == received);
        }
    }

    @Test
    void theKernelTellsSizesOfALoadedProgram() throws Exception {
        try (BpfObject object = loadGood(1)) {
            BpfProgram.ProgramInfo info = object.program("good").info();
            assertThat(info.name()).isEqualTo("good");
            assertThat(info.id()).isPositive();
            assertThat(info.xlatedBytes()).isBetween(64, 4096);
            assertThat(info.memoryBytes()).isPositive();
        }
    }

    @Test
    void theObjectsTypesTellItsLayouts() throws Exception {
        try (BpfObject object = BpfObject.open("trial", TrialObject.elf())) {
            Btf.Struct config = object.btf().struct("trial_config").orElseThrow();
            assertThat(config.size()).isEqualTo(8);
            assertThat(config.members())
                    .extracting(Btf.Field::name, Btf.Field::bitOffset)
                    .containsExactly(tuple("tgid", 0), tuple("size", 32));
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** getppid(2) through libc, which has no cache for it. */
    private static final class KernelCallsForTests {
        private static final Handles LIBC =
                NativeLoader.load(MethodHandles.lookup(), Handles.class, NativeLoader.libc());

        private record Handles(
                @NativeSignature(name = "getppid", returns = int.class) MethodHandle getppid) {}

        static void getppid() {
            int ignored = Native.plain(() -> (int) LIBC.getppid().invokeExact());
        }
    }
}
