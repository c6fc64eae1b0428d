package beelab.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PairedCostTest {

    @Test
    void comparesMedians() {
        PairedCost cost =
                new PairedCost(
                        "symlink",
                        true,
                        List.of(900.0, 400.0, 410.0),
                        List.of(8000.0, 100.0, 8200.0));

        assertThat(cost.oursMedian()).isEqualTo(410);
        assertThat(cost.bpftraceMedian()).isEqualTo(8000);
        assertThat(cost.met()).isTrue();
        assertThat(cost.line()).contains("within the goal").contains("below 500 ns");
    }

    @Test
    void aRejectedEventMayCostAsMuchAsOfBpftrace() {
        assertThat(new PairedCost("raw", false, List.of(100.0), List.of(100.0)).met()).isTrue();
        assertThat(new PairedCost("raw", false, List.of(101.0), List.of(100.0)).met()).isFalse();
    }

    @Test
    void withoutBpftraceNoGoalIsMet() {
        PairedCost alone = new PairedCost("raw", true, List.of(100.0, 200.0), List.of());

        assertThat(alone.oursMedian()).isEqualTo(150);
        assertThat(alone.met()).isFalse();
    }
}
