package beelab.sensor.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.sensor.elf.ElfSymbols.Symbol;
import beelab.sensor.testing.RandomCases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ELF reader on a program that is compiled here, and on what is left of it after damage. */
class ElfFileTest {
    private static final String SOURCE =
            """
            static int twin(void) { return 1; }
            int (*keep)(void) = twin;
            int exported(int a) { return a + 1; }
            int counter = 5;
            int main(void)
            {
            	__asm__ volatile("990: nop\\n"
            		".pushsection .note.stapsdt,\\"\\",@note\\n"
            		".balign 4\\n.4byte 992f-991f, 994f-993f, 3\\n"
            		"991: .asciz \\"stapsdt\\"\\n992: .balign 4\\n"
            		"993: .8byte 990b\\n.8byte 0\\n.8byte counter\\n"
            		".asciz \\"app\\"\\n.asciz \\"seen\\"\\n.asciz \\"-4@%eax 8@-16(%rbp, %rax, 8)\\"\\n"
            		"994: .balign 4\\n.popsection\\n");
            	return exported(keep());
            }
            """;

    @TempDir private static Path folder;
    private static Path program;

    @BeforeAll
    static void compile() throws Exception {
        Path source = Files.writeString(folder.resolve("program.c"), SOURCE);
        program = folder.resolve("program");
        run(
                "clang",
                "-O0",
                "-no-pie",
                "-Wl,--build-id=0x00112233445566778899aabbccddeeff00112233",
                "-o",
                program.toString(),
                source.toString());
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void findsFunctionsWhereNmFindsThem() throws Exception {
        Map<String, Long> expected =
                run("nm", program.toString())
                        .lines()
                        .map(line -> line.trim().split("\\s+"))
                        .filter(words -> words.length == 3 && words[1].matches("[tT]"))
                        .collect(
                                Collectors.toMap(
                                        words -> words[2],
                                        words -> Long.parseLong(words[0], 16),
                                        (a, b) -> a));
        assertThat(expected).containsKeys("main", "exported", "twin");
        try (ElfFile file = ElfFile.open(program)) {
            Map<String, List<Symbol>> found =
                    file.symbols().named(List.of("main", "exported", "twin", "nowhere"));
            assertThat(found).doesNotContainKey("nowhere");
            for (String name : List.of("main", "exported", "twin")) {
                List<Symbol> same = found.getOrDefault(name, List.of());
                assertThat(same).hasSize(1);
                Symbol symbol = same.getFirst();
                assertThat(symbol.address()).as(name).isEqualTo(expected.get(name));
                assertThat(symbol.local()).isEqualTo(name.equals("twin"));
                long offset = file.codeOffset(symbol.address()).orElseThrow();
                assertThat(file.codeAddress(offset)).hasValue(symbol.address());
            }
            assertThat(file.codeOffset(0)).isEmpty();
        }
    }

    @Test
    void exportedNamesAreLeftWhenTheFileIsStripped() throws Exception {
        Path library = folder.resolve("library.so");
        run(
                "clang",
                "-shared",
                "-fPIC",
                "-o",
                library.toString(),
                folder.resolve("program.c").toString());
        run("strip", library.toString());
        try (ElfFile file = ElfFile.open(library)) {
            assertThat(file.symbols().isComplete()).isFalse();
            assertThat(file.symbols().named(List.of("exported", "twin")))
                    .containsOnlyKeys("exported");
        }
    }

    @Test
    void readsBuildIdAndDigests() throws Exception {
        try (ElfFile file = ElfFile.open(program)) {
            assertThat(HexFormat.of().formatHex(file.buildId().orElseThrow()))
                    .isEqualTo("00112233445566778899aabbccddeeff00112233");
            byte[] bytes = Files.readAllBytes(program);
            assertThat(file.digest("SHA-256"))
                    .isEqualTo(
                            HexFormat.of()
                                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        }
    }

    @Test
    void readsStaticProbesWithTheirOperands() throws Exception {
        try (ElfFile file = ElfFile.open(program)) {
            StaticProbe probe = file.staticProbes().getFirst();
            assertThat(probe.provider()).isEqualTo("app");
            assertThat(probe.name()).isEqualTo("seen");
            assertThat(probe.operands()).containsExactly("-4@%eax", "8@-16(%rbp,%rax,8)");
            long main = file.symbols().address("main").orElseThrow();
            assertThat(probe.address()).isBetween(main, main + 200);
            assertThat(file.bytes().u8(probe.semaphoreOffset())).isEqualTo(5);
        }
    }

    @Test
    void findsAnInstructionThatReturns() throws Exception {
        try (ElfFile file = ElfFile.open(program)) {
            long address = file.returnInstruction().orElseThrow();
            assertThat(file.bytes().u8(file.codeOffset(address).orElseThrow())).isEqualTo(0xc3);
        }
    }

    @Test
    void refusesWhatIsNoProgram() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "#!/bin/sh\n".repeat(20));
        assertThatThrownBy(() -> ElfFile.open(text)).hasMessage("it is no ELF file");
        Path empty = Files.writeString(folder.resolve("empty"), "");
        assertThatThrownBy(() -> ElfFile.open(empty)).isInstanceOf(ElfException.class);
    }

    /** Whatever is in the file: an answer or an IOException, never another failure. */
    @Test
    void survivesDamage() throws IOException {
        byte[] whole = Files.readAllBytes(program);
        Path damaged = folder.resolve("damaged");
        RandomCases.tryOut(
                400,
                random -> {
                    byte[] bytes = whole.clone();
                    // Headers, section headers at the end, or anything.
                    for (int i = random.nextInt(6); i >= 0; i--) {
                        int at =
                                switch (random.nextInt(3)) {
                                    case 0 -> random.nextInt(1024);
                                    case 1 -> bytes.length - 1 - random.nextInt(2500);
                                    default -> random.nextInt(bytes.length);
                                };
                        bytes[at] = (byte) random.nextInt(256);
                    }
                    int length =
                            random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
                    Files.write(damaged, java.util.Arrays.copyOf(bytes, length));
                    readEverything(damaged);
                });
    }

    private static void readEverything(Path path) {
        try (ElfFile file = ElfFile.open(path)) {
            assertThat(file.symbols().named(List.of("main"))).isNotNull();
            assertThat(file.symbols().functions()).isNotNull();
            assertThat(file.buildId()).isNotNull();
            assertThat(file.staticProbes()).isNotNull();
            assertThat(file.returnInstruction()).isNotNull();
        } catch (IOException expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }
}
