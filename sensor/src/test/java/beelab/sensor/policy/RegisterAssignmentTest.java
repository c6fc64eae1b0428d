package beelab.sensor.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RegisterAssignmentTest {
    @Test
    void readsNumbersRegistersAndMemory() {
        assertThat(RegisterAssignment.parse("rax=11"))
                .contains(new RegisterAssignment("rax", "", 11, false));
        assertThat(RegisterAssignment.parse("eax=0xffffffffffffffff"))
                .contains(new RegisterAssignment("eax", "", -1, false));
        assertThat(RegisterAssignment.parse("rax=%rdi"))
                .contains(new RegisterAssignment("rax", "rdi", 0, false));
        assertThat(RegisterAssignment.parse("rsp=8%rsp"))
                .contains(new RegisterAssignment("rsp", "rsp", 8, false));
        assertThat(RegisterAssignment.parse("rip=(%rsp)"))
                .contains(new RegisterAssignment("rip", "rsp", 0, true));
        assertThat(RegisterAssignment.parse(" rip = -8(%rsp) "))
                .contains(new RegisterAssignment("rip", "rsp", -8, true));
    }

    @Test
    void refusesEverythingElse() {
        for (String text :
                new String[] {
                    "",
                    "rax",
                    "rax=",
                    "=1",
                    "rax=rdi",
                    "rax=%",
                    "rax=1%",
                    "rax=(rsp)",
                    "rax=1 2",
                    "rax=99999999999999999999999",
                    "rax=0x11111111111111111"
                }) {
            assertThat(RegisterAssignment.parse(text)).as(text).isEmpty();
        }
    }
}
