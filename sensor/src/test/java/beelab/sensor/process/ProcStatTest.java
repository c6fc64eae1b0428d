package beelab.sensor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProcStatTest {
    @Test
    void aNameMayHoldBlanksAndParentheses() {
        ProcStat stat =
                ProcStat.parse(
                        "42 (a) R (b) S 7 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4711 0 0 0\n");
        assertThat(stat).isEqualTo(new ProcStat("a) R (b", 7, 4711, false));
        assertThat(stat.startNanos()).isEqualTo(47_110_000_000L);
    }

    @Test
    void aKernelThreadIsTold() {
        assertThat(
                        ProcStat.parse(
                                        "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 5"
                                                + " 0 0")
                                .kernelThread())
                .isTrue();
    }

    @Test
    void otherTextIsRefused() {
        assertThatThrownBy(() -> ProcStat.parse("rubbish"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ProcStat.parse("1 (x) S 1"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
