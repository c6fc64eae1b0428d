package beelab.sensor.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.sensor.compile.ArgSource.Constant;
import beelab.sensor.compile.ArgSource.Register;
import beelab.sensor.compile.ArgSource.UserMemory;
import beelab.sensor.elf.ElfFile;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operands of static probes, as compilers write them. */
class StaticProbeOperandTest {
    private static final int RBP = 4;
    private static final int RAX = 10;
    private static final int RCX = 11;
    private static final int RDI = 14;

    private ElfFile file;

    @BeforeEach
    void open() throws Exception {
        file = ElfFile.open(Path.of(System.getProperty("java.home"), "bin", "java"));
    }

    @AfterEach
    void close() throws Exception {
        file.close();
    }

    private Provided parse(String operand) throws Exception {
        return StaticProbeOperand.parse(operand, 0x1000, file.symbols());
    }

    @Test
    void registersHaveTheWidthAndSignOfTheOperand() throws Exception {
        assertThat(parse("-4@%eax").source()).isEqualTo(new Register(RAX, 4, true, 0));
        assertThat(parse("8@%rdi").source()).isEqualTo(new Register(RDI, 8, false, 0));
        assertThat(parse("1@%dil").source()).isEqualTo(new Register(RDI, 1, false, 0));
        assertThat(parse("-2@%r8w").source()).isEqualTo(new Register(9, 2, true, 0));
        // An operand is never wider than the register it is in.
        assertThat(parse("8@%ecx").source()).isEqualTo(new Register(RCX, 4, false, 0));
        assertThat(parse("-4@%eax").signed()).isTrue();
        assertThat(parse("-4@%eax").bytes()).isEqualTo(4);
    }

    @Test
    void memoryIsAtABaseAnOffsetAndAScaledIndex() throws Exception {
        assertThat(parse("-4@-20(%rbp)").source())
                .isEqualTo(new UserMemory(RBP, -20, -1, 0, 4, true));
        assertThat(parse("8@(%rax)").source()).isEqualTo(new UserMemory(RAX, 0, -1, 0, 8, false));
        assertThat(parse("8@0x10(%rdi,%rcx,8)").source())
                .isEqualTo(new UserMemory(RDI, 16, RCX, 3, 8, false));
        assertThat(parse("8@(%rdi,%rcx)").source())
                .isEqualTo(new UserMemory(RDI, 0, RCX, 0, 8, false));
    }

    @Test
    void numbersAreConstants() throws Exception {
        assertThat(parse("-4@$-7").source()).isEqualTo(new Constant(-7));
        assertThat(parse("8@$0x10").source()).isEqualTo(new Constant(16));
        assertThat(parse("4@17").source()).isEqualTo(new Constant(17));
    }

    @Test
    void refusesByNameWhatCannotBeRead() {
        for (String operand :
                new String[] {
                    "8f@%xmm0",
                    "8@%xmm3",
                    "-4@nowhere(%rip)",
                    "4@nowhere(%rax)",
                    "8@(,%rcx,8)",
                    "3@%eax",
                    "8@",
                    "",
                    "8@$99999999999999999999",
                    "8@%fs:8(%rax)"
                }) {
            assertThatThrownBy(() -> parse(operand))
                    .as(operand)
                    .isInstanceOf(Refusal.class)
                    .hasMessageStartingWith("the operand " + operand);
        }
    }
}
